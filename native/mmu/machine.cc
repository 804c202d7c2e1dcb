#include "machine.hpp"

namespace kvm_mmu_bench::mmu {

void fill_cpuid(std::span<CpuidEntry, kCpuidEntries> entries, bool amd) {
  // Basic leaves with the sub-leaves of 4, 7, 0xb and 0xd, then KVM's own, then the extended ones.
  constexpr std::uint32_t kFunctions[kCpuidEntries] = {
      0x0,        0x1,        0x2,        0x4,        0x4,        0x4,        0x4,
      0x5,        0x6,        0x7,        0x7,        0xa,        0xb,        0xb,
      0xd,        0xd,        0xd,        0xd,        0xd,        0x40000000, 0x40000001,
      0x80000000, 0x80000001, 0x80000002, 0x80000003, 0x80000004, 0x80000005, 0x80000006,
      0x80000007, 0x80000008, 0x8000000a, 0x8000001d};
  for (std::size_t i = 0; i < kCpuidEntries; ++i) {
    entries[i] = {};
    entries[i].function = kFunctions[i];
    if (kFunctions[i] == kExtendedFeatures) entries[i].edx = kEdxGbpages;
  }
  // "GenuineIntel" otherwise.
  entries[0].ebx = amd ? kAmdEbx : 0x756e6547;
  entries[0].edx = amd ? kAmdEdx : 0x49656e69;
  entries[0].ecx = amd ? kAmdEcx : 0x6c65746e;
}

}  // namespace kvm_mmu_bench::mmu
