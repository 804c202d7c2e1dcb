#include "verify.hpp"

#include "../mmu/vcpu_create.hpp"

namespace kvm_mmu_bench::core {

namespace {

std::vector<std::uint8_t> copy_struct(const std::byte* mmu, std::size_t bytes) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(mmu);
  return {first, first + bytes};
}

// Templates as they were made before the guest's CPUID changed: a role that is known already keeps
// its own.
void keep_templates(const VcpuBank& bank, const BootScript& script, const Subject& subject) {
  const unsigned first_maxphyaddr = script.states[0].guest.maxphyaddr;
  for (std::size_t i = 0; i < script.states.size(); ++i) {
    GuestRole stale = script.states[i];
    stale.guest.maxphyaddr = first_maxphyaddr;
    stale.role = role_state(stale.guest, subject);
    const GuestRole& fresh = script.states[i];
    bank.make_template(bank.vcpus()[0], i, stale.role.words == fresh.role.words ? stale : fresh);
  }
}

}  // namespace

StructBytes bytes_after(const BootScript& script, const mmu::Strategy& strategy,
                        const Subject& subject, Templates templates) {
  constexpr std::uint64_t kSeed = 1;
  const std::size_t layout = subject.place.layout;
  const mmu::LayoutInfo& info = subject.place.info();
  const Arena arena(VcpuBank::arena_bytes(1, script.states.size()));
  VcpuBank bank(arena, subject, script.states, 1);
  Random random(kSeed);
  bank.place(random);
  const BootVcpu vcpu{.vcpu = bank.vcpus()[0], .subject = &subject};
  const std::vector<BootReset> resets = resolve(script, strategy, subject, vcpu.vcpu, nullptr);
  if (templates == Templates::kKept) keep_templates(bank, script, subject);
  unsigned maxphyaddr = script.states[0].guest.maxphyaddr;
  for (std::size_t i = 0; i < resets.size(); ++i) {
    const GuestRole& state = *resets[i].state;
    if (state.guest.maxphyaddr != maxphyaddr) {
      maxphyaddr = state.guest.maxphyaddr;
      mmu::set_cpuid(layout, vcpu.vcpu.block, maxphyaddr, vcpu.vcpu.cpuid,
                     subject.path == mmu::MmuKind::kNpt);
      mmu::invalidate_roles(layout, vcpu.vcpu.block);
      if (templates == Templates::kMadeAnew) bank.make_templates(vcpu.vcpu, maxphyaddr);
    }
    if (i != 0) mmu::load_root(layout, vcpu.vcpu.mmu, 0x1000 * (i + 1));
    mmu::unload_roots(layout, vcpu.vcpu.mmu);
    replay(vcpu, {&resets[i], 1});
  }
  return {.root_mmu = copy_struct(vcpu.vcpu.mmu, info.size_bytes),
          .nested_mmu = copy_struct(vcpu.vcpu.block + info.nested_mmu_offset, info.size_bytes)};
}

}  // namespace kvm_mmu_bench::core
