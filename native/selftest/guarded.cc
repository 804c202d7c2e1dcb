#include "guarded.hpp"

#include <sys/mman.h>

#include <new>

#include "../core/arena.hpp"

namespace kvm_mmu_bench::selftest {

Guarded::Guarded(std::size_t bytes, Edge edge) : bytes_(bytes) {
  constexpr std::size_t kPage = core::kPageBytes;
  const std::size_t inner = (bytes + kPage - 1) / kPage * kPage;
  mapped_ = inner + 2 * kPage;
  void* mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  mapping_ = static_cast<std::byte*>(mapping);
  std::byte* first = mapping_ + kPage;
  if (inner != 0 && mprotect(first, inner, PROT_READ | PROT_WRITE) != 0) {
    munmap(mapping_, mapped_);
    throw std::bad_alloc();
  }
  data_ = edge == Edge::kBegin ? first : first + inner - bytes;
}

Guarded::~Guarded() { munmap(mapping_, mapped_); }

}  // namespace kvm_mmu_bench::selftest
