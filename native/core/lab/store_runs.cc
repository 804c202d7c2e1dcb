#include "store_runs.hpp"

#include <array>
#include <cstring>

namespace kvm_mmu_bench::core {

namespace {

// mov [rdi + disp32], rdi: the struct's address is the first argument.
constexpr std::array<unsigned char, 3> kStoreRdi{0x48, 0x89, 0xbf};
constexpr std::size_t kStoreBytes = kStoreRdi.size() + sizeof(std::uint32_t);
constexpr unsigned char kRet = 0xc3;

constexpr std::size_t slot_bytes(std::size_t stores) {
  return (stores * kStoreBytes + 1 + mmu::kCacheLineBytes - 1) / mmu::kCacheLineBytes *
         mmu::kCacheLineBytes;
}

std::size_t bytes_of(std::span<const std::size_t> counts) {
  std::size_t bytes = 0;
  for (const std::size_t each : counts) bytes += slot_bytes(each);
  return bytes;
}

void emit(std::byte* to, std::size_t stores) {
  for (std::size_t i = 0; i < stores; ++i, to += kStoreBytes) {
    const auto at = static_cast<std::uint32_t>(i * 8 % StoreRuns::kSpanBytes);
    std::memcpy(to, kStoreRdi.data(), kStoreRdi.size());
    std::memcpy(to + kStoreRdi.size(), &at, sizeof at);
  }
  *to = std::byte{kRet};
}

}  // namespace

StoreRuns::StoreRuns(std::span<const std::size_t> counts) : memory_(bytes_of(counts)) {
  std::byte* next = memory_.data();
  for (const std::size_t each : counts) {
    emit(next, each);
    runs_.push_back(reinterpret_cast<mmu::ResetFn>(next));
    next += slot_bytes(each);
  }
  memory_.seal();
}

}  // namespace kvm_mmu_bench::core
