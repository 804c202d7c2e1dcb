// v6.18: 384 bytes at phase 40. mirror_root_hpa came in.
#pragma once

#include <array>

#include "../types.hpp"
#include "../vcpu_block.hpp"

namespace kvm_mmu_bench::mmu {

struct V6_18 {
  struct Mmu {
    Handler get_guest_pgd;
    Handler get_pdptr;
    Handler page_fault;
    Handler inject_page_fault;
    Handler gva_to_gpa;
    Handler sync_spte;
    RootInfo root;
    std::uint64_t mirror_root_hpa;
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

  static constexpr const char* kName = "v6.18";
  static constexpr const char* kDescription =
      "Linux 6.18: as v6.12, with a root for mirrored tables (TDX)";
  // Bit 4 of the base role means has_4_byte_gpte.
  static constexpr bool kGpteIs8Bytes = false;

  // Positions of one 6.18 kernel, which is not vanilla and has no SVM: the size of vcpu_svm is
  // v6.12's.
  static constexpr VcpuOffsets kVcpuAt{.arch = 304,
                                       .cr0 = 144,
                                       .cr4 = 176,
                                       .hflags = 216,
                                       .efer = 224,
                                       .mmu = 368,
                                       .root_mmu = 376,
                                       .guest_mmu = 760,
                                       .nested_mmu = 1144,
                                       .walk_mmu = 1528,
                                       .reserved_gpa_bits = 2048,
                                       .maxphyaddr = 2056,
                                       .vcpu_bytes = 5952,
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
      Field{"mirror_root_hpa", offsetof(Mmu, mirror_root_hpa), 8, FieldRole::kUntouched},
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

static_assert(at_offsets<V6_18::Vcpu>(V6_18::kVcpuAt));
static_assert(offsetof(V6_18::Vcpu, root_mmu) == 680);
static_assert(offsetof(V6_18::Vcpu, root_mmu) % kCacheLineBytes == 40);
static_assert(sizeof(V6_18::Mmu) == 384);
static_assert(offsetof(V6_18::Mmu, get_guest_pgd) == 0);
static_assert(offsetof(V6_18::Mmu, get_pdptr) == 8);
static_assert(offsetof(V6_18::Mmu, page_fault) == 16);
static_assert(offsetof(V6_18::Mmu, inject_page_fault) == 24);
static_assert(offsetof(V6_18::Mmu, gva_to_gpa) == 32);
static_assert(offsetof(V6_18::Mmu, sync_spte) == 40);
static_assert(offsetof(V6_18::Mmu, root) == 48);
static_assert(offsetof(V6_18::Mmu, mirror_root_hpa) == 64);
static_assert(offsetof(V6_18::Mmu, cpu_role) == 72);
static_assert(offsetof(V6_18::Mmu, root_role) == 80);
static_assert(offsetof(V6_18::Mmu, pkru_mask) == 84);
static_assert(offsetof(V6_18::Mmu, prev_roots) == 88);
static_assert(offsetof(V6_18::Mmu, permissions) == 136);
static_assert(offsetof(V6_18::Mmu, pae_root) == 152);
static_assert(offsetof(V6_18::Mmu, pml4_root) == 160);
static_assert(offsetof(V6_18::Mmu, pml5_root) == 168);
static_assert(offsetof(V6_18::Mmu, shadow_zero_check) == 176);
static_assert(offsetof(V6_18::Mmu, guest_rsvd_check) == 264);
static_assert(offsetof(V6_18::Mmu, pdptrs) == 352);

}  // namespace kvm_mmu_bench::mmu
