#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyMov64 : StrategyDefaults {
  static constexpr auto kName = "memcpy-mov64";
  static constexpr auto kDescription = "general registers, as the kernel's fallback";

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState*, const std::byte* image) {
    copy_all_pieces<Mov64, Layout, Guest>(mmu, image);
  }
};

constinit const Strategy kMemcpyMov64 = make_strategy<MemcpyMov64>();

}  // namespace kvm_mmu_bench::mmu
