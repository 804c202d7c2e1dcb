#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The thread's patch: eight writes happen at vCPU creation only, three on the shadow path. Entering
// a nested guest counts as creation there (facts, 2.4).
struct InitFlag : StoresFields<InitFlag> {
  static constexpr auto kName = "init-flag";
  static constexpr auto kDescription = "the 2022 patch: 8 of the writes only at vCPU creation";
  static constexpr const char* kCaveat =
      "shadow_root_level goes stale when the guest's MAXPHYADDR changes";

  static constexpr Groups leaves_out(MmuKind kind) {
    if (kind == MmuKind::kNested) return kNoGroups;
    if (kind == MmuKind::kShadow) return kAccessors;
    return kAccessors | kFaultHandlers | kShadowRootLevel | kDirectMap;
  }
};

constinit const Strategy kInitFlag = make_strategy<InitFlag>();

}  // namespace kvm_mmu_bench::mmu
