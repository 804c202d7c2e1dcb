#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyRepMovsb : StrategyDefaults {
  static constexpr auto kName = "memcpy-rep-movsb";
  static constexpr auto kDescription = "one rep movsb per piece (ERMS/FSRM)";
  static constexpr std::uint32_t kNeeds = kErms;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState*, const std::byte* image) {
    copy_all_pieces<RepMovsb, Layout, Guest>(mmu, image);
  }
};

constinit const Strategy kMemcpyRepMovsb = make_strategy<MemcpyRepMovsb>();

}  // namespace kvm_mmu_bench::mmu
