#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct MemcpyRepMovsb : CopiesTemplate<RepMovsb> {
  static constexpr auto kName = "memcpy-rep-movsb";
  static constexpr auto kDescription = "one rep movsb per piece (ERMS/FSRM)";
  static constexpr std::uint32_t kNeeds = kErms;
};

constinit const Strategy kMemcpyRepMovsb = make_strategy<MemcpyRepMovsb>();

}  // namespace kvm_mmu_bench::mmu
