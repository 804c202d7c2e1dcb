#include "executable_memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "arena.hpp"

namespace kvm_mmu_bench::core {

ExecutableMemory::ExecutableMemory(std::size_t bytes, std::uintptr_t at)
    : bytes_(std::max<std::size_t>(1, (bytes + kPageBytes - 1) / kPageBytes) * kPageBytes) {
  const int fixed = at == 0 ? 0 : MAP_FIXED_NOREPLACE;
  void* mapping = mmap(reinterpret_cast<void*>(at), bytes_, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  data_ = static_cast<std::byte*>(mapping);
}

ExecutableMemory::~ExecutableMemory() { munmap(data_, bytes_); }

void ExecutableMemory::seal() {
  if (mprotect(data_, bytes_, PROT_READ | PROT_EXEC) != 0) throw std::bad_alloc();
}

}  // namespace kvm_mmu_bench::core
