#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

// The self-test's known differences: the baseline and one store more, which the instrument has to
// see.

// To a line that the reset dirties anyway: next to the role.
struct ProbeExtraStore : StoresFields<ProbeExtraStore> {
  static constexpr auto kName = "probe-extra-store";
  static constexpr auto kDescription = "control: field-by-field and one store more, same lines";
  static constexpr const char* kCaveat = "writes more than a reset";
  static constexpr bool kControl = true;
  static constexpr Recipe kRecipe{};

  static constexpr Groups leaves_out(MmuKind) { return kNoGroups; }

  template <class Mmu, class Call>
  KVM_INLINE static void reset(Mmu& mmu, const Call& call) {
    StoresFields::reset(mmu, call);
    if constexpr (requires { mmu.ept_ad; }) {
      mmu.ept_ad = 0;
    } else {
      mmu.root.pgd = 0;
    }
  }
};

// To the struct's last line, which no reset of an unpaged guest writes.
struct ProbeExtraLine : StoresFields<ProbeExtraLine> {
  static constexpr auto kName = "probe-extra-line";
  static constexpr auto kDescription = "control: field-by-field and one store more, one line more";
  static constexpr const char* kCaveat = "writes more than a reset";
  static constexpr bool kControl = true;
  static constexpr Recipe kRecipe{};

  static constexpr Groups leaves_out(MmuKind) { return kNoGroups; }

  template <class Mmu, class Call>
  KVM_INLINE static void reset(Mmu& mmu, const Call& call) {
    StoresFields::reset(mmu, call);
    mmu.pdptrs[kPdptrs - 1] = 0;
  }
};

constinit const Strategy kProbeExtraStore = make_strategy<ProbeExtraStore>();
constinit const Strategy kProbeExtraLine = make_strategy<ProbeExtraLine>();

}  // namespace kvm_mmu_bench::mmu
