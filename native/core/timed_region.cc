#include "timed_region.hpp"

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Compiled once per retirement, so that no test of it runs between two resets.
template <Retirement kRetirement>
[[gnu::noinline]] std::uint64_t bank_ticks(const Vcpu* first, const Vcpu* end, mmu::ResetFn reset,
                                           const mmu::RoleState* states, std::size_t first_state,
                                           std::size_t passes) {
  const std::uint64_t begin = ticks_begin();
  for (std::size_t pass = 0; pass < passes; ++pass) {
    const std::size_t state = (first_state + pass) & 1;
    for (const Vcpu* vcpu = first; vcpu != end; ++vcpu) {
      reset(vcpu->mmu, &states[state], vcpu->image(state));
      if constexpr (kRetirement == Retirement::kDrained) drain_stores();
    }
  }
  if constexpr (kRetirement == Retirement::kOverlapped) drain_stores();
  return ticks_end() - begin;
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

std::uint64_t time_bank(std::span<const Vcpu> vcpus, mmu::ResetFn reset,
                        std::span<const mmu::RoleState, 2> states, std::size_t first_state,
                        std::size_t passes, Retirement retirement) {
  const auto ticks = retirement == Retirement::kDrained ? bank_ticks<Retirement::kDrained>
                                                        : bank_ticks<Retirement::kOverlapped>;
  return ticks(vcpus.data(), vcpus.data() + vcpus.size(), reset, states.data(), first_state,
               passes);
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
