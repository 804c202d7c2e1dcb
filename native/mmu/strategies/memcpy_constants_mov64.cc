#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

// The thread's first idea: the contiguous constants by memcpy, the rest field by field.
struct MemcpyConstantsMov64 : StrategyDefaults {
  static constexpr auto kName = "memcpy-constants-mov64";
  static constexpr auto kDescription = "constant pointers by 8-byte moves, the rest field by field";

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState* state, const std::byte* image) {
    auto& m = *static_cast<typename Layout::Mmu*>(mmu);
    store_role(m, *state);
    copy_piece<Mov64, constant_pointers<Layout>()>(static_cast<std::byte*>(mmu), image);
    store_walker<Guest>(m);
    store_tdp_shape(m, *state);
    store_root_level<Guest>(m);
    store_metadata<Guest>(m, *state);
    store_zero_check(m, *state);
  }
};

constinit const Strategy kMemcpyConstantsMov64 = make_strategy<MemcpyConstantsMov64>();

}  // namespace kvm_mmu_bench::mmu
