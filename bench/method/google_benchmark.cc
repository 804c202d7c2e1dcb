// The compiled strategies under Google Benchmark: the bank of core::run_bank in the hot state,
// overlapped, on layout v5.17 with an unpaged guest, but timed and repeated by somebody else's
// code. bench/method.ts compiles and runs it; Google Benchmark's own options work as well.

#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../native/core/bank_job.hpp"
#include "../../native/core/names.hpp"
#include "../../native/core/pin.hpp"
#include "../../native/core/timed_region.hpp"
#include "../../native/core/tsc.hpp"

namespace {

using namespace kvm_mmu_bench;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

constexpr std::string_view kLayout = "v5.17";
constexpr mmu::GuestMode kMode = mmu::GuestMode::kUnpaged;

// As core::run_bank has them in the hot state.
constexpr std::size_t kVcpus = 8;
constexpr std::size_t kPasses = 32;

enum class Loop { kOwn, kHarness };
// Drawn: vCPU blocks and code at new addresses in every repetition. Fixed: one draw of the blocks,
// and code where the linker put it.
enum class Placement { kDrawn, kFixed };

struct Options {
  int cpu = -1;
  std::uint64_t seed = 1;
  Loop loop = Loop::kOwn;
  Placement placement = Placement::kDrawn;
};

[[noreturn]] void refuse(const std::string& what) {
  std::cerr << "google_benchmark: " << what << '\n';
  std::exit(kWrongUsage);
}

template <class T>
T number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    refuse("not a number in range: " + std::string(text));
  }
  return value;
}

void parse_one(Options& options, std::string_view argument) {
  const std::size_t equals = argument.find('=');
  const std::string_view name = argument.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : argument.substr(equals + 1);
  if (name == "--cpu") {
    options.cpu = number<int>(value);
  } else if (name == "--seed") {
    options.seed = number<std::uint64_t>(value);
  } else if (argument == "--loop=own") {
    options.loop = Loop::kOwn;
  } else if (argument == "--loop=harness") {
    options.loop = Loop::kHarness;
  } else if (argument == "--placement=drawn") {
    options.placement = Placement::kDrawn;
  } else if (argument == "--placement=fixed") {
    options.placement = Placement::kFixed;
  } else {
    refuse("unknown option " + std::string(argument));
  }
}

core::Subject find_subject() {
  const auto layout = core::find_layout(kLayout);
  if (!layout) refuse("this build has no layout " + std::string(kLayout));
  return core::usual_subject(*layout);
}

class Cell {
 public:
  explicit Cell(const Options& options)
      : options_(options),
        subject_(find_subject()),
        random_(options.seed),
        states_(core::bank_states(subject_, kMode)),
        arena_(core::VcpuBank::arena_bytes(kVcpus, states_.size())),
        bank_(arena_, subject_, states_, kVcpus) {
    bank_.place(random_);
  }

  // Google Benchmark calls this for every repetition, and before the first to learn how many
  // iterations to make.
  void run(benchmark::State& state, const mmu::Strategy& strategy) {
    const mmu::ResetFn reset = prepare(strategy);
    reset_all(reset);
    if (options_.loop == Loop::kHarness) {
      for (auto _ : state) {
        core::time_bank(bank_.vcpus(), {.reset = reset, .delay = nullptr}, states_, 1, kPasses,
                        core::Retirement::kOverlapped);
      }
    } else {
      for (auto _ : state) reset_all(reset);
    }
    state.counters["resets_per_iteration"] = kVcpus * kPasses;
  }

 private:
  mmu::ResetFn prepare(const mmu::Strategy& strategy) {
    const mmu::RoleState& role = states_[0].role;
    const mmu::ResetFn linked =
        core::writes_code(strategy, subject_.place.layout, role.kind, role.mode).full;
    if (options_.placement == Placement::kFixed) {
      bank_.create();
      return linked;
    }
    bank_.place(random_);
    code_.emplace(core::movable_code({core::address_of(linked)}));
    code_->draw(random_);
    return code_->placed(linked);
  }

  // What a timed region of the harness does between its timers: all vCPUs begin and end in role
  // state 0. Written apart from it, so that an error in one of the two shows.
  [[gnu::noinline]] void reset_all(mmu::ResetFn reset) {
    for (std::size_t pass = 1; pass <= kPasses; ++pass) {
      const std::size_t state = pass & 1;
      for (const core::Vcpu& vcpu : bank_.vcpus()) {
        reset(vcpu.mmu, &states_[state].role, vcpu.image(state));
      }
    }
    core::drain_stores();
  }

  Options options_;
  core::Subject subject_;
  core::Random random_;
  std::array<core::GuestRole, 2> states_;
  core::Arena arena_;
  core::VcpuBank bank_;
  std::optional<core::CodeArena> code_;
};

// The baseline stands in twice, as in the harness.
void register_all(Cell& cell) {
  const core::Cpu cpu = core::identify_cpu();
  const auto add = [&cell](const mmu::Strategy& strategy, std::string_view suffix) {
    const std::string name = std::string(strategy.name) + std::string(suffix);
    benchmark::RegisterBenchmark(
        name.c_str(), [&cell, &strategy](benchmark::State& state) { cell.run(state, strategy); });
  };
  for (const mmu::Strategy* strategy : mmu::strategies()) {
    if (strategy->control && strategy != &mmu::kEmpty) continue;
    if (core::missing_features(strategy->needs, cpu).empty()) add(*strategy, "");
  }
  add(mmu::kFieldByField, "/again");
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  Options options;
  for (int i = 1; i < argc; ++i) parse_one(options, argv[i]);
  try {
    const core::PinResult pin = core::pin_this_thread(options.cpu);
    if (pin.cpu < 0) std::cerr << "google_benchmark: not pinned: " << pin.reason << '\n';
    Cell cell(options);
    register_all(cell);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
  } catch (const std::exception& error) {
    std::cerr << "google_benchmark: " << error.what() << '\n';
    return kFailed;
  }
}
