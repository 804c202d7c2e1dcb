// Memory for emitted code: written first, executable afterwards, never both.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kvm_mmu_bench::core {

class ExecutableMemory {
 public:
  // Writable, page-aligned. at: the address it must have, where nothing is mapped; 0: anywhere.
  // Throws std::bad_alloc.
  explicit ExecutableMemory(std::size_t bytes, std::uintptr_t at = 0);
  ~ExecutableMemory();
  ExecutableMemory(const ExecutableMemory&) = delete;
  ExecutableMemory& operator=(const ExecutableMemory&) = delete;

  // From now on executable and no longer writable. Throws std::bad_alloc where the system refuses.
  void seal();

  std::byte* data() const { return data_; }

 private:
  std::byte* data_;
  std::size_t bytes_;
};

}  // namespace kvm_mmu_bench::core
