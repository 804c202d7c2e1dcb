#include "line_survey.hpp"

#include <algorithm>

#include "tsc.hpp"
#include "write_probe.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kEnoughLooks = 2000;

// Of the whole survey, in wall time, and as a share of the job's.
constexpr double kMostNs = 500e6;
constexpr double kMostShare = 0.2;

// A disturbed calibration cannot tell levels apart that a quiet one can.
LineLevels calibrate_patiently(Workbench& bench) {
  constexpr int kMostCalibrations = 4;
  LineLevels levels = LineLevels::calibrate(bench.setter(), bench.random());
  for (int i = 1; i < kMostCalibrations; ++i) {
    const auto& bounds = levels.thresholds().bounds;
    if (std::all_of(bounds.begin(), bounds.end(), [](const LevelBound& b) { return b.apart; })) {
      break;
    }
    levels = LineLevels::calibrate(bench.setter(), bench.random());
  }
  return levels;
}

// Starts of the lines, from the one with the struct's first byte on.
std::vector<std::size_t> lines_of(std::span<const std::uint32_t> bytes, std::size_t phase) {
  std::vector<std::size_t> lines;
  for (const std::uint32_t byte : bytes) {
    const std::size_t line = (phase + byte) / mmu::kCacheLineBytes;
    if (lines.empty() || lines.back() != line) lines.push_back(line);
  }
  return lines;
}

// By transition, the lines that it will dirty, as offsets from the struct's first line; of one
// whose resets all return early, the line of the role that they compare.
std::vector<std::vector<std::size_t>> lines_by_transition(const JobSpec& spec,
                                                          const BootScript& script) {
  const Subject& subject = spec.subject;
  const std::vector<bool> full = full_resets(script);
  const std::uint32_t role = static_cast<std::uint32_t>(subject.place.info().roles.role);
  std::vector<std::vector<std::size_t>> lines;
  std::size_t reset = 0;
  for (const std::uint32_t count : script.transitions) {
    std::vector<std::size_t> dirtied = lines_of(std::span(&role, 1), subject.place.phase);
    for (std::uint32_t i = 0; i < count; ++i, ++reset) {
      if (!full[reset]) continue;
      const mmu::GuestMode mode = script.states[script.resets[reset]].role.mode;
      dirtied = lines_of(written_bytes(mmu::kFieldByField, subject, mode), subject.place.phase);
      reset += count - i;
      break;
    }
    lines.push_back(std::move(dirtied));
  }
  return lines;
}

}  // namespace

LineSurvey survey_lines(Workbench& bench, const JobSpec& spec, const BootScript& script,
                        const BootGuest& guest, const std::atomic<bool>& cancelled) {
  const std::uint64_t begin = ticks_begin();
  const double most_ticks =
      std::min(kMostNs, kMostShare * spec.schedule.budget_ns) * spec.schedule.ticks_per_ns();
  const LineLevels levels = calibrate_patiently(bench);
  const auto lines = lines_by_transition(spec, script);
  const BootVcpu vcpu{.vcpu = bench.bank().vcpus()[0], .subject = &spec.subject};
  const auto resets = resolve(script, mmu::kFieldByField, spec.subject, vcpu.vcpu, &bench.code());
  const std::byte* first_line = vcpu.vcpu.mmu - spec.subject.place.phase;
  LineSurvey survey{.thresholds = levels.thresholds(), .enter = {}, .rsm = {}, .passes = 0};
  const auto goes_on = [&] {
    const bool in_time = static_cast<double>(ticks_end() - begin) < most_ticks;
    return !cancelled && in_time && survey.passes * script.transitions.size() < kEnoughLooks;
  };
  do {
    bench.bank().create();
    std::size_t next = 0;
    for (std::size_t i = 0; i < script.transitions.size() && !cancelled; ++i) {
      guest.touch_before(i);
      const std::size_t line = lines[i][bench.random().below(lines[i].size())];
      const Level level = levels.of(first_line + line * mmu::kCacheLineBytes);
      LevelCounts& counts = BootGuest::is_entry(i) ? survey.enter : survey.rsm;
      ++counts[static_cast<std::size_t>(level)];
      const auto transition = std::span(resets).subspan(next, script.transitions[i]);
      time_transition(vcpu, transition, spec.retirement);
      next += transition.size();
    }
    ++survey.passes;
  } while (goes_on());
  return survey;
}

}  // namespace kvm_mmu_bench::core
