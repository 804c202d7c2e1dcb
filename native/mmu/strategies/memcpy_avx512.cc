#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct Avx512 {
  static constexpr std::size_t kBytes = 64;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu64 (%1), %%zmm16\n\tvmovdqu64 %%zmm16, (%0)" ::"r"(to), "r"(from)
                 : "memory");
  }
};

struct MemcpyAvx512 : StrategyDefaults {
  static constexpr auto kName = "memcpy-avx512";
  static constexpr auto kDescription = "64-byte vector moves (a kernel may not use them here)";
  static constexpr std::uint32_t kNeeds = kAvx512f;
  static constexpr bool kIsolated = true;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState*, const std::byte* image) {
    copy_all_pieces<VectorCopy<Avx512>, Layout, Guest>(mmu, image);
  }
};

constinit const Strategy kMemcpyAvx512 = make_strategy<MemcpyAvx512>();

}  // namespace kvm_mmu_bench::mmu
