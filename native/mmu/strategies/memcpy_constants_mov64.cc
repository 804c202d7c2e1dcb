#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyConstantsMov64 : CopiesConstants<Mov64> {
  static constexpr auto kName = "memcpy-constants-mov64";
  static constexpr auto kDescription = "constant pointers by 8-byte moves, the rest field by field";
};

constinit const Strategy kMemcpyConstantsMov64 = make_strategy<MemcpyConstantsMov64>();

}  // namespace kvm_mmu_bench::mmu
