#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyRepMovsq : CopiesTemplate<RepMovsq> {
  static constexpr auto kName = "memcpy-rep-movsq";
  static constexpr auto kDescription = "rep movsq, as REP_GOOD kernels copy";
};

constinit const Strategy kMemcpyRepMovsq = make_strategy<MemcpyRepMovsq>();

}  // namespace kvm_mmu_bench::mmu
