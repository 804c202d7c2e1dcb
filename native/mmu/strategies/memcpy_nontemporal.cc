#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

// movnti is weakly ordered: without the sfence another CPU could see the role before the rest.
struct Nontemporal {
  static constexpr auto kKind = CopierKind::kNontemporal;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
#pragma GCC unroll 1
    for (std::size_t left = kBytes / 8; left != 0; --left, to += 8, from += 8) {
      std::uint64_t word = *reinterpret_cast<const std::uint64_t*>(from);
      asm volatile("movnti %1, %0" : "=m"(*reinterpret_cast<std::uint64_t*>(to)) : "r"(word));
    }
    if constexpr ((kBytes & 4) != 0) {
      std::uint32_t word = *reinterpret_cast<const std::uint32_t*>(from);
      asm volatile("movnti %1, %0" : "=m"(*reinterpret_cast<std::uint32_t*>(to)) : "r"(word));
      to += 4, from += 4;
    }
    Mov64::copy<kBytes % 4>(to, from);
  }
};

struct MemcpyNontemporal : CopiesTemplate<Nontemporal> {
  static constexpr auto kName = "memcpy-nontemporal";
  static constexpr auto kDescription = "movnti past the caches, then sfence";
  static constexpr std::uint32_t kNeeds = kSse2;

  template <class Mmu, class Call>
  KVM_INLINE static void reset(Mmu& mmu, const Call& call) {
    CopiesTemplate::reset(mmu, call);
    asm volatile("sfence" ::: "memory");
  }
};

constinit const Strategy kMemcpyNontemporal = make_strategy<MemcpyNontemporal>();

}  // namespace kvm_mmu_bench::mmu
