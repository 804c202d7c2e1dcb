#include "../stores.hpp"
#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The maintainers' counter-proposal: constant pointers and shadow_zero_check at vCPU creation
// (facts, 2.5).
struct ConstantOnce : StrategyDefaults {
  static constexpr auto kName = "constant-once";
  static constexpr auto kDescription =
      "the maintainers' idea: constants and shadow_zero_check at vCPU creation";

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte*) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_role(m, *state);
    store_walker<Guest>(m);
    store_tdp_shape(m, *state);
    store_root_level<Guest>(m);
    store_metadata<Guest>(m, *state);
  }
};

constinit const Strategy kConstantOnce = make_strategy<ConstantOnce>();

}  // namespace kvm_mmu_bench::mmu
