// Jobs of strategies: banks, boots and batches. Each is run for a few rounds, for what a sanitizer
// sees.

#include "../core/bank_job.hpp"
#include "../core/boot_batch.hpp"
#include "../core/counter_events.hpp"
#include "../core/names.hpp"
#include "../core/pin.hpp"
#include "../core/programs/program_job.hpp"
#include "../core/verify.hpp"
#include "self_test.hpp"

namespace kvm_mmu_bench::selftest {

namespace {

constexpr std::size_t kRounds = 3;

bool complete(const core::RoundSamples& samples, std::size_t columns) {
  return samples.rounds == kRounds && samples.ticks.size() == kRounds * columns &&
         samples.disturbances.size() == kRounds;
}

core::JobSpec job_of(core::CacheState state, core::Retirement retirement,
                     const core::Subject& subject) {
  core::JobSpec spec{.subject = subject,
                     .state = state,
                     .retirement = retirement,
                     .columns = runnable_strategies(),
                     .injected_cycles = {},
                     .draw_code = true,
                     .schedule = {},
                     .cpus = core::allowed_cpus()};
  spec.schedule = rotating_schedule(kRounds, spec.columns.size());
  return spec;
}

template <class Check>
void for_each_state(Check check) {
  for (std::size_t state = 0; state < core::kCacheStates.size(); ++state) {
    for (std::size_t retirement = 0; retirement < core::kRetirements.size(); ++retirement) {
      check(static_cast<core::CacheState>(state), static_cast<core::Retirement>(retirement));
    }
  }
}

core::Subject subject_of(std::size_t layout, core::Scope scope, mmu::MmuKind path) {
  core::Subject subject = core::usual_subject(layout);
  subject.scope = scope;
  subject.path = path;
  subject.host = core::host_parameters(path, 46, 4);
  return subject;
}

void check_banks(Checks& checks) {
  std::size_t layout = 0;
  for_each_state([&](core::CacheState state, core::Retirement retirement) {
    for (const core::Scope scope : {core::Scope::kWrites, core::Scope::kInit}) {
      const core::Subject subject =
          subject_of(layout++ % mmu::kLayouts.size(), scope, mmu::MmuKind::kShadow);
      core::BankSpec spec{.job = job_of(state, retirement, subject),
                          .states = core::bank_states(subject, mmu::GuestMode::kFourLevel),
                          .early = scope == core::Scope::kInit && layout % 4 == 0};
      spec.job.injected_cycles.assign(spec.job.columns.size(), layout % 3);
      for (const core::CounterEvent& event : core::counter_events()) {
        if (core::counter_unavailable(event).empty()) spec.job.counters.push_back(&event);
      }
      const core::BankSamples samples = core::run_bank(spec, undisturbed());
      checks.expect(complete(samples.job, spec.job.columns.size()), "a bank job is not complete");
    }
  });
}

void check_programs_jobs(Checks& checks) {
  for_each_state([&](core::CacheState state, core::Retirement retirement) {
    const core::ProgramStruct subject{.bytes = 449, .phase = 56};
    core::ProgramSpec spec{
        .subject = subject,
        .states = std::vector<std::byte>(core::kProgramStates * subject.stride()),
        .columns = {{core::StoreImmediate{441, 8, -1}},
                    {core::StoreValue{448, 1}, core::Copy{mmu::CopierKind::kLibc, 0, 449}}},
        .state = state,
        .retirement = retirement,
        .injected_cycles = {0, 5},
        .schedule = rotating_schedule(kRounds, 2),
        .counters = {}};
    checks.expect(complete(core::run_programs(spec, undisturbed()).job, 2),
                  "a job of programs is not complete");
  });
}

// Real mode, long mode, both in SMM and out of it, and a nested guest.
std::vector<mmu::GuestState> boot_states() {
  std::vector<mmu::GuestState> states;
  for (const mmu::GuestMode mode : {mmu::GuestMode::kUnpaged, mmu::GuestMode::kFiveLevel}) {
    for (const bool smm : {false, true}) states.push_back(core::typical_guest(mode, smm));
  }
  states.push_back(core::typical_guest(mmu::GuestMode::kPae, false));
  states.back().nested = true;
  return states;
}

void check_boots(Checks& checks) {
  const std::vector<std::uint32_t> resets{0, 1, 1, 2, 3, 4, 4, 0};
  const std::vector<std::uint32_t> transitions{2, 0, 5, 1};
  const std::vector<core::GuestFootprint> footprint{{1, 2, 3}, {0, 0, 0}, {500, 1, 2}, {0, 64, 1}};
  for_each_state([&](core::CacheState state, core::Retirement retirement) {
    for (const bool recorded : {false, true}) {
      const core::Scope scope = recorded ? core::Scope::kInit : core::Scope::kWrites;
      core::JobSpec spec = job_of(state, retirement, subject_of(0, scope, mmu::MmuKind::kNpt));
      spec.vcpus = 3;
      spec.threads = 2;
      spec.check_state = !recorded;
      const core::BootScript script =
          core::make_script(boot_states(), 1, resets, transitions, spec.subject);
      const auto touched = recorded ? std::span<const core::GuestFootprint>(footprint)
                                    : std::span(footprint).first(0);
      const core::BootSamples samples = core::run_boots(spec, script, touched, undisturbed());
      checks.expect(complete(samples.job, spec.columns.size()), "a boot job is not complete");
      checks.expect(samples.full_resets + samples.early_resets == resets.size(),
                    "a boot has lost resets");
    }
  });
}

// The same bytes by every way that is said to leave the same.
void check_bytes(Checks& checks) {
  const std::vector<std::uint32_t> resets{0, 1, 3, 2, 2, 4, 1, 0};
  for (std::size_t layout = 0; layout < mmu::kLayouts.size(); ++layout) {
    for (const core::Scope scope : {core::Scope::kWrites, core::Scope::kInit}) {
      for (std::size_t path = 0; path < mmu::kPaths.size(); ++path) {
        const core::Subject subject = subject_of(layout, scope, static_cast<mmu::MmuKind>(path));
        const core::BootScript script =
            core::make_script(boot_states(), std::nullopt, resets, {}, subject);
        const auto bytes = [&](const mmu::Strategy& strategy) {
          return core::bytes_after(script, strategy, subject, core::Templates::kMadeAnew).root_mmu;
        };
        const auto expected = bytes(mmu::kFieldByField);
        for (const mmu::Strategy* strategy : runnable_strategies()) {
          checks.expect(bytes(*strategy) == expected || strategy->caveat != nullptr,
                        std::string(strategy->name) + ": a boot leaves other bytes");
          core::BootBatch batch(subject, *strategy, script, 2);
          checks.expect(batch.run() > 0, "a batch makes no full resets");
        }
      }
    }
  }
}

}  // namespace

void check_jobs(Checks& checks) {
  check_banks(checks);
  check_programs_jobs(checks);
  check_boots(checks);
  check_bytes(checks);
}

}  // namespace kvm_mmu_bench::selftest
