#include "self_test.hpp"

#include <array>
#include <ostream>

#include "../core/names.hpp"

namespace kvm_mmu_bench::selftest {

namespace {

struct Part {
  std::string_view name;
  void (*check)(Checks&);
};

constexpr std::array<Part, 6> kParts{{{"resets", check_resets},
                                      {"calls", check_calls},
                                      {"copies", check_copies},
                                      {"programs", check_programs},
                                      {"jobs", check_jobs},
                                      {"experiments", check_experiments}}};

}  // namespace

void Checks::expect(bool good, const std::string& what) {
  ++done_;
  if (good) return;
  ++failed_;
  out_ << "wrong: " << what << '\n';
}

std::vector<const mmu::Strategy*> runnable_strategies() {
  const core::Cpu cpu = core::identify_cpu();
  std::vector<const mmu::Strategy*> runnable;
  for (const mmu::Strategy* strategy : mmu::strategies()) {
    if (core::missing_features(strategy->needs, cpu).empty()) runnable.push_back(strategy);
  }
  return runnable;
}

core::Schedule rotating_schedule(std::size_t rounds, std::size_t columns) {
  core::Schedule schedule{.rounds = rounds,
                          .least_rounds = rounds,
                          .budget_ns = 1,
                          .order = {},
                          .seed = 1,
                          .cpu = -1,
                          .tsc_hz = 2.5e9};
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < columns; ++i) {
      schedule.order.push_back(static_cast<std::uint16_t>((round + i) % columns));
    }
  }
  return schedule;
}

core::JobControl undisturbed() {
  static const std::atomic<bool> kNever = false;
  return {kNever, [](std::size_t) {}};
}

bool run(std::ostream& out) {
  Checks checks(out);
  for (const Part& part : kParts) {
    const std::size_t before = checks.done();
    part.check(checks);
    out << part.name << ": " << checks.done() - before << " checks\n" << std::flush;
  }
  out << checks.done() << " checks, " << checks.failed() << " failed; "
      << runnable_strategies().size() << " of " << mmu::strategies().size()
      << " strategies run on this CPU\n";
  return checks.failed() == 0;
}

}  // namespace kvm_mmu_bench::selftest
