#include "timed_region.hpp"

#include <bit>
#include <cstring>
#include <utility>

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// What the resets of a region alternate between: a state's values, and images so far apart.
[[gnu::always_inline]] inline const mmu::RoleState* values_of(const GuestRole& state) {
  return &state.role;
}

[[gnu::always_inline]] inline const std::byte* values_of(const std::byte& first) { return &first; }

constexpr std::size_t image_stride(const GuestRole*) { return mmu::kImageStride; }

constexpr std::size_t image_stride(ProgramStates states) { return states.stride; }

// Compiled once per retirement, and with and without a delay, so that no test of either runs
// between resets; and once for compiled strategies and once for programs, which differ in what
// their blocks and states are.
template <Retirement kRetirement, bool kDelayed, class Block, class Reset, class States>
[[gnu::noinline]] std::uint64_t bank_ticks(const Block* first, const Block* end,
                                           ResetCode<Reset> code, States states,
                                           std::size_t first_state, std::size_t passes) {
  // Toggled, not computed from a counter: what a pass waits for must not depend on how busy the
  // core is.
  auto* state = values_of(states[first_state]);
  auto* other = values_of(states[1 - first_state]);
  std::size_t image = first_state * image_stride(states);
  const std::uint64_t begin = ticks_begin();
  for (std::size_t left = passes; left != 0; --left) {
    for (const Block* vcpu = first; vcpu != end; ++vcpu) {
      code.reset(vcpu->mmu, state, vcpu->images + image);
      if constexpr (kRetirement == Retirement::kDrained) drain_stores();
      if constexpr (kDelayed) run_fenced(code.delay);
    }
    std::swap(state, other);
    image = image_stride(states) - image;
  }
  if constexpr (kRetirement == Retirement::kOverlapped) drain_stores();
  return ticks_end() - begin;
}

template <class Block, class Reset, class States>
std::uint64_t time_blocks(std::span<const Block> blocks, ResetCode<Reset> code, States states,
                          std::size_t first_state, std::size_t passes, Retirement retirement) {
  const auto ticks_for = [&]<Retirement kRetirement>() {
    return code.delay != nullptr ? bank_ticks<kRetirement, true, Block, Reset, States>
                                 : bank_ticks<kRetirement, false, Block, Reset, States>;
  };
  const auto ticks = retirement == Retirement::kDrained
                         ? ticks_for.template operator()<Retirement::kDrained>()
                         : ticks_for.template operator()<Retirement::kOverlapped>();
  return ticks(blocks.data(), blocks.data() + blocks.size(), code, states, first_state, passes);
}

