#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyMov64 : CopiesTemplate<Mov64> {
  static constexpr auto kName = "memcpy-mov64";
  static constexpr auto kDescription = "general registers, as the kernel's fallback";
};

constinit const Strategy kMemcpyMov64 = make_strategy<MemcpyMov64>();

}  // namespace kvm_mmu_bench::mmu
