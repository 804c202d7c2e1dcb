#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The kernel's way, in its store order (facts, 2.1): the baseline.
struct FieldByField : StoresFields<FieldByField> {
  static constexpr auto kName = "field-by-field";
  static constexpr auto kDescription = "the kernel's way: one store per field";

  static constexpr Groups leaves_out(MmuKind) { return kNoGroups; }
};

constinit const Strategy kFieldByField = make_strategy<FieldByField>();

}  // namespace kvm_mmu_bench::mmu
