// v5.19: v6.1's struct, at v5.17's place.
#pragma once

#include "v6_1.hpp"

namespace kvm_mmu_bench::mmu {

struct V5_19 {
  using Mmu = V6_1::Mmu;

  static constexpr const char* kName = "v5.19";
  static constexpr const char* kDescription =
      "Linux 5.19: two roles and no levels of its own, as v6.1; it stands where v5.17's does";
  // Bit 4 of the base role means has_4_byte_gpte.
  static constexpr bool kGpteIs8Bytes = false;

  // Positions of a defconfig kernel. reserved_gpa_bits and maxphyaddr are v5.17's, moved by the
  // 3 x 8 bytes that its three structs are smaller; their line is far away in either.
  static constexpr VcpuOffsets kVcpuAt{.arch = 280,
                                       .cr0 = 144,
                                       .cr4 = 176,
                                       .hflags = 216,
                                       .efer = 224,
                                       .mmu = 368,
                                       .root_mmu = 376,
                                       .guest_mmu = 760,
                                       .nested_mmu = 1144,
                                       .walk_mmu = 1528,
                                       .reserved_gpa_bits = 3048,
                                       .maxphyaddr = 3056,
                                       .vcpu_bytes = 8832,
                                       .svm_bytes = 9472};
  using Vcpu = VcpuBlock<Mmu, kVcpuAt>;

  static constexpr const auto& kFields = V6_1::kFields;
};

static_assert(at_offsets<V5_19::Vcpu>(V5_19::kVcpuAt));
static_assert(offsetof(V5_19::Vcpu, root_mmu) == 656);
static_assert(offsetof(V5_19::Vcpu, root_mmu) % kCacheLineBytes == 16);
static_assert(sizeof(V5_19::Mmu) == 384);

}  // namespace kvm_mmu_bench::mmu
