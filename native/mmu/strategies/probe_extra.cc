#include "../stores.hpp"
#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The self-test's known differences: the baseline and one store more, which the instrument has to
// see.

// To a line that the reset dirties anyway.
struct ProbeExtraStore : StrategyDefaults {
  static constexpr auto kName = "probe-extra-store";
  static constexpr auto kDescription = "control: field-by-field and one store more, same lines";
  static constexpr const char* kCaveat = "writes more than a reset";
  static constexpr bool kControl = true;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte*) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_everything<Guest>(m, *state);
    m.ept_ad = 0;
  }
};

// To the struct's last line, which no reset of an unpaged guest writes.
struct ProbeExtraLine : StrategyDefaults {
  static constexpr auto kName = "probe-extra-line";
  static constexpr auto kDescription = "control: field-by-field and one store more, one line more";
  static constexpr const char* kCaveat = "writes more than a reset";
  static constexpr bool kControl = true;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte*) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_everything<Guest>(m, *state);
    m.pdptrs[kPdptrs - 1] = 0;
  }
};

constinit const Strategy kProbeExtraStore = make_strategy<ProbeExtraStore>();
constinit const Strategy kProbeExtraLine = make_strategy<ProbeExtraLine>();

}  // namespace kvm_mmu_bench::mmu
