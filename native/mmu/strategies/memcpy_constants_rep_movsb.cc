#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyConstantsRepMovsb : CopiesConstants<RepMovsb> {
  static constexpr auto kName = "memcpy-constants-rep-movsb";
  static constexpr auto kDescription = "constant pointers by rep movsb, the rest field by field";
  static constexpr std::uint32_t kNeeds = kErms;
};

constinit const Strategy kMemcpyConstantsRepMovsb = make_strategy<MemcpyConstantsRepMovsb>();

}  // namespace kvm_mmu_bench::mmu
