#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// Runs through the same loop and does nothing: what the harness itself costs.
struct Empty : StrategyDefaults {
  static constexpr auto kName = "empty";
  static constexpr auto kDescription = "control: no stores, the harness alone";
  static constexpr const char* kCaveat = "writes nothing";
  static constexpr bool kControl = true;

  template <class Layout, class Guest>
  [[gnu::noipa]] static void reset(void*, const RoleState*, const std::byte*) {}
};

constinit const Strategy kEmpty = make_strategy<Empty>();

}  // namespace kvm_mmu_bench::mmu
