// A strategy: one way to put the struct's new state in place at a full reset.
//
// A strategy is a type derived from StrategyDefaults, with a kName, a kDescription, whatever it has
// to say otherwise than the defaults, and
//   reset<Layout, Guest>    the code under test, for one layout and one paging mode of the guest
// in a file of its own, ended by `const Strategy kX = make_strategy<X>();` and named in
// strategies.inc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "guest.hpp"
#include "layouts/registry.hpp"
#include "role_state.hpp"

namespace kvm_mmu_bench::mmu {

// CPU features that a strategy can need, as bits.
enum Feature : std::uint32_t {
  kErms = 1u << 0,
  kAvx2 = 1u << 1,
  kAvx512f = 1u << 2,
  kSse2 = 1u << 3,
};
inline constexpr std::array<std::string_view, 4> kFeatureNames{"erms", "avx2", "avx512f", "sse2"};

// mmu: the struct. state: the values to store, prepared. image: the struct's bytes as they shall be
// after this vCPU's reset to this role, the source of every copying strategy.
using ResetFn = void (*)(void* mmu, const RoleState* state, const std::byte* image);

inline constexpr std::size_t kGuestModeCount = GuestModes::kNames.size();

struct StrategyDefaults {
  // CPU features.
  static constexpr std::uint32_t kNeeds = 0;
  // Why it is not equivalent to field-by-field; nullptr: it is.
  static constexpr const char* kCaveat = nullptr;
  // It measures the harness and is no proposal.
  static constexpr bool kControl = false;
  // Its code refers to nothing outside itself, so it runs at any address.
  static constexpr bool kMovable = true;
  // Its instructions change the core's clock for a while after: it must not share rounds with
  // others.
  static constexpr bool kIsolated = false;
};

struct Strategy {
  std::string_view name;
  std::string_view description;
  std::uint32_t needs;
  const char* caveat;
  bool control;
  bool movable;
  bool isolated;
  // By layout (registry order) and guest mode.
  std::array<std::array<ResetFn, kGuestModeCount>, Layouts::kCount> reset;
};

std::span<const Strategy* const> strategies();

#define STRATEGY(name) extern const Strategy name;
#include "strategies/strategies.inc"
#undef STRATEGY

template <class S, class L, class... Gs>
constexpr std::array<ResetFn, sizeof...(Gs)> resets_of_layout(GuestModeList<Gs...>) {
  return {&S::template reset<L, Gs>...};
}

template <class S, class... Ls>
constexpr auto resets_of_all(LayoutList<Ls...>) {
  return std::array{resets_of_layout<S, Ls>(GuestModes{})...};
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
          .reset = resets_of_all<S>(Layouts{})};
}

}  // namespace kvm_mmu_bench::mmu
