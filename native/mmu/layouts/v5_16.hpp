// v5.16: 400 bytes at phase 40. The tree that the thread's patch was written against.
#pragma once

#include <array>

#include "../types.hpp"
#include "../vcpu_block.hpp"

namespace kvm_mmu_bench::mmu {

struct V5_16 {
  struct Mmu {
    Handler get_guest_pgd;
    Handler get_pdptr;
    Handler page_fault;
    Handler inject_page_fault;
    Handler gva_to_gpa;
    Handler translate_gpa;
    Handler sync_page;
    Handler invlpg;
    std::uint64_t root_hpa;
    std::uint64_t root_pgd;
    Role mmu_role;
    std::uint8_t root_level;
    std::uint8_t shadow_root_level;
    std::uint8_t ept_ad;
    bool direct_map;
    RootInfo prev_roots[kPreviousRoots];
    std::uint8_t permissions[kPermissionBytes];
    std::uint32_t pkru_mask;
    std::uint64_t* pae_root;
    std::uint64_t* pml4_root;
    std::uint64_t* pml5_root;
    RsvdBitsValidate shadow_zero_check;
    RsvdBitsValidate guest_rsvd_check;
    std::uint64_t pdptrs[kPdptrs];
  };

  static constexpr const char* kName = "v5.16";
  static constexpr const char* kDescription =
      "Linux 5.16, the tree of the 2022 patch: the eight removed writes own one line alone";
  // Bit 4 of the base role means gpte_is_8_bytes here, the inverse of what it means later.
  static constexpr bool kGpteIs8Bytes = true;

  // Positions of a defconfig kernel. reserved_gpa_bits and maxphyaddr are v5.17's, moved by
  // the 3 x 8 bytes that its three structs are larger; their line is far away in either.
  static constexpr VcpuOffsets kVcpuAt{.arch = 304,
                                       .cr0 = 144,
                                       .cr4 = 176,
                                       .hflags = 216,
                                       .efer = 224,
                                       .mmu = 368,
                                       .root_mmu = 376,
                                       .guest_mmu = 776,
                                       .nested_mmu = 1176,
                                       .walk_mmu = 1576,
                                       .reserved_gpa_bits = 3096,
                                       .maxphyaddr = 3104,
                                       .vcpu_bytes = 8520,
                                       .svm_bytes = 9128};
  using Vcpu = VcpuBlock<Mmu, kVcpuAt>;

  static constexpr std::array kFields{
      Field{"get_guest_pgd", offsetof(Mmu, get_guest_pgd), 8, FieldRole::kConstant},
      Field{"get_pdptr", offsetof(Mmu, get_pdptr), 8, FieldRole::kConstant},
      Field{"page_fault", offsetof(Mmu, page_fault), 8, FieldRole::kConstant},
      Field{"inject_page_fault", offsetof(Mmu, inject_page_fault), 8, FieldRole::kConstant},
      Field{"gva_to_gpa", offsetof(Mmu, gva_to_gpa), 8, FieldRole::kRoleDependent},
      Field{"translate_gpa", offsetof(Mmu, translate_gpa), 8, FieldRole::kUntouched},
      Field{"sync_page", offsetof(Mmu, sync_page), 8, FieldRole::kConstant},
      Field{"invlpg", offsetof(Mmu, invlpg), 8, FieldRole::kConstant},
      Field{"root_hpa", offsetof(Mmu, root_hpa), 8, FieldRole::kRoot},
      Field{"root_pgd", offsetof(Mmu, root_pgd), 8, FieldRole::kRoot},
      Field{"mmu_role", offsetof(Mmu, mmu_role), 8, FieldRole::kRoleDependent},
      Field{"root_level", offsetof(Mmu, root_level), 1, FieldRole::kRoleDependent},
      Field{"shadow_root_level", offsetof(Mmu, shadow_root_level), 1, FieldRole::kConstant},
      Field{"ept_ad", offsetof(Mmu, ept_ad), 1, FieldRole::kUntouched},
      Field{"direct_map", offsetof(Mmu, direct_map), 1, FieldRole::kConstant},
      Field{"prev_roots", offsetof(Mmu, prev_roots), 48, FieldRole::kRoot},
      Field{"permissions", offsetof(Mmu, permissions), 16, FieldRole::kMetadata},
      Field{"pkru_mask", offsetof(Mmu, pkru_mask), 4, FieldRole::kMetadata},
      Field{"pae_root", offsetof(Mmu, pae_root), 8, FieldRole::kUntouched},
      Field{"pml4_root", offsetof(Mmu, pml4_root), 8, FieldRole::kUntouched},
      Field{"pml5_root", offsetof(Mmu, pml5_root), 8, FieldRole::kUntouched},
      Field{"shadow_zero_check", offsetof(Mmu, shadow_zero_check), 88, FieldRole::kZeroCheck},
      Field{"guest_rsvd_check", offsetof(Mmu, guest_rsvd_check), 88, FieldRole::kMetadata},
      Field{"pdptrs", offsetof(Mmu, pdptrs), 32, FieldRole::kVolatile},
  };
};

static_assert(at_offsets<V5_16::Vcpu>(V5_16::kVcpuAt));
static_assert(offsetof(V5_16::Vcpu, root_mmu) == 680);
static_assert(offsetof(V5_16::Vcpu, root_mmu) % kCacheLineBytes == 40);
static_assert(sizeof(V5_16::Mmu) == 400);
static_assert(offsetof(V5_16::Mmu, get_guest_pgd) == 0);
static_assert(offsetof(V5_16::Mmu, get_pdptr) == 8);
static_assert(offsetof(V5_16::Mmu, page_fault) == 16);
static_assert(offsetof(V5_16::Mmu, inject_page_fault) == 24);
static_assert(offsetof(V5_16::Mmu, gva_to_gpa) == 32);
static_assert(offsetof(V5_16::Mmu, translate_gpa) == 40);
static_assert(offsetof(V5_16::Mmu, sync_page) == 48);
static_assert(offsetof(V5_16::Mmu, invlpg) == 56);
static_assert(offsetof(V5_16::Mmu, root_hpa) == 64);
static_assert(offsetof(V5_16::Mmu, root_pgd) == 72);
static_assert(offsetof(V5_16::Mmu, mmu_role) == 80);
static_assert(offsetof(V5_16::Mmu, root_level) == 88);
static_assert(offsetof(V5_16::Mmu, shadow_root_level) == 89);
static_assert(offsetof(V5_16::Mmu, ept_ad) == 90);
static_assert(offsetof(V5_16::Mmu, direct_map) == 91);
static_assert(offsetof(V5_16::Mmu, prev_roots) == 96);
static_assert(offsetof(V5_16::Mmu, permissions) == 144);
static_assert(offsetof(V5_16::Mmu, pkru_mask) == 160);
static_assert(offsetof(V5_16::Mmu, pae_root) == 168);
static_assert(offsetof(V5_16::Mmu, pml4_root) == 176);
static_assert(offsetof(V5_16::Mmu, pml5_root) == 184);
static_assert(offsetof(V5_16::Mmu, shadow_zero_check) == 192);
static_assert(offsetof(V5_16::Mmu, guest_rsvd_check) == 280);
static_assert(offsetof(V5_16::Mmu, pdptrs) == 368);

}  // namespace kvm_mmu_bench::mmu
