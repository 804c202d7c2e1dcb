#include "boot_script.hpp"

#include <algorithm>

namespace kvm_mmu_bench::core {

BootScript make_script(std::span<const mmu::GuestState> guest_states,
                       std::optional<std::size_t> initial, std::span<const std::uint32_t> resets,
                       std::span<const std::uint32_t> transitions, const Subject& subject) {
  BootScript script;
  const auto index_of = [&](const mmu::GuestState& guest) {
    const auto same = std::find_if(script.states.begin(), script.states.end(),
                                   [&](const GuestRole& known) { return known.guest == guest; });
    const auto index = static_cast<std::uint32_t>(same - script.states.begin());
    if (same == script.states.end()) {
      script.states.push_back({.guest = guest, .role = role_state(guest, subject)});
    }
    return index;
  };
  index_of(initial ? guest_states[*initial]
                   : mmu::GuestState{.maxphyaddr = guest_states[0].maxphyaddr});
  std::vector<std::uint32_t> state_of_guest;
  for (const mmu::GuestState& guest : guest_states) state_of_guest.push_back(index_of(guest));
  for (const std::uint32_t guest : resets) script.resets.push_back(state_of_guest.at(guest));
  script.transitions.assign(transitions.begin(), transitions.end());
  return script;
}

std::vector<BootReset> resolve(const BootScript& script, const mmu::Strategy& strategy,
                               const Subject& subject, const Vcpu& vcpu, const CodeArena* code) {
  const mmu::LayoutInfo& info = subject.place.info();
  const auto placed = [&](auto* function) {
    return code == nullptr ? function : code->placed(function);
  };
  const mmu::InitFn init = placed(init_code(strategy, subject));
  std::byte* nested_mmu = vcpu.block + info.nested_mmu_offset;
  bool nested = false;
  std::vector<BootReset> resets;
  resets.reserve(script.resets.size());
  for (const std::uint32_t index : script.resets) {
    const GuestRole& state = script.states[index];
    const bool switches = state.guest.nested != nested;
    nested = state.guest.nested;
    const mmu::WritesCode& writes =
        writes_code(strategy, subject.place.layout, state.role.kind, state.role.mode);
    std::byte* mmu = nested ? nested_mmu : vcpu.mmu;
    std::byte* guest_mmu = vcpu.mmu + info.size_bytes;
    resets.push_back({.state = &state,
                      .mmu = mmu,
                      .writes = {.full = placed(writes.full), .early = placed(writes.early)},
                      .image = vcpu.image(index),
                      .init = init,
                      .walk_mmu = switches ? mmu : nullptr,
                      .current_mmu = nested ? guest_mmu : vcpu.mmu});
  }
  return resets;
}

std::vector<bool> full_resets(const BootScript& script) {
  mmu::RoleWords root = script.states[0].role.words;
  mmu::RoleWords nested{};
  std::vector<bool> full;
  for (const std::uint32_t index : script.resets) {
    const GuestRole& state = script.states[index];
    mmu::RoleWords& stored = state.guest.nested ? nested : root;
    full.push_back(!(stored == state.role.words));
    stored = state.role.words;
  }
  return full;
}

}  // namespace kvm_mmu_bench::core
