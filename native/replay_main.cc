// kvm-mmu-replay: the measuring core as a plain executable, for perf, valgrind, gdb and objdump.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "core/bank_job.hpp"
#include "core/clock.hpp"
#include "core/names.hpp"
#include "selftest/self_test.hpp"

namespace {

using namespace kvm_mmu_bench;

constexpr int kWrongUsage = 2;

constexpr std::string_view kUsage =
    "usage: kvm-mmu-replay [--layout NAME] [--strategy NAME] [--state NAME] [--retirement NAME]\n"
    "                      [--guest MODE] [--phase BYTES] [--path tdp|npt|shadow]\n"
    "                      [--scope writes|init] [--rules NAME] [--calls full|early]\n"
    "                      [--resets N] [--cpu N] [--tsc-hz HZ]\n"
    "       kvm-mmu-replay --self-test\n"
    "Makes N resets (default 1000000) of a bank of vCPU blocks and prints ns per reset, harness\n"
    "included. Defaults: v5.17, field-by-field, hot, overlapped, unpaged, tdp, writes, full; "
    "rules\n"
    "are the layout's own. Calls that return early: in scope init only. HZ: nothing is "
    "calibrated.\n"
    "--self-test: looks at what everything here writes and leaves, for some seconds.\n";

struct Options {
  std::string layout = "v5.17";
  std::string strategy = "field-by-field";
  std::string state = "hot";
  std::string retirement = "overlapped";
  std::string guest = "unpaged";
  std::string phase = "";
  std::string path = "tdp";
  std::string scope = "writes";
  std::string rules = "";
  std::string calls = "full";
  std::string resets = "1000000";
  std::string cpu = "-1";
  std::string tsc_hz = "";
};

[[noreturn]] void refuse(const std::string& what) {
  std::cerr << "kvm-mmu-replay: " << what << '\n';
  std::exit(kWrongUsage);
}

std::string* option_named(Options& options, std::string_view name) {
  if (name == "--layout") return &options.layout;
  if (name == "--strategy") return &options.strategy;
  if (name == "--state") return &options.state;
  if (name == "--retirement") return &options.retirement;
  if (name == "--guest") return &options.guest;
  if (name == "--phase") return &options.phase;
  if (name == "--path") return &options.path;
  if (name == "--scope") return &options.scope;
  if (name == "--rules") return &options.rules;
  if (name == "--calls") return &options.calls;
  if (name == "--resets") return &options.resets;
  if (name == "--cpu") return &options.cpu;
  if (name == "--tsc-hz") return &options.tsc_hz;
  return nullptr;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--help") {
      std::cout << kUsage;
      std::exit(0);
    }
    std::string* value = option_named(options, name);
    if (value == nullptr) refuse("unknown option " + std::string(name) + "; --help shows all");
    if (++i == argc) refuse(std::string(name) + " needs a value");
    *value = argv[i];
  }
  return options;
}

long number(const std::string& text, const char* what, long low, long high) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
    refuse(std::string(what) + " must be a whole number from " + std::to_string(low) + " to " +
           std::to_string(high) + ", not " + text);
  }
  return value;
}

template <class T>
auto found(const T& item, const char* kind, const std::string& name) {
  if (!item) refuse(std::string("unknown ") + kind + " " + name);
  return *item;
}

core::Subject make_subject(const Options& options) {
  core::Subject subject =
      core::usual_subject(found(core::find_layout(options.layout), "layout", options.layout));
  if (!options.phase.empty()) {
    subject.place.phase = static_cast<std::size_t>(number(options.phase, "--phase", 0, 56));
  }
  if (subject.place.phase % 8 != 0) refuse("--phase must be a multiple of 8, not " + options.phase);
  subject.path = found(core::find_path(options.path), "path", options.path);
  subject.scope = found(core::find_scope(options.scope), "scope", options.scope);
  if (!options.rules.empty()) {
    subject.compute = found(core::find_compute(options.rules), "rules", options.rules);
  }
  if (core::init_code(mmu::kFieldByField, subject) == nullptr) {
    refuse(options.layout + " has no room for the roles of " + options.rules);
  }
  const mmu::HostParameters usual;
  subject.host = core::host_parameters(subject.path, usual.physical_bits, usual.max_tdp_level);
  return subject;
}

