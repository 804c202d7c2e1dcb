#include "boot_job.hpp"

#include "boot_crew.hpp"

namespace kvm_mmu_bench::core {

BootSamples run_boots(const JobSpec& spec, const BootScript& script,
                      std::span<const GuestFootprint> footprint, const JobControl& control) {
  Workbench bench(spec, script.states, spec.vcpus);
  BootCrew crew(bench, spec, script, footprint, spec.threads);
  std::vector<BootTimeline> latest(spec.columns.size(), BootTimeline(script.transitions.size()));
  const auto measure = [&](std::size_t column) {
    latest[column] = crew.time_boots(column, control.cancelled);
    return static_cast<std::uint64_t>(latest[column].sum());
  };
  // A guest's lines come from memory after a new draw, and a vCPU's from wherever they were.
  const auto settle = [&] {
    if (crew.guest() == nullptr) return;
    crew.draw(bench.random());
    measure(0);
  };
  BootSamples samples{};
  samples.transitions_per_part = latest[0].transitions_per_part();
  std::size_t kept_rounds = 0;
  const auto keep_round = [&](std::size_t rounds_done) {
    if (rounds_done > kept_rounds) {
      for (const BootTimeline& column : latest) {
        samples.part_ticks.insert(samples.part_ticks.end(), column.ticks().begin(),
                                  column.ticks().end());
      }
      kept_rounds = rounds_done;
    }
    control.on_round(rounds_done);
  };
  samples.job = bench.run({control.cancelled, keep_round}, measure, settle);
  // Without a round there is no placement to look at.
  if (crew.guest() != nullptr && samples.job.rounds > 0) {
    samples.survey = survey_lines(bench, spec, script, *crew.guest(), control.cancelled);
    samples.code_ran = crew.guest()->runs_code();
  }
  bench.bank().place(bench.random());
  const BootVcpu vcpu{.vcpu = bench.bank().vcpus()[0], .subject = &spec.subject};
  const auto resets = resolve(script, mmu::kFieldByField, spec.subject, vcpu.vcpu, nullptr);
  samples.full_resets = replay(vcpu, resets);
  samples.early_resets = resets.size() - samples.full_resets;
  return samples;
}

}  // namespace kvm_mmu_bench::core
