#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct Avx2 {
  static constexpr std::size_t kBytes = 32;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu (%1), %%ymm0\n\tvmovdqu %%ymm0, (%0)" ::"r"(to), "r"(from) : "memory");
  }
};

struct MemcpyAvx2 : StrategyDefaults {
  static constexpr auto kName = "memcpy-avx2";
  static constexpr auto kDescription = "32-byte vector moves (a kernel may not use them here)";
  static constexpr std::uint32_t kNeeds = kAvx2;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState*, const std::byte* image) {
    copy_all_pieces<VectorCopy<Avx2>, Layout, Guest>(mmu, image);
    asm volatile("vzeroupper" ::: "memory");  // as every AVX memcpy does before it returns
  }
};

constinit const Strategy kMemcpyAvx2 = make_strategy<MemcpyAvx2>();

}  // namespace kvm_mmu_bench::mmu
