#include "timed_region.hpp"

#include <utility>

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Compiled once per retirement, and with and without a delay, so that no test of either runs
// between resets. The fences around a delay keep it from running in the shadow of the stores.
template <Retirement kRetirement, bool kDelayed>
[[gnu::noinline]] std::uint64_t bank_ticks(const Vcpu* first, const Vcpu* end, BankCode code,
                                           const mmu::RoleState* states, std::size_t first_state,
                                           std::size_t passes) {
  // Toggled, not computed from a counter: what a pass waits for must not depend on how busy the
  // core is.
  const mmu::RoleState* state = states + first_state;
  const mmu::RoleState* other = states + (1 - first_state);
  std::size_t image = first_state * Vcpu::kImageStride;
  const std::uint64_t begin = ticks_begin();
  for (std::size_t left = passes; left != 0; --left) {
    for (const Vcpu* vcpu = first; vcpu != end; ++vcpu) {
      code.reset(vcpu->mmu, state, vcpu->images + image);
      if constexpr (kRetirement == Retirement::kDrained) drain_stores();
      if constexpr (kDelayed) {
        asm volatile("lfence" ::: "memory");
        code.delay();
        asm volatile("lfence" ::: "memory");
      }
    }
    std::swap(state, other);
    image = Vcpu::kImageStride - image;
  }
  if constexpr (kRetirement == Retirement::kOverlapped) drain_stores();
  return ticks_end() - begin;
}

template <Retirement kRetirement>
auto bank_ticks_for(bool delayed) {
  return delayed ? bank_ticks<kRetirement, true> : bank_ticks<kRetirement, false>;
}

// kvm_init_mmu's early return: nothing is written if the role is what it was.
[[gnu::always_inline]] inline bool reset_if_changed(std::byte* mmu, std::size_t role_offset,
                                                    const BootReset& next) {
  const auto* role = reinterpret_cast<const std::uint64_t*>(mmu + role_offset);
  const auto* wanted = reinterpret_cast<const std::uint64_t*>(&next.state->role);
  if (*role == *wanted) return false;
  next.reset(mmu, next.state, next.image);
  return true;
}

template <Retirement kRetirement>
[[gnu::noinline]] std::uint64_t transition_ticks(std::byte* mmu, std::size_t role_offset,
                                                 const BootReset* first, const BootReset* end) {
  const std::uint64_t begin = ticks_begin();
  for (const BootReset* next = first; next != end; ++next) {
    reset_if_changed(mmu, role_offset, *next);
    if constexpr (kRetirement == Retirement::kDrained) drain_stores();
  }
  if constexpr (kRetirement == Retirement::kOverlapped) drain_stores();
  return ticks_end() - begin;
}

}  // namespace

std::uint64_t time_bank(std::span<const Vcpu> vcpus, BankCode code,
                        std::span<const mmu::RoleState, 2> states, std::size_t first_state,
                        std::size_t passes, Retirement retirement) {
  const bool delayed = code.delay != nullptr;
  const auto ticks = retirement == Retirement::kDrained
                         ? bank_ticks_for<Retirement::kDrained>(delayed)
                         : bank_ticks_for<Retirement::kOverlapped>(delayed);
  return ticks(vcpus.data(), vcpus.data() + vcpus.size(), code, states.data(), first_state, passes);
}

std::uint64_t time_transition(std::byte* mmu, std::size_t role_offset,
                              std::span<const BootReset> resets, Retirement retirement) {
  const auto ticks = retirement == Retirement::kDrained ? transition_ticks<Retirement::kDrained>
                                                        : transition_ticks<Retirement::kOverlapped>;
  return ticks(mmu, role_offset, resets.data(), resets.data() + resets.size());
}

std::size_t replay(std::byte* mmu, std::size_t role_offset, std::span<const BootReset> resets) {
  std::size_t full = 0;
  for (const BootReset& next : resets) full += reset_if_changed(mmu, role_offset, next) ? 1 : 0;
  return full;
}

}  // namespace kvm_mmu_bench::core
