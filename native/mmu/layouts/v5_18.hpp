// v5.18: as v5.17, but for the root, whose two words change places.
#pragma once

#include <array>

#include "../types.hpp"
#include "../vcpu_block.hpp"

namespace kvm_mmu_bench::mmu {

struct V5_18 {
  struct Mmu {
    Handler get_guest_pgd;
    Handler get_pdptr;
    Handler page_fault;
    Handler inject_page_fault;
    Handler gva_to_gpa;
    Handler sync_page;
    Handler invlpg;
    RootInfo root;
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

  static constexpr const char* kName = "v5.18";
  static constexpr const char* kDescription =
      "Linux 5.18: v5.17 with the root in a struct of its own";
  // Bit 4 of the base role means has_4_byte_gpte.
  static constexpr bool kGpteIs8Bytes = false;

  // Positions of v5.17's defconfig kernel: v5.18's own were not looked at.
  static constexpr VcpuOffsets kVcpuAt{.arch = 280,
                                       .cr0 = 144,
                                       .cr4 = 176,
                                       .hflags = 216,
                                       .efer = 224,
                                       .mmu = 368,
                                       .root_mmu = 376,
                                       .guest_mmu = 768,
                                       .nested_mmu = 1160,
                                       .walk_mmu = 1552,
                                       .reserved_gpa_bits = 3072,
                                       .maxphyaddr = 3080,
                                       .vcpu_bytes = 8528,
                                       .svm_bytes = 9128};
  using Vcpu = VcpuBlock<Mmu, kVcpuAt>;

  static constexpr std::array kFields{
      Field{"get_guest_pgd", offsetof(Mmu, get_guest_pgd), 8, FieldRole::kConstant},
      Field{"get_pdptr", offsetof(Mmu, get_pdptr), 8, FieldRole::kConstant},
      Field{"page_fault", offsetof(Mmu, page_fault), 8, FieldRole::kConstant},
      Field{"inject_page_fault", offsetof(Mmu, inject_page_fault), 8, FieldRole::kConstant},
      Field{"gva_to_gpa", offsetof(Mmu, gva_to_gpa), 8, FieldRole::kRoleDependent},
      Field{"sync_page", offsetof(Mmu, sync_page), 8, FieldRole::kConstant},
      Field{"invlpg", offsetof(Mmu, invlpg), 8, FieldRole::kConstant},
      Field{"root", offsetof(Mmu, root), 16, FieldRole::kRoot},
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

static_assert(at_offsets<V5_18::Vcpu>(V5_18::kVcpuAt));
static_assert(offsetof(V5_18::Vcpu, root_mmu) == 656);
static_assert(offsetof(V5_18::Vcpu, root_mmu) % kCacheLineBytes == 16);
static_assert(sizeof(V5_18::Mmu) == 392);
static_assert(offsetof(V5_18::Mmu, get_guest_pgd) == 0);
static_assert(offsetof(V5_18::Mmu, get_pdptr) == 8);
static_assert(offsetof(V5_18::Mmu, page_fault) == 16);
static_assert(offsetof(V5_18::Mmu, inject_page_fault) == 24);
static_assert(offsetof(V5_18::Mmu, gva_to_gpa) == 32);
static_assert(offsetof(V5_18::Mmu, sync_page) == 40);
static_assert(offsetof(V5_18::Mmu, invlpg) == 48);
static_assert(offsetof(V5_18::Mmu, root) == 56);
static_assert(offsetof(V5_18::Mmu, mmu_role) == 72);
static_assert(offsetof(V5_18::Mmu, root_level) == 80);
static_assert(offsetof(V5_18::Mmu, shadow_root_level) == 81);
static_assert(offsetof(V5_18::Mmu, ept_ad) == 82);
static_assert(offsetof(V5_18::Mmu, direct_map) == 83);
static_assert(offsetof(V5_18::Mmu, prev_roots) == 88);
static_assert(offsetof(V5_18::Mmu, permissions) == 136);
static_assert(offsetof(V5_18::Mmu, pkru_mask) == 152);
static_assert(offsetof(V5_18::Mmu, pae_root) == 160);
static_assert(offsetof(V5_18::Mmu, pml4_root) == 168);
static_assert(offsetof(V5_18::Mmu, pml5_root) == 176);
static_assert(offsetof(V5_18::Mmu, shadow_zero_check) == 184);
static_assert(offsetof(V5_18::Mmu, guest_rsvd_check) == 272);
static_assert(offsetof(V5_18::Mmu, pdptrs) == 360);

}  // namespace kvm_mmu_bench::mmu
