// A file descriptor that is closed with its owner.
#pragma once

#include <unistd.h>

#include <utility>

namespace kvm_mmu_bench::core {

class FileDescriptor {
 public:
  // Negative: none, as from a failed open().
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace kvm_mmu_bench::core
