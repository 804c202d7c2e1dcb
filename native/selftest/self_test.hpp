// The core's own test, for where no JavaScript runs: under sanitizers, valgrind or gdb. It looks at
// memory and at results, not at times.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "../core/rounds.hpp"
#include "../mmu/strategy.hpp"

namespace kvm_mmu_bench::selftest {

// Counts what was looked at, and says what is wrong.
class Checks {
 public:
  explicit Checks(std::ostream& out) : out_(out) {}

  void expect(bool good, const std::string& what);
  std::size_t done() const { return done_; }
  std::size_t failed() const { return failed_; }

 private:
  std::ostream& out_;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
};

// The strategies that this CPU can run.
std::vector<const mmu::Strategy*> runnable_strategies();

// So many rounds of all columns, each a place further on in the next round.
core::Schedule rotating_schedule(std::size_t rounds, std::size_t columns);

// A job that nobody cancels or watches.
core::JobControl undisturbed();

// Every strategy's stores, with nothing but the struct, its image and its state to touch.
void check_resets(Checks& checks);
// The same of whole calls, with nothing but a vCPU, its template and its host.
void check_calls(Checks& checks);
// Every copy routine, copier and kind of step, likewise.
void check_copies(Checks& checks);
void check_programs(Checks& checks);
// Every kind of job, state, setting and reading, for a few rounds.
void check_jobs(Checks& checks);
void check_experiments(Checks& checks);

// Says what was found; false: something is wrong.
bool run(std::ostream& out);

}  // namespace kvm_mmu_bench::selftest
