#include "../stores.hpp"
#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The kernel's way, in its store order (facts, 2.1): the baseline.
struct FieldByField : StrategyDefaults {
  static constexpr auto kName = "field-by-field";
  static constexpr auto kDescription = "the kernel's way: one store per field";

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte*) {
    store_everything<Guest>(*static_cast<typename Layout::Mmu*>(mmu), *state);
  }
};

constinit const Strategy kFieldByField = make_strategy<FieldByField>();

}  // namespace kvm_mmu_bench::mmu
