#include "slide.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <new>

#include "arena.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = 64;
// rax only, which a caller expects of any function.
constexpr std::array<unsigned char, 4> kAddOneToRax{0x48, 0x83, 0xc0, 0x01};
constexpr unsigned char kRet = 0xc3;

constexpr std::size_t slot_bytes(std::size_t cycles) {
  return (cycles * kAddOneToRax.size() + 1 + kLine - 1) / kLine * kLine;
}

std::size_t whole_pages(std::span<const std::size_t> cycles) {
  std::size_t bytes = 0;
  for (const std::size_t each : cycles) bytes += slot_bytes(each);
  return std::max<std::size_t>(1, (bytes + kPageBytes - 1) / kPageBytes) * kPageBytes;
}

void emit(std::byte* to, std::size_t cycles) {
  auto* code = reinterpret_cast<unsigned char*>(to);
  for (std::size_t i = 0; i < cycles; ++i) {
    code = std::copy(kAddOneToRax.begin(), kAddOneToRax.end(), code);
  }
  *code = kRet;
}

}  // namespace

SlideArena::SlideArena(std::span<const std::size_t> cycles) : bytes_(whole_pages(cycles)) {
  void* mapping = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::byte*>(mapping);
  std::byte* next = memory_;
  for (const std::size_t each : cycles) {
    emit(next, each);
    slides_.push_back(reinterpret_cast<Slide>(next));
    next += slot_bytes(each);
  }
  if (mprotect(memory_, bytes_, PROT_READ | PROT_EXEC) != 0) {
    munmap(memory_, bytes_);
    throw std::bad_alloc();
  }
}

SlideArena::~SlideArena() { munmap(memory_, bytes_); }

}  // namespace kvm_mmu_bench::core
