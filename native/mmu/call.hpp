// One full reset as the store groups see it: where each value comes from.
//
//   PreparedCall  everything was worked out before (scope `writes`): values are loaded or immediate
//   ComputedCall  everything is worked out now (scope `init`), as in the kernel
//
// Both have the same members; strategies are written against them and compiled for each.
#pragma once

#include <bit>
#include <cstddef>
#include <type_traits>

#include "metadata.hpp"
#include "role_state.hpp"
#include "vcpu_block.hpp"

namespace kvm_mmu_bench::mmu {

// Prepared values are loaded where the kernel has them in registers; without this the compiler
// would move their stores behind later ones, to hide the load.
KVM_INLINE void keep_store_order() { asm volatile("" ::: "memory"); }

// The roles as a struct has them.
template <class Mmu>
concept HasSplitRole = requires(Mmu& mmu) {
  mmu.root_role;
};

template <class Mmu>
KVM_INLINE bool role_is(const Mmu& mmu, const RoleWords& words, MmuKind kind) {
  const auto as_word = [](const Role& role) { return std::bit_cast<std::uint64_t>(role); };
  if constexpr (HasSplitRole<Mmu>) {
    if (kind == MmuKind::kNested) return as_word(mmu.cpu_role) == as_word(words.role);
    return as_word(mmu.cpu_role) == as_word(words.role) && mmu.root_role == words.root_role;
  } else {
    return as_word(mmu.mmu_role) == as_word(words.role);
  }
}

// A vCPU's prepared structs, one per role that it will ever have: what copying strategies copy.
// Each is a struct image, kImageStride after the one before.
inline constexpr std::size_t kImageStride = 448;

struct Templates {
  const std::byte* first;
  std::size_t count;
};

// The chosen masks, from the highest level down; a loop here would be a loop in the timed code.
template <class Chosen>
KVM_INLINE void copy_masks(RsvdBitsValidate& to, const RsvdBitsValidate& from, Chosen chosen) {
#pragma GCC unroll 10
  for (unsigned i = 0; i < 10; ++i) {
    const unsigned large = i / 5;
    const unsigned level = 4 - i % 5;
    if (chosen(large, level)) to.mask[large][level] = from.mask[large][level];
  }
}

// Which shadow_zero_check masks a reset of prepared values writes: hosts with 5-level NPT only as a
// whole call.
template <MmuKind kKind, class Guest>
constexpr bool writes_zero_mask(unsigned large, unsigned level) {
  if constexpr (kKind == MmuKind::kEpt) return true;
  if constexpr (kKind == MmuKind::kNpt) return has_mask(4, large, level);
  return kKind == MmuKind::kShadow && has_mask(Guest::kShadowLevel, large, level);
}

template <class L, class K, class Guest>
struct PreparedCall {
  using Layout = L;
  using Mmu = typename L::Mmu;
  static constexpr MmuKind kKind = K::kKind;

  const RoleState& state;
  const std::byte* prepared_image;

  KVM_INLINE const RoleWords& words() const { return state.words; }
  KVM_INLINE std::uint8_t root_level() const { return Guest::kRootLevel; }
  KVM_INLINE std::uint8_t shadow_root_level() const { return state.shadow_root_level; }
  KVM_INLINE const std::byte* image() const { return prepared_image; }
  KVM_INLINE const std::byte* constants_image() const { return prepared_image; }
  KVM_INLINE void store_beyond_role(Mmu&) const {}

  template <class Use>
  KVM_INLINE void with_walk(Use use) const {
    use(typename Guest::Walk{});
  }

  template <class Use>
  KVM_INLINE void with_guest(Use use) const {
    use(Guest{});
  }

