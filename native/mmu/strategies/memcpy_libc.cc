#include <cstring>

#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

// -fno-builtin-memcpy keeps it a call.
struct Libc {
  static constexpr auto kKind = CopierKind::kLibc;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
    std::memcpy(to, from, kBytes);
  }
};

struct MemcpyLibc : CopiesTemplate<Libc> {
  static constexpr auto kName = "memcpy-libc";
  static constexpr auto kDescription = "the C library's memcpy, as user space copies";
  static constexpr bool kMovable = false;
};

constinit const Strategy kMemcpyLibc = make_strategy<MemcpyLibc>();

}  // namespace kvm_mmu_bench::mmu
