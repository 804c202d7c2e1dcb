// A kvm_vcpu-shaped block: an MMU struct at its true place, and the members that a reset reads at
// theirs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "machine.hpp"

namespace kvm_mmu_bench::mmu {

// Offsets within struct kvm_vcpu (`arch`) and within its arch member (the rest), bytes.
struct VcpuOffsets {
  std::size_t arch;
  std::size_t cr0;
  std::size_t cr4;
  std::size_t hflags;
  std::size_t efer;
  std::size_t mmu;
  std::size_t root_mmu;
  std::size_t guest_mmu;
  std::size_t nested_mmu;
  std::size_t walk_mmu;
  std::size_t reserved_gpa_bits;
  std::size_t maxphyaddr;
  std::size_t vcpu_bytes;
  // Of AMD's vcpu_svm around it, whose objects lie one after the other in a slab.
  std::size_t svm_bytes;
};

// Of registers_available: KVM's copy of CR0 is current.
inline constexpr std::uint32_t kCr0Available = 1u << 19;

// Members in the order of their offsets; the paddings hold what a reset never looks at.
template <class Mmu, VcpuOffsets kAt>
struct VcpuBlock {
  std::byte before_registers_available[kAt.arch + kAt.cr0 - 8];
  std::uint32_t registers_available;
  std::uint32_t registers_dirty;
  std::uint64_t cr0;
  std::uint64_t cr0_guest_owned_bits;
  std::byte before_cr4[kAt.cr4 - kAt.cr0 - 16];
  std::uint64_t cr4;
  std::byte before_hflags[kAt.hflags - kAt.cr4 - 8];
  std::uint32_t hflags;
  std::byte before_efer[kAt.efer - kAt.hflags - 4];
  std::uint64_t efer;
  std::byte before_mmu[kAt.mmu - kAt.efer - 8];
  Mmu* mmu;
  Mmu root_mmu;
  Mmu guest_mmu;
  Mmu nested_mmu;
  Mmu* walk_mmu;
  // Recalled, not read from BTF: the CPUID table's length and address stand shortly before
  // reserved_gpa_bits, and v6.1's cached vendor shortly after maxphyaddr.
  std::byte before_cpuid[kAt.reserved_gpa_bits - 24 - kAt.walk_mmu - 8];
  std::int64_t cpuid_count;
  const CpuidEntry* cpuid_entries;
  std::uint64_t kvm_cpuid_base;
  std::uint64_t reserved_gpa_bits;
  std::int32_t maxphyaddr;
  bool is_amd;
  std::byte rest[kAt.vcpu_bytes - kAt.arch - kAt.maxphyaddr - 5];

  static_assert(kAt.root_mmu == kAt.mmu + 8, "root_mmu follows the pointer to it");
};

// Every member of Block where the offsets say it is.
template <class Block>
consteval bool at_offsets(const VcpuOffsets& at) {
  return offsetof(Block, cr0) == at.arch + at.cr0 && offsetof(Block, cr4) == at.arch + at.cr4 &&
         offsetof(Block, hflags) == at.arch + at.hflags &&
         offsetof(Block, efer) == at.arch + at.efer && offsetof(Block, mmu) == at.arch + at.mmu &&
         offsetof(Block, root_mmu) == at.arch + at.root_mmu &&
         offsetof(Block, guest_mmu) == at.arch + at.guest_mmu &&
         offsetof(Block, nested_mmu) == at.arch + at.nested_mmu &&
         offsetof(Block, walk_mmu) == at.arch + at.walk_mmu &&
         offsetof(Block, reserved_gpa_bits) == at.arch + at.reserved_gpa_bits &&
         offsetof(Block, maxphyaddr) == at.arch + at.maxphyaddr && sizeof(Block) == at.vcpu_bytes;
}

}  // namespace kvm_mmu_bench::mmu
