// Memory that nothing around it can be touched of: what code without a sanitizer's checks does
// outside it ends the process.
#pragma once

#include <cstddef>

namespace kvm_mmu_bench::selftest {

// Which end lies at a page that cannot be touched, to the byte.
enum class Edge { kBegin, kEnd };

class Guarded {
 public:
  // Zeroed. Throws std::bad_alloc.
  Guarded(std::size_t bytes, Edge edge);
  ~Guarded();
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  std::byte* data() const { return data_; }
  std::size_t size() const { return bytes_; }

 private:
  std::size_t bytes_;
  std::size_t mapped_;
  std::byte* mapping_;
  std::byte* data_;
};

}  // namespace kvm_mmu_bench::selftest
