#include "../stores.hpp"
#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The thread's patch: eight writes happen at vCPU creation only (facts, 2.4).
struct InitFlag : StrategyDefaults {
  static constexpr auto kName = "init-flag";
  static constexpr auto kDescription = "the 2022 patch: 8 of the writes only at vCPU creation";
  static constexpr const char* kCaveat =
      "shadow_root_level goes stale when the guest's MAXPHYADDR changes";

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte*) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_role(m, *state);
    store_walker<Guest>(m);
    store_root_level<Guest>(m);
    store_metadata<Guest>(m, *state);
    store_zero_check(m, *state);
  }
};

constinit const Strategy kInitFlag = make_strategy<InitFlag>();

}  // namespace kvm_mmu_bench::mmu
