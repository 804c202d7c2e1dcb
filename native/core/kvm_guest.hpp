// A minimal guest under KVM, for real VM entries and exits between two resets: the host kernel's
// exit path and the guest disturb the caches. A KVM without VMX and SVM interprets it instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "file_descriptor.hpp"

struct kvm_run;

namespace kvm_mmu_bench::core {

// Why there can be no guest, and what to do; empty if one was made, ran to its first exit and is
// gone again.
std::string kvm_unavailable();

// One vCPU in real mode with one page of memory. Its endless loop counts a turn in that page, sets
// and clears CR0.PE and writes to a port. Belongs to the process that made it: not to a forked one.
class KvmGuest {
 public:
  // Throws std::runtime_error: the file or ioctl that failed, the system's reason, what to do.
  KvmGuest();
  ~KvmGuest();
  KvmGuest(const KvmGuest&) = delete;
  KvmGuest& operator=(const KvmGuest&) = delete;

  // Enters the guest; returns at its next port write, one turn later. Throws std::runtime_error if
  // the guest stops for any other reason.
  void run_until_exit();

  // Turns that the guest has counted, modulo 2^32: as many as run_until_exit() returned.
  std::uint32_t turns() const;

  // Instructions that the host kernel has interpreted because it could not let the CPU run them;
  // nothing where it does not tell. A turn has ten.
  std::optional<std::uint64_t> interpreted() const;

 private:
  struct Unmap {
    std::size_t bytes;
    void operator()(void* mapping) const;
  };
  template <class Content>
  using Mapping = std::unique_ptr<Content, Unmap>;

  template <class Content>
  static Mapping<Content> map(std::size_t bytes, int flags, int descriptor, const char* what);
  void give_memory() const;
  void start_in_real_mode() const;

  // In the order of need: the vCPU goes before its VM, the VM before its memory.
  FileDescriptor kvm_;
  Mapping<std::byte> memory_;
  FileDescriptor vm_;
  FileDescriptor vcpu_;
  Mapping<kvm_run> run_;
};

}  // namespace kvm_mmu_bench::core
