#include "handler_stubs.hpp"

#include "../mmu/handlers.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr unsigned char kRet = 0xc3;
constexpr std::size_t kBytes = mmu::kHandlers.back() - mmu::kHandlerBase + 1;

}  // namespace

HandlerStubs::HandlerStubs() : memory_(kBytes, mmu::kHandlerBase) {
  for (const std::uintptr_t handler : mmu::kHandlers) {
    memory_.data()[handler - mmu::kHandlerBase] = std::byte{kRet};
  }
  memory_.seal();
}

void require_handler_stubs() { static const HandlerStubs kStubs; }

}  // namespace kvm_mmu_bench::core
