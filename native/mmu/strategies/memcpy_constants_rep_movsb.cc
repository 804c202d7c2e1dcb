#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

// The thread's first idea: the contiguous constants by memcpy, the rest field by field.
struct MemcpyConstantsRepMovsb : StrategyDefaults {
  static constexpr auto kName = "memcpy-constants-rep-movsb";
  static constexpr auto kDescription = "constant pointers by rep movsb, the rest field by field";
  static constexpr std::uint32_t kNeeds = kErms;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte* image) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_role(m, *state);
    copy_piece<RepMovsb, constant_pointers<Layout>()>(static_cast<std::byte*>(mmu), image);
    store_walker<Guest>(m);
    store_tdp_shape(m, *state);
    store_root_level<Guest>(m);
    store_metadata<Guest>(m, *state);
    store_zero_check(m, *state);
  }
};

constinit const Strategy kMemcpyConstantsRepMovsb = make_strategy<MemcpyConstantsRepMovsb>();

}  // namespace kvm_mmu_bench::mmu
