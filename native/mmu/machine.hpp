// What a reset reads besides the vCPU: KVM's own settings, and the guest's CPUID.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace kvm_mmu_bench::mmu {

// Levels of a page table entry, as KVM counts huge pages.
inline constexpr std::uint8_t kLevel2M = 2;
inline constexpr std::uint8_t kLevel1G = 3;

// KVM's module-wide variables (facts, section 3). Defaults: an Intel host with 46 physical address
// bits, four-level tables, accessed and dirty bits, 1-GiB pages, no memory encryption.
struct HostParameters {
  std::uint64_t accessed_mask = 1u << 8;
  std::uint64_t me_mask = 0;
  unsigned physical_bits = 46;
  // AMD's tables are as deep as the host's own; 0: max_tdp_level decides.
  std::uint8_t tdp_root_level = 0;
  std::uint8_t max_tdp_level = 4;
  std::uint8_t max_huge_page_level = kLevel1G;
  bool gbpages = true;
};

// struct kvm_cpuid_entry2 of KVM's interface to user space.
struct CpuidEntry {
  std::uint32_t function;
  std::uint32_t index;
  std::uint32_t flags;
  std::uint32_t eax, ebx, ecx, edx;
  std::uint32_t padding[3];
};
static_assert(sizeof(CpuidEntry) == 40);

inline constexpr std::uint32_t kExtendedFeatures = 0x80000001;
inline constexpr std::uint32_t kEdxGbpages = 1u << 26;

// "AuthenticAMD" as CPUID leaf 0 gives it.
inline constexpr std::uint32_t kAmdEbx = 0x68747541;
inline constexpr std::uint32_t kAmdEdx = 0x69746e65;
inline constexpr std::uint32_t kAmdEcx = 0x444d4163;

// As many entries as QEMU gives a usual guest; leaf 0 first, 0x80000001 two thirds down.
inline constexpr std::size_t kCpuidEntries = 32;

// A guest's CPUID table: vendor and 1-GiB pages are all that a reset looks for.
void fill_cpuid(std::span<CpuidEntry, kCpuidEntries> entries, bool amd);

}  // namespace kvm_mmu_bench::mmu
