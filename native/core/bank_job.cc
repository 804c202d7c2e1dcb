#include "bank_job.hpp"

#include "timed_region.hpp"

namespace kvm_mmu_bench::core {

// Hot blocks stay hot, so few of them (with all that they read a quarter of a 32-KiB cache) are
// passed over many times; an evicted block is good for one reset, so there are many.
Region region_of(CacheState state, Scope scope) {
  if (state != CacheState::kHot) return {64, 1};
  return scope == Scope::kWrites ? Region{8, 32} : Region{4, 64};
}

std::size_t resets_per_region(CacheState state, Scope scope) {
  const Region region = region_of(state, scope);
  return region.blocks * region.passes;
}

namespace {

// How a region is timed: of prepared stores, or of whole calls.
using TimeRegion = std::function<std::uint64_t(std::span<const Vcpu>, std::size_t passes)>;

TimeRegion timing_writes(const BankSpec& spec, const Workbench& bench, std::size_t column,
                         Slide delay) {
  const mmu::RoleState& role = spec.states[0].role;
  const mmu::ResetFn reset =
      writes_code(*spec.job.columns[column], spec.job.subject.place.layout, role.kind, role.mode)
          .full;
  const BankCode code{.reset = bench.code().placed(reset), .delay = delay};
  return [&spec, code](std::span<const Vcpu> vcpus, std::size_t passes) {
    return time_bank(vcpus, code, spec.states, kFirstState, passes, spec.job.retirement);
  };
}

TimeRegion timing_init(const BankSpec& spec, const Workbench& bench, std::size_t column) {
  const Subject& subject = spec.job.subject;
  const mmu::VcpuOffsets& at = subject.place.info().vcpu;
  const InitBank bank{
      .init = bench.code().placed(init_code(*spec.job.columns[column], subject)),
      .host = &subject.host,
      .hflags_offset = at.arch + at.hflags,
      .toggle = spec.early ? 0 : spec.states[0].guest.hflags() ^ spec.states[1].guest.hflags(),
      .delay = nullptr};
  return [&spec, bank](std::span<const Vcpu> vcpus, std::size_t passes) {
    return time_init_bank(vcpus, bank, passes, spec.job.retirement);
  };
}

}  // namespace

BankSamples run_bank(const BankSpec& spec, const JobControl& control) {
  const Region region = region_of(spec.job.state, spec.job.subject.scope);
  Workbench bench(spec.job, spec.states, region.blocks);
  const bool injected = !spec.job.injected_cycles.empty();
  const SlideArena slides(spec.job.injected_cycles);
  const std::size_t registers = spec.early ? 0 : kFirstState;
  const auto measure = [&](std::size_t column) {
    const TimeRegion time =
        spec.job.subject.scope == Scope::kInit
            ? timing_init(spec, bench, column)
            : timing_writes(spec, bench, column, injected ? slides.slide(column) : nullptr);
    bench.bank().create(registers);
    bench.bank().create(bench.spare(), registers);
    return bench.region(column, bench.bank(), bench.bank().vcpus(), bench.spare(), region.passes,
                        time);
  };
  return {.job = bench.run(control, measure, settling(spec.job.state, measure)),
          .vcpus = region.blocks,
          .resets_per_region = region.blocks * region.passes};
}

std::array<GuestRole, 2> bank_states(const Subject& subject, mmu::GuestMode mode) {
  const auto state = [&](bool smm) -> GuestRole {
    const mmu::GuestState guest = typical_guest(mode, smm);
    return {.guest = guest, .role = role_state(guest, subject)};
  };
  return {state(false), state(true)};
}

mmu::GuestState typical_guest(mmu::GuestMode mode, bool smm) {
  using namespace mmu;
  const std::uint64_t paged = kCr0Pg | kCr0Pe | kCr0Wp;
  switch (mode) {
    case GuestMode::kUnpaged:
      return {.cr0 = 0, .cr4 = 0, .efer = 0, .smm = smm};
    case GuestMode::kTwoLevel:
      return {.cr0 = paged, .cr4 = kCr4Pse, .efer = 0, .smm = smm};
    case GuestMode::kPae:
      return {.cr0 = paged, .cr4 = kCr4Pae | kCr4Pse, .efer = kEferNx, .smm = smm};
    case GuestMode::kFourLevel:
      return {.cr0 = paged,
              .cr4 = kCr4Pae | kCr4Pse | kCr4Smep | kCr4Smap,
              .efer = kEferNx | kEferLma,
              .smm = smm};
    case GuestMode::kFiveLevel:
      return {.cr0 = paged,
              .cr4 = kCr4Pae | kCr4Pse | kCr4Smep | kCr4Smap | kCr4La57,
              .efer = kEferNx | kEferLma,
              .smm = smm};
  }
  return {};
}

}  // namespace kvm_mmu_bench::core