// One load or store each, of whatever lies there.
template <class Word>
[[gnu::always_inline]] inline Word load(const std::byte* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

template <class Word>
[[gnu::always_inline]] inline void store(std::byte* to, Word word) {
  std::memcpy(to, &word, sizeof(word));
}

// The toggling is KVM's store to hflags that precedes a reset; here it is a loop of its own, so
// that a region of a single pass, whose blocks are evicted, has none of it.
template <Retirement kRetirement, bool kDelayed>
[[gnu::noinline]] std::uint64_t init_bank_ticks(const Vcpu* first, const Vcpu* end, InitBank bank,
                                                std::size_t passes) {
  const std::uint64_t begin = ticks_begin();
  for (std::size_t left = passes;;) {
    for (const Vcpu* vcpu = first; vcpu != end; ++vcpu) {
      bank.init(vcpu->block, bank.host, &vcpu->templates);
      if constexpr (kRetirement == Retirement::kDrained) drain_stores();
      if constexpr (kDelayed) run_fenced(bank.delay);
    }
    if (--left == 0) break;
    for (const Vcpu* vcpu = first; vcpu != end; ++vcpu) {
      std::byte* hflags = vcpu->block + bank.hflags_offset;
      store(hflags, load<std::uint32_t>(hflags) ^ bank.toggle);
    }
  }
  if constexpr (kRetirement == Retirement::kOverlapped) drain_stores();
  return ticks_end() - begin;
}

template <Retirement kRetirement>
auto init_bank_ticks_for(bool delayed) {
  return delayed ? init_bank_ticks<kRetirement, true> : init_bank_ticks<kRetirement, false>;
}

[[gnu::always_inline]] inline bool has_role(const std::byte* mmu, mmu::RoleOffsets at,
                                            const mmu::RoleWords& words) {
  if (load<std::uint64_t>(mmu + at.role) != std::bit_cast<std::uint64_t>(words.role)) return false;
  return at.root_role == 0 || load<std::uint32_t>(mmu + at.root_role) == words.root_role;
}

// kvm_init_mmu's early return: nothing is written if the role is what it was, but for what the
// shadow path always stores.
[[gnu::always_inline]] inline void reset_if_changed(mmu::RoleOffsets at, const BootReset& next) {
  if (!has_role(next.mmu, at, next.state->role.words)) {
    next.writes.full(next.mmu, &next.state->role, next.image);
  } else if (next.writes.early != nullptr) {
    next.writes.early(next.mmu, &next.state->role, next.image);
  }
}

// The registers as KVM has written them shortly before, then the call.
[[gnu::always_inline]] inline void call_init(const BootVcpu& vcpu, const mmu::VcpuOffsets& at,
                                             const BootReset& next) {
  std::byte* arch = vcpu.vcpu.block + at.arch;
  const mmu::GuestState& guest = next.state->guest;
  store(arch + at.cr0, guest.cr0);
  store(arch + at.cr4, guest.cr4);
  store(arch + at.efer, guest.efer);
  store(arch + at.hflags, guest.hflags());
  if (next.walk_mmu != nullptr) {
    store(arch + at.walk_mmu, next.walk_mmu);
    store(arch + at.mmu, next.current_mmu);
  }
  next.init(vcpu.vcpu.block, &vcpu.subject->host, &vcpu.vcpu.templates);
}

template <Retirement kRetirement, Scope kScope>
[[gnu::noinline]] std::uint64_t transition_ticks(const BootVcpu& vcpu, const BootReset* first,
                                                 const BootReset* end) {
  const mmu::LayoutInfo& info = vcpu.subject->place.info();
  const mmu::RoleOffsets roles = info.roles;
  const mmu::VcpuOffsets offsets = info.vcpu;
  const std::uint64_t begin = ticks_begin();
  for (const BootReset* next = first; next != end; ++next) {
    if constexpr (kScope == Scope::kWrites) {
      reset_if_changed(roles, *next);
    } else {
      call_init(vcpu, offsets, *next);
    }
    if constexpr (kRetirement == Retirement::kDrained) drain_stores();
  }
  if constexpr (kRetirement == Retirement::kOverlapped) drain_stores();
  return ticks_end() - begin;
}

template <Retirement kRetirement>
auto transition_ticks_for(Scope scope) {
  return scope == Scope::kWrites ? transition_ticks<kRetirement, Scope::kWrites>
                                 : transition_ticks<kRetirement, Scope::kInit>;
}

}  // namespace

std::uint64_t time_bank(std::span<const Vcpu> vcpus, BankCode code,
                        std::span<const GuestRole, 2> states, std::size_t first_state,
                        std::size_t passes, Retirement retirement) {
  return time_blocks(vcpus, code, states.data(), first_state, passes, retirement);
}

std::uint64_t time_programs(std::span<const ProgramBlock> blocks, ResetCode<ProgramFn> code,
                            ProgramStates states, std::size_t first_state, std::size_t passes,
                            Retirement retirement) {
  return time_blocks(blocks, code, states, first_state, passes, retirement);
}

std::uint64_t time_init_bank(std::span<const Vcpu> vcpus, const InitBank& bank, std::size_t passes,
                             Retirement retirement) {
  const bool delayed = bank.delay != nullptr;
  const auto ticks = retirement == Retirement::kDrained
                         ? init_bank_ticks_for<Retirement::kDrained>(delayed)
                         : init_bank_ticks_for<Retirement::kOverlapped>(delayed);
  return ticks(vcpus.data(), vcpus.data() + vcpus.size(), bank, passes);
}

std::uint64_t time_transition(const BootVcpu& vcpu, std::span<const BootReset> resets,
                              Retirement retirement) {
  const Scope scope = vcpu.subject->scope;
  const auto ticks = retirement == Retirement::kDrained
                         ? transition_ticks_for<Retirement::kDrained>(scope)
                         : transition_ticks_for<Retirement::kOverlapped>(scope);
  return ticks(vcpu, resets.data(), resets.data() + resets.size());
}

std::size_t replay(const BootVcpu& vcpu, std::span<const BootReset> resets) {
  const mmu::LayoutInfo& info = vcpu.subject->place.info();
  std::size_t full = 0;
  for (const BootReset& next : resets) {
    full += has_role(next.mmu, info.roles, next.state->role.words) ? 0 : 1;
    if (vcpu.subject->scope == Scope::kWrites) {
      reset_if_changed(info.roles, next);
    } else {
      call_init(vcpu, info.vcpu, next);
    }
  }
  return full;
}

}  // namespace kvm_mmu_bench::core
