#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The maintainers' counter-proposal: constant pointers and, on TDP, shadow_zero_check at vCPU
// creation (facts, 2.5).
struct ConstantOnce : StoresFields<ConstantOnce> {
  static constexpr auto kName = "constant-once";
  static constexpr auto kDescription =
      "the maintainers' idea: constants and shadow_zero_check at vCPU creation";

  static constexpr Groups leaves_out(MmuKind kind) {
    if (kind == MmuKind::kNested) return kAccessors | kFaultHandlers;
    if (kind == MmuKind::kShadow) return kAccessors;
    return kAccessors | kFaultHandlers | kZeroCheck;
  }
};

constinit const Strategy kConstantOnce = make_strategy<ConstantOnce>();

}  // namespace kvm_mmu_bench::mmu
