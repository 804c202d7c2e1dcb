// v6.12 (Debian's): 376 bytes at phase 40. sync_page became sync_spte, and invlpg is gone.
#pragma once

#include <array>

#include "../types.hpp"
#include "../vcpu_block.hpp"

namespace kvm_mmu_bench::mmu {

struct V6_12 {
  struct Mmu {
    Handler get_guest_pgd;
    Handler get_pdptr;
    Handler page_fault;
    Handler inject_page_fault;
    Handler gva_to_gpa;
    Handler sync_spte;
    RootInfo root;
    Role cpu_role;
    std::uint32_t root_role;
    std::uint32_t pkru_mask;
    RootInfo prev_roots[kPreviousRoots];
    std::uint8_t permissions[kPermissionBytes];
    std::uint64_t* pae_root;
    std::uint64_t* pml4_root;
    std::uint64_t* pml5_root;
    RsvdBitsValidate shadow_zero_check;
    RsvdBitsValidate guest_rsvd_check;
    std::uint64_t pdptrs[kPdptrs];
  };

  static constexpr const char* kName = "v6.12";
  static constexpr const char* kDescription = "Linux 6.12: as v6.1, without invlpg";
  // Bit 4 of the base role means has_4_byte_gpte.
  static constexpr bool kGpteIs8Bytes = false;

  // Positions of Debian's 6.12. reserved_gpa_bits and maxphyaddr are v6.1's, moved by the 3 x 8
  // bytes that its three structs are smaller.
  static constexpr VcpuOffsets kVcpuAt{.arch = 296,
                                       .cr0 = 144,
                                       .cr4 = 176,
                                       .hflags = 216,
                                       .efer = 224,
                                       .mmu = 376,
                                       .root_mmu = 384,
                                       .guest_mmu = 760,
                                       .nested_mmu = 1136,
                                       .walk_mmu = 1512,
                                       .reserved_gpa_bits = 1872,
                                       .maxphyaddr = 1880,
                                       .vcpu_bytes = 6480,
                                       .svm_bytes = 7248};
  using Vcpu = VcpuBlock<Mmu, kVcpuAt>;

  static constexpr std::array kFields{
      Field{"get_guest_pgd", offsetof(Mmu, get_guest_pgd), 8, FieldRole::kConstant},
      Field{"get_pdptr", offsetof(Mmu, get_pdptr), 8, FieldRole::kConstant},
      Field{"page_fault", offsetof(Mmu, page_fault), 8, FieldRole::kConstant},
      Field{"inject_page_fault", offsetof(Mmu, inject_page_fault), 8, FieldRole::kConstant},
      Field{"gva_to_gpa", offsetof(Mmu, gva_to_gpa), 8, FieldRole::kRoleDependent},
      Field{"sync_spte", offsetof(Mmu, sync_spte), 8, FieldRole::kConstant},
      Field{"root", offsetof(Mmu, root), 16, FieldRole::kRoot},
      Field{"cpu_role", offsetof(Mmu, cpu_role), 8, FieldRole::kRoleDependent},
      Field{"root_role", offsetof(Mmu, root_role), 4, FieldRole::kRoleDependent},
      Field{"pkru_mask", offsetof(Mmu, pkru_mask), 4, FieldRole::kMetadata},
      Field{"prev_roots", offsetof(Mmu, prev_roots), 48, FieldRole::kRoot},
      Field{"permissions", offsetof(Mmu, permissions), 16, FieldRole::kMetadata},
      Field{"pae_root", offsetof(Mmu, pae_root), 8, FieldRole::kUntouched},
      Field{"pml4_root", offsetof(Mmu, pml4_root), 8, FieldRole::kUntouched},
      Field{"pml5_root", offsetof(Mmu, pml5_root), 8, FieldRole::kUntouched},
      Field{"shadow_zero_check", offsetof(Mmu, shadow_zero_check), 88, FieldRole::kZeroCheck},
      Field{"guest_rsvd_check", offsetof(Mmu, guest_rsvd_check), 88, FieldRole::kMetadata},
      Field{"pdptrs", offsetof(Mmu, pdptrs), 32, FieldRole::kVolatile},
  };
};

static_assert(at_offsets<V6_12::Vcpu>(V6_12::kVcpuAt));
static_assert(offsetof(V6_12::Vcpu, root_mmu) == 680);
static_assert(offsetof(V6_12::Vcpu, root_mmu) % kCacheLineBytes == 40);
static_assert(sizeof(V6_12::Mmu) == 376);
static_assert(offsetof(V6_12::Mmu, get_guest_pgd) == 0);
static_assert(offsetof(V6_12::Mmu, get_pdptr) == 8);
static_assert(offsetof(V6_12::Mmu, page_fault) == 16);
static_assert(offsetof(V6_12::Mmu, inject_page_fault) == 24);
static_assert(offsetof(V6_12::Mmu, gva_to_gpa) == 32);
static_assert(offsetof(V6_12::Mmu, sync_spte) == 40);
static_assert(offsetof(V6_12::Mmu, root) == 48);
static_assert(offsetof(V6_12::Mmu, cpu_role) == 64);
static_assert(offsetof(V6_12::Mmu, root_role) == 72);
static_assert(offsetof(V6_12::Mmu, pkru_mask) == 76);
static_assert(offsetof(V6_12::Mmu, prev_roots) == 80);
static_assert(offsetof(V6_12::Mmu, permissions) == 128);
static_assert(offsetof(V6_12::Mmu, pae_root) == 144);
static_assert(offsetof(V6_12::Mmu, pml4_root) == 152);
static_assert(offsetof(V6_12::Mmu, pml5_root) == 160);
static_assert(offsetof(V6_12::Mmu, shadow_zero_check) == 168);
static_assert(offsetof(V6_12::Mmu, guest_rsvd_check) == 256);
static_assert(offsetof(V6_12::Mmu, pdptrs) == 344);

}  // namespace kvm_mmu_bench::mmu
