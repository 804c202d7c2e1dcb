#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyRepMovsq : StrategyDefaults {
  static constexpr auto kName = "memcpy-rep-movsq";
  static constexpr auto kDescription = "rep movsq, as REP_GOOD kernels copy";

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState*, const std::byte* image) {
    copy_all_pieces<RepMovsq, Layout, Guest>(mmu, image);
  }
};

constinit const Strategy kMemcpyRepMovsq = make_strategy<MemcpyRepMovsq>();

}  // namespace kvm_mmu_bench::mmu
