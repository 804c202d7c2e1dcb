#include "../stores.hpp"
#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The kernel's way, in its store order (facts, 2.1): the baseline.
struct FieldByField {
  static constexpr auto kName = "field-by-field";
  static constexpr auto kDescription = "the kernel's way: one store per field";
  static constexpr std::uint32_t kNeeds = 0;
  static constexpr const char* kCaveat = nullptr;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte*) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_role(m, *state);
    store_fault_handlers(m);
    store_walker<Guest>(m);
    store_tdp_shape(m, *state);
    store_guest_accessors(m);
    store_root_level<Guest>(m);
    store_metadata<Guest>(m, *state);
    store_zero_check(m, *state);
  }
};

constinit const Strategy kFieldByField = make_strategy<FieldByField>();

}  // namespace kvm_mmu_bench::mmu