  // The kernel computes each permission byte in turn and stores it; the barrier keeps these
  // prepared bytes from being merged into two words, which would be another strategy.
  KVM_INLINE void store_metadata(Mmu& mmu) const {
    if constexpr (Guest::kPaged) {
      mmu.guest_rsvd_check.bad_mt_xwr = 0;
      copy_masks(mmu.guest_rsvd_check, state.guest_rsvd_check, [](unsigned large, unsigned level) {
        return has_mask(Guest::kRootLevel, large, level);
      });
#pragma GCC unroll 16
      for (std::size_t i = 0; i < kPermissionBytes; ++i) {
        mmu.permissions[i] = state.permissions[i];
        keep_store_order();
      }
      mmu.pkru_mask = state.pkru_mask;
      keep_store_order();
    }
  }

  KVM_INLINE void store_zero_check(Mmu& mmu) const {
    // EPT's last word follows its masks, the walker-like routine's goes first.
    if constexpr (kKind != MmuKind::kEpt) mmu.shadow_zero_check.bad_mt_xwr = 0;
    copy_masks(mmu.shadow_zero_check, state.shadow_zero_check, [](unsigned large, unsigned level) {
      return writes_zero_mask<kKind, Guest>(large, level);
    });
    keep_store_order();
    if constexpr (kKind == MmuKind::kEpt) {
      mmu.shadow_zero_check.bad_mt_xwr = state.shadow_zero_check.bad_mt_xwr;
    }
  }
};

// How the whole call of a kernel version differs from v5.17's, besides what the struct has.
struct V5_17Compute {
  static constexpr const char* kName = "v5.17";
  static constexpr bool kUnpagedPermissions = false;
};

// Until v5.13 the permission loop also ran with paging off.
struct V5_10Compute {
  static constexpr const char* kName = "v5.10";
  static constexpr bool kUnpagedPermissions = true;
};

struct V6_1Compute {
  static constexpr const char* kName = "v6.1";
  static constexpr bool kUnpagedPermissions = false;
};

// CR0.WP belongs to the guest since v6.1, so its cached value may have to be fetched first. Between
// two transitions KVM itself has just written it: the test is made, the fetch is not needed.
template <class Vcpu>
KVM_INLINE std::uint64_t read_cr0(const Vcpu& vcpu) {
  if constexpr (HasSplitRole<std::remove_pointer_t<decltype(vcpu.mmu)>>) {
    const bool stale = (vcpu.cr0_guest_owned_bits & kCr0Wp) != 0 &&
                       (vcpu.registers_available & kCr0Available) == 0;
    if (stale) [[unlikely]]
      __builtin_trap();
  }
  return vcpu.cr0;
}

template <class Vcpu>
KVM_INLINE RoleInputs read_inputs(const Vcpu& vcpu) {
  return {.cr0 = read_cr0(vcpu) & RoleInputs::kCr0Bits,
          .cr4 = vcpu.cr4 & RoleInputs::kCr4Bits,
          .efer = vcpu.efer,
          .hflags = vcpu.hflags};
}

template <class L, class K, class Compute>
struct ComputedCall {
  using Layout = L;
  using Mmu = typename L::Mmu;
  using Vcpu = typename L::Vcpu;
  static constexpr MmuKind kKind = K::kKind;
  static constexpr RoleStyle kStyle{.split = HasSplitRole<Mmu>,
                                    .gpte_is_8_bytes = L::kGpteIs8Bytes};

  const Vcpu& vcpu;
  const HostParameters& host;
  const Templates& templates;
  RoleInputs in;
  std::uint8_t tdp_root_level;
  RoleWords computed;

  KVM_INLINE ComputedCall(const Vcpu& the_vcpu, const HostParameters& the_host,
                          const Templates& the_templates, const RoleInputs& inputs)
      : vcpu(the_vcpu),
        host(the_host),
        templates(the_templates),
        in(inputs),
        tdp_root_level(level_on_tdp()),
        computed(role_words<kKind>(in, tdp_root_level, host, kStyle)) {}

  KVM_INLINE const RoleWords& words() const { return computed; }
  KVM_INLINE std::uint8_t root_level() const { return guest_root_level(in); }

  KVM_INLINE std::uint8_t shadow_root_level() const {
    if constexpr (is_tdp(kKind)) return tdp_root_level;
    const std::uint8_t level = guest_root_level(in);
    return level < 3 ? std::uint8_t{3} : level;
  }