bool calls_are_early(const Options& options) {
  if (options.calls == "full") return false;
  if (options.calls != "early") refuse("unknown calls " + options.calls);
  if (options.scope != "init") refuse("--calls early is for --scope init");
  return true;
}

// Calibrating takes most of a short run's instructions, which matters to those who count them.
double tsc_hz(const Options& options) {
  if (options.tsc_hz.empty()) return core::calibrate_clocks().tsc_hz;
  return static_cast<double>(number(options.tsc_hz, "--tsc-hz", 1'000'000, 1'000'000'000'000));
}

core::BankSpec make_spec(const Options& options) {
  const mmu::GuestMode mode =
      found(core::find_guest_mode(options.guest), "guest mode", options.guest);
  const mmu::Strategy* strategy = core::find_strategy(options.strategy);
  if (strategy == nullptr) refuse("unknown strategy " + options.strategy);
  const core::Cpu cpu = core::identify_cpu();
  const std::string unavailable = core::measuring_unavailable(cpu);
  if (!unavailable.empty()) refuse(unavailable);
  const std::string missing = core::missing_features(strategy->needs, cpu);
  if (!missing.empty()) refuse(options.strategy + " needs " + missing + ", which this CPU lacks");
  core::BankSpec spec{
      .job = {.subject = make_subject(options),
              .state = found(core::find_state(options.state), "state", options.state),
              .retirement = found(core::find_retirement(options.retirement), "retirement",
                                  options.retirement),
              .columns = {strategy},
              .injected_cycles = {},
              .draw_code = false,
              .schedule = {.rounds = 0,
                           .least_rounds = 0,
                           .budget_ns = 0,
                           .order = {},
                           .seed = 1,
                           .cpu = static_cast<int>(number(options.cpu, "--cpu", -1, 8191)),
                           .tsc_hz = tsc_hz(options)}},
      .states = {},
      .early = calls_are_early(options)};
  spec.states = core::bank_states(spec.job.subject, mode);
  return spec;
}

struct Totals {
  double ticks = 0;
  double resets = 0;
  bool reached = true;
};

// In jobs of bounded size, so that memory does not grow with the number of resets.
Totals replay(core::BankSpec spec, std::size_t resets) {
  constexpr std::size_t kMostRounds = 100'000;
  const std::size_t per_region = core::resets_per_region(spec.job.state, spec.job.subject.scope);
  const std::atomic<bool> cancelled = false;
  Totals totals;
  for (std::size_t rounds = (resets + per_region - 1) / per_region; rounds > 0;
       rounds -= spec.job.schedule.rounds) {
    spec.job.schedule.rounds = std::min(rounds, kMostRounds);
    spec.job.schedule.least_rounds = spec.job.schedule.rounds;
    spec.job.schedule.order.assign(spec.job.schedule.rounds, 0);
    const core::BankSamples samples = core::run_bank(spec, {cancelled, [](std::size_t) {}});
    for (const double region : samples.job.ticks) totals.ticks += region;
    totals.resets += static_cast<double>(samples.job.rounds * samples.resets_per_region);
    totals.reached = totals.reached && samples.job.check.reached;
  }
  return totals;
}

int run(const Options& options) {
  const core::BankSpec spec = make_spec(options);
  const auto resets =
      static_cast<std::size_t>(number(options.resets, "--resets", 1, 1'000'000'000'000));
  const Totals totals = replay(spec, resets);
  std::printf("%s %s %s %s %s: %.0f resets, %.2f ns each, state %s\n", options.layout.c_str(),
              options.strategy.c_str(), options.state.c_str(), options.retirement.c_str(),
              options.guest.c_str(), totals.resets,
              totals.ticks / spec.job.schedule.tsc_hz * 1e9 / totals.resets,
              totals.reached ? "reached" : "NOT reached");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 2 && std::string_view(argv[1]) == "--self-test") {
      return selftest::run(std::cout) ? 0 : 1;
    }
    return run(parse(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "kvm-mmu-replay: cannot measure: " << error.what() << '\n';
    return 1;
  }
}
