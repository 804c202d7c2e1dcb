// A strategy: one way to put the struct's new state in place at a full reset.
//
// A strategy is a type with a kName, a kDescription, and whatever it has to say otherwise than
// StrategyDefaults, derived from one of
//   StoresFields<S>       field by field; leaves_out(kind) names the groups it does not store
//   CopiesTemplate<C>     copies a prepared struct by the copier C (strategies/copiers.hpp)
//   StrategyDefaults      anything else, with
//                         reset(mmu, call)   a full reset
//                         always(mmu, call)  what follows every call, full or early
// in a file of its own, ended by `constinit const Strategy kX = make_strategy<X>();` and named in
// strategies.inc. It is compiled for every layout, kind of MMU, paging mode and scope.
//
// The first two, the second if C says its kKind, are also made at run time for layouts that are not
// compiled (core/programs/): what they are made of is their kRecipe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "guest.hpp"
#include "init_call.hpp"
#include "layouts/registry.hpp"
#include "recipe.hpp"
#include "role_state.hpp"
#include "stores.hpp"

namespace kvm_mmu_bench::mmu {

// CPU features that a strategy can need, as bits.
enum Feature : std::uint32_t {
  kErms = 1u << 0,
  kAvx2 = 1u << 1,
  kAvx512f = 1u << 2,
  kSse2 = 1u << 3,
};
inline constexpr std::array<std::string_view, 4> kFeatureNames{"erms", "avx2", "avx512f", "sse2"};

// Scope `writes`. mmu: the struct. state: the values to store, prepared. image: the struct's bytes
// as they shall be after this vCPU's reset to this role, the source of every copying strategy.
using ResetFn = void (*)(void* mmu, const RoleState* state, const std::byte* image);

inline constexpr std::size_t kGuestModeCount = GuestModes::kNames.size();

struct StrategyDefaults {
  // CPU features.
  static constexpr std::uint32_t kNeeds = 0;
  // Why it is not equivalent to field-by-field; nullptr: it is.
  static constexpr const char* kCaveat = nullptr;
  // It measures the harness and is no proposal.
  static constexpr bool kControl = false;
  // Not even a call's own work is done, in either scope.
  static constexpr bool kNothing = false;
  // Its code refers to nothing outside itself, so it runs at any address.
  static constexpr bool kMovable = true;
  // Its instructions change the core's clock for a while after: it must not share rounds with
  // others.
  static constexpr bool kIsolated = false;
  // It copies templates, which somebody has to make anew when the guest's CPUID changes.
  static constexpr bool kTemplates = false;
  // What its code is for layouts of the run time. One with a reset of its own has none, unless it
  // says so.
  static constexpr Recipe kRecipe{};

  template <class Mmu, class Call>
  KVM_INLINE static void always(Mmu&, const Call&) {}
};

template <class S>
struct StoresFields : StrategyDefaults {
  static constexpr Recipe kRecipe{.kind = RecipeKind::kStores};

  template <class Mmu, class Call>
  KVM_INLINE static void reset(Mmu& mmu, const Call& call) {
    store_role(mmu, call);
    store_all_but_role<S::leaves_out(Call::kKind)>(mmu, call);
  }

  template <class Mmu, class Call>
  KVM_INLINE static void always(Mmu& mmu, const Call& call) {
    store_unconditionally<S::leaves_out(Call::kKind)>(mmu, call);
  }
};

// Code of one kind of MMU and paging mode, scope `writes`.
struct WritesCode {
  ResetFn full;
  // What an early return stores all the same; nullptr: nothing.
  ResetFn early;
};

struct Strategy {
  std::string_view name;
  std::string_view description;
  std::uint32_t needs;
  const char* caveat;
  bool control;
  bool movable;
  bool isolated;
  bool templates;
  Recipe recipe;
  // By layout (registry order), kind and guest mode.
  std::array<std::array<std::array<WritesCode, kGuestModeCount>, Kinds::kCount>, Layouts::kCount>
      writes;
  // By layout, path, and how a call computes (kComputes); nullptr where a layout has no such way.
  std::array<std::array<std::array<InitFn, kComputeCount>, Paths::kCount>, Layouts::kCount> init;
};

std::span<const Strategy* const> strategies();

#define STRATEGY(name) extern const Strategy name;
#include "strategies/strategies.inc"
#undef STRATEGY

template <class S, class L, class K, class Guest>
void writes_reset(void* mmu, const RoleState* state, const std::byte* image) {
  if constexpr (!S::kNothing) {
    auto& m = *static_cast<typename L::Mmu*>(mmu);
    const PreparedCall<L, K, Guest> call{.state = *state, .prepared_image = image};
    S::reset(m, call);
    S::always(m, call);
  }
}

template <class S, class L, class K, class Guest>
void writes_early(void* mmu, const RoleState* state, const std::byte* image) {
  S::always(*static_cast<typename L::Mmu*>(mmu),
            PreparedCall<L, K, Guest>{.state = *state, .prepared_image = image});
}

template <class S, class L, class K, class Guest>
constexpr WritesCode writes_code() {
  return {.full = &writes_reset<S, L, K, Guest>,
          .early = K::kKind == MmuKind::kShadow && !S::kNothing ? &writes_early<S, L, K, Guest>
                                                                : nullptr};
}

template <class S, class L, class K, class... Gs>
constexpr std::array<WritesCode, sizeof...(Gs)> writes_of_kind(GuestModeList<Gs...>) {
  return {writes_code<S, L, K, Gs>()...};
}

template <class S, class L, class... Ks>
constexpr auto writes_of_layout(KindList<Ks...>) {
  return std::array{writes_of_kind<S, L, Ks>(GuestModes{})...};
}

template <class S, class... Ls>
constexpr auto writes_of_all(LayoutList<Ls...>) {
  return std::array{writes_of_layout<S, Ls>(Kinds{})...};
}

template <class S, class L, class... Ks>
constexpr auto init_of_layout(KindList<Ks...>) {
  return std::array{init_of_path<S, L, Ks>(Computes{})...};
}

template <class S, class... Ls>
constexpr auto init_of_all(LayoutList<Ls...>) {
  return std::array{init_of_layout<S, Ls>(Paths{})...};
}

template <class S>
constexpr Strategy make_strategy() {
  return {.name = S::kName,
          .description = S::kDescription,
          .needs = S::kNeeds,
          .caveat = S::kCaveat,
          .control = S::kControl,
          .movable = S::kMovable,
          .isolated = S::kIsolated,
          .templates = S::kTemplates,
          .recipe = S::kNothing ? Recipe{.kind = RecipeKind::kNothing} : S::kRecipe,
          .writes = writes_of_all<S>(Layouts{}),
          .init = init_of_all<S>(Layouts{})};
}

}  // namespace kvm_mmu_bench::mmu