  // The vCPU's template for this role. There always is one: they are made with the vCPU.
  KVM_INLINE const std::byte* image() const {
    const std::byte* image = templates.first;
    for (std::size_t left = templates.count; left > 1; --left, image += kImageStride) {
      if (role_is(*reinterpret_cast<const Mmu*>(image), computed, kKind)) break;
    }
    return image;
  }

  // Any template will do where the constants are the same in all of them.
  KVM_INLINE const std::byte* constants_image() const {
    return is_tdp(kKind) ? templates.first : image();
  }

  template <class Use>
  KVM_INLINE void with_walk(Use use) const {
    if (!in.paging()) {
      use(NonpagingWalk{});
    } else if (in.has_cr4(kCr4Pae)) {
      use(Paging64Walk{});
    } else {
      use(Paging32Walk{});
    }
  }

  template <class Use>
  KVM_INLINE void with_guest(Use use) const {
    switch (guest_root_level(in)) {
      case Unpaged::kRootLevel:
        return use(Unpaged{});
      case TwoLevel::kRootLevel:
        return use(TwoLevel{});
      case Pae::kRootLevel:
        return use(Pae{});
      case FourLevel::kRootLevel:
        return use(FourLevel{});
      default:
        return use(FiveLevel{});
    }
  }

  // Where the loops also run with paging off they follow bits that no role holds then, so no
  // template can either.
  KVM_INLINE void store_beyond_role(Mmu& mmu) const {
    if (Compute::kUnpagedPermissions && !in.paging()) store_protection(mmu);
  }

  KVM_INLINE void store_metadata(Mmu& mmu) const {
    if (in.paging()) {
      write_reserved_bits(mmu.guest_rsvd_check, {.level = guest_root_level(in),
                                                 .above_memory = vcpu.reserved_gpa_bits,
                                                 .nx = in.nx(),
                                                 .gbpages = guest_gbpages(),
                                                 .pse = in.has_cr4(kCr4Pse),
                                                 .amd = guest_is_amd()});
    }
    if (in.paging() || Compute::kUnpagedPermissions) store_protection(mmu);
  }

  KVM_INLINE void store_zero_check(Mmu& mmu) const {
    write_zero_check<kKind>(mmu.shadow_zero_check, shadow_root_level(), host, kStyle,
                            kKind == MmuKind::kShadow ? cpuid_gbpages() : true);
  }

 private:
  KVM_INLINE void store_protection(Mmu& mmu) const {
    write_permissions(mmu.permissions, protection_of(in));
    mmu.pkru_mask = pkru_mask_of(pkeys(in), in.cr0_wp());
  }

  KVM_INLINE std::uint8_t level_on_tdp() const {
    if constexpr (!is_tdp(kKind)) return 0;
    return tdp_level(host, [&] { return static_cast<unsigned>(vcpu.maxphyaddr); });
  }

  KVM_INLINE const CpuidEntry* cpuid(std::uint32_t function) const {
    for (std::int64_t i = 0; i < vcpu.cpuid_count; ++i) {
      if (vcpu.cpuid_entries[i].function == function) return vcpu.cpuid_entries + i;
    }
    return nullptr;
  }

  // Until it was cached, a scan of the table at each call.
  KVM_INLINE bool guest_is_amd() const {
    if constexpr (HasSplitRole<Mmu>) return vcpu.is_amd;
    const CpuidEntry* vendor = cpuid(0);
    return vendor != nullptr && vendor->ebx == kAmdEbx && vendor->edx == kAmdEdx &&
           vendor->ecx == kAmdEcx;
  }

  KVM_INLINE bool cpuid_gbpages() const {
    const CpuidEntry* features = cpuid(kExtendedFeatures);
    return features != nullptr && (features->edx & kEdxGbpages) != 0;
  }

  // Two-dimensional tables make 1-GiB pages the host's business.
  KVM_INLINE bool guest_gbpages() const {
    if constexpr (kKind == MmuKind::kShadow) return cpuid_gbpages();
    return host.gbpages;
  }
};

}  // namespace kvm_mmu_bench::mmu
