// hot-first: v5.17's fields reordered. What a reset writes is contiguous from a line's start:
// role-dependent, then constant, then paging metadata. No kernel has this layout.
#pragma once

#include <array>

#include "../types.hpp"
#include "../vcpu_block.hpp"

namespace kvm_mmu_bench::mmu {

struct HotFirst {
  struct Mmu {
    // Role-dependent, with the two constant bytes that share its last word.
    Role mmu_role;
    Handler gva_to_gpa;
    std::uint8_t root_level;
    std::uint8_t shadow_root_level;
    bool direct_map;
    std::uint8_t ept_ad;  // in what would be a hole
    // Constant on TDP.
    Handler get_guest_pgd;
    Handler get_pdptr;
    Handler page_fault;
    Handler inject_page_fault;
    Handler sync_page;
    Handler invlpg;
    RsvdBitsValidate shadow_zero_check;
    // Written with paging on only.
    std::uint8_t permissions[kPermissionBytes];
    std::uint32_t pkru_mask;
    RsvdBitsValidate guest_rsvd_check;
    // Not a reset's.
    std::uint64_t root_hpa;
    std::uint64_t root_pgd;
    RootInfo prev_roots[kPreviousRoots];
    std::uint64_t* pae_root;
    std::uint64_t* pml4_root;
    std::uint64_t* pml5_root;
    std::uint64_t pdptrs[kPdptrs];
  };

  static constexpr const char* kName = "hot-first";
  static constexpr const char* kDescription =
      "v5.17's fields reordered: all that a reset writes is contiguous from a line's start";
  // Bit 4 of the base role means has_4_byte_gpte.
  static constexpr bool kGpteIs8Bytes = false;

  // v5.17's positions, the MMU structs and what follows them moved up to the next line's start.
  static constexpr VcpuOffsets kVcpuAt{.arch = 280,
                                       .cr0 = 144,
                                       .cr4 = 176,
                                       .hflags = 216,
                                       .efer = 224,
                                       .mmu = 416,
                                       .root_mmu = 424,
                                       .guest_mmu = 816,
                                       .nested_mmu = 1208,
                                       .walk_mmu = 1600,
                                       .reserved_gpa_bits = 3120,
                                       .maxphyaddr = 3128,
                                       .vcpu_bytes = 8576,
                                       .svm_bytes = 9128};
  using Vcpu = VcpuBlock<Mmu, kVcpuAt>;

  static constexpr std::array kFields{
      Field{"mmu_role", offsetof(Mmu, mmu_role), 8, FieldRole::kRoleDependent},
      Field{"gva_to_gpa", offsetof(Mmu, gva_to_gpa), 8, FieldRole::kRoleDependent},
      Field{"root_level", offsetof(Mmu, root_level), 1, FieldRole::kRoleDependent},
      Field{"shadow_root_level", offsetof(Mmu, shadow_root_level), 1, FieldRole::kConstant},
      Field{"direct_map", offsetof(Mmu, direct_map), 1, FieldRole::kConstant},
      Field{"ept_ad", offsetof(Mmu, ept_ad), 1, FieldRole::kUntouched},
      Field{"get_guest_pgd", offsetof(Mmu, get_guest_pgd), 8, FieldRole::kConstant},
      Field{"get_pdptr", offsetof(Mmu, get_pdptr), 8, FieldRole::kConstant},
      Field{"page_fault", offsetof(Mmu, page_fault), 8, FieldRole::kConstant},
      Field{"inject_page_fault", offsetof(Mmu, inject_page_fault), 8, FieldRole::kConstant},
      Field{"sync_page", offsetof(Mmu, sync_page), 8, FieldRole::kConstant},
      Field{"invlpg", offsetof(Mmu, invlpg), 8, FieldRole::kConstant},
      Field{"shadow_zero_check", offsetof(Mmu, shadow_zero_check), 88, FieldRole::kZeroCheck},
      Field{"permissions", offsetof(Mmu, permissions), 16, FieldRole::kMetadata},
      Field{"pkru_mask", offsetof(Mmu, pkru_mask), 4, FieldRole::kMetadata},
      Field{"guest_rsvd_check", offsetof(Mmu, guest_rsvd_check), 88, FieldRole::kMetadata},
      Field{"root_hpa", offsetof(Mmu, root_hpa), 8, FieldRole::kRoot},
      Field{"root_pgd", offsetof(Mmu, root_pgd), 8, FieldRole::kRoot},
      Field{"prev_roots", offsetof(Mmu, prev_roots), 48, FieldRole::kRoot},
      Field{"pae_root", offsetof(Mmu, pae_root), 8, FieldRole::kUntouched},
      Field{"pml4_root", offsetof(Mmu, pml4_root), 8, FieldRole::kUntouched},
      Field{"pml5_root", offsetof(Mmu, pml5_root), 8, FieldRole::kUntouched},
      Field{"pdptrs", offsetof(Mmu, pdptrs), 32, FieldRole::kVolatile},
  };
};

static_assert(at_offsets<HotFirst::Vcpu>(HotFirst::kVcpuAt));
static_assert(offsetof(HotFirst::Vcpu, root_mmu) == 704);
static_assert(offsetof(HotFirst::Vcpu, root_mmu) % kCacheLineBytes == 0);
static_assert(sizeof(HotFirst::Mmu) == 392);
static_assert(offsetof(HotFirst::Mmu, mmu_role) == 0);
static_assert(offsetof(HotFirst::Mmu, direct_map) == 18, "role-dependent bytes end here");
static_assert(offsetof(HotFirst::Mmu, get_guest_pgd) == 24);
static_assert(offsetof(HotFirst::Mmu, shadow_zero_check) == 72);
static_assert(offsetof(HotFirst::Mmu, permissions) == 160, "a PG=0 reset stays within 160 bytes");
static_assert(offsetof(HotFirst::Mmu, guest_rsvd_check) == 184);
static_assert(offsetof(HotFirst::Mmu, root_hpa) == 272, "any reset stays within 272 bytes");

}  // namespace kvm_mmu_bench::mmu
