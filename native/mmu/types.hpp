// Building blocks of the mirrored structs, shared by all layouts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kvm_mmu_bench::mmu {

// The code under test is one function each: what it is made of is always inlined.
#define KVM_INLINE [[gnu::always_inline]] inline

inline constexpr std::size_t kCacheLineBytes = 64;

// A function pointer member of struct kvm_mmu. Only its bits matter here.
using Handler = void (*)();

// The role word: base in the low half, extended in the high half, compared as one.
struct Role {
  std::uint32_t base;
  std::uint32_t ext;

  friend bool operator==(const Role&, const Role&) = default;
};
static_assert(sizeof(Role) == 8);

// Reserved bits of page table entries: [large page][level - 1].
struct RsvdBitsValidate {
  std::uint64_t mask[2][5];
  std::uint64_t bad_mt_xwr;

  friend bool operator==(const RsvdBitsValidate&, const RsvdBitsValidate&) = default;
};
static_assert(sizeof(RsvdBitsValidate) == 88);

struct RootInfo {
  std::uint64_t pgd;
  std::uint64_t hpa;
};
static_assert(sizeof(RootInfo) == 16);

inline constexpr std::size_t kPreviousRoots = 3;
inline constexpr std::size_t kPermissionBytes = 16;
inline constexpr std::size_t kPdptrs = 4;
inline constexpr std::uint64_t kInvalidPage = ~std::uint64_t{0};

// Who owns the bytes of a member, which decides what a copied template may cover.
enum class FieldRole : std::uint8_t {
  kConstant,       // written by every full reset, the same value each time (TDP)
  kRoleDependent,  // written by every full reset, follows the role
  kMetadata,       // guest paging metadata: written only with paging on, stale otherwise
  kZeroCheck,      // written by every full reset, constant on TDP
  kRoot,           // not a reset's; invalid by definition since kvm_mmu_unload came before it
  kUntouched,      // not a reset's; never changes after vCPU creation
  kVolatile,       // not a reset's and changes behind its back: never to be copied over
};

struct Field {
  const char* name;
  std::size_t offset;
  std::size_t size_bytes;
  FieldRole role;
};

}  // namespace kvm_mmu_bench::mmu
