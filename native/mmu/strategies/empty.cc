#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// Runs through the same loop and does nothing: what the harness itself costs.
struct Empty : StrategyDefaults {
  static constexpr auto kName = "empty";
  static constexpr auto kDescription = "control: no stores, the harness alone";
  static constexpr const char* kCaveat = "writes nothing";
  static constexpr bool kControl = true;
  static constexpr bool kNothing = true;
};

constinit const Strategy kEmpty = make_strategy<Empty>();

}  // namespace kvm_mmu_bench::mmu
