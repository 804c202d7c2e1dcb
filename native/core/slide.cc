#include "slide.hpp"

#include <algorithm>
#include <array>

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = 64;
// rax only, which a caller expects of any function.
constexpr std::array<unsigned char, 4> kAddOneToRax{0x48, 0x83, 0xc0, 0x01};
constexpr unsigned char kRet = 0xc3;

constexpr std::size_t slot_bytes(std::size_t cycles) {
  return (cycles * kAddOneToRax.size() + 1 + kLine - 1) / kLine * kLine;
}

std::size_t bytes_of(std::span<const std::size_t> cycles) {
  std::size_t bytes = 0;
  for (const std::size_t each : cycles) bytes += slot_bytes(each);
  return bytes;
}

void emit(std::byte* to, std::size_t cycles) {
  auto* code = reinterpret_cast<unsigned char*>(to);
  for (std::size_t i = 0; i < cycles; ++i) {
    code = std::copy(kAddOneToRax.begin(), kAddOneToRax.end(), code);
  }
  *code = kRet;
}

}  // namespace

SlideArena::SlideArena(std::span<const std::size_t> cycles) : memory_(bytes_of(cycles)) {
  std::byte* next = memory_.data();
  for (const std::size_t each : cycles) {
    emit(next, each);
    slides_.push_back(reinterpret_cast<Slide>(next));
    next += slot_bytes(each);
  }
  memory_.seal();
}

}  // namespace kvm_mmu_bench::core
