#include "bank_job.hpp"

#include "timed_region.hpp"

namespace kvm_mmu_bench::core {

namespace {

struct Region {
  std::size_t vcpus;
  std::size_t passes;
};

// Hot blocks stay hot, so few of them (with their images a quarter of a 32-KiB cache) are passed
// over many times; an evicted block is good for one reset, so there are many.
Region region_of(CacheState state) {
  return state == CacheState::kHot ? Region{8, 32} : Region{64, 1};
}

}  // namespace

std::size_t resets_per_region(CacheState state) {
  const Region region = region_of(state);
  return region.vcpus * region.passes;
}

BankSamples run_bank(const BankSpec& spec, const JobControl& control) {
  const Region region = region_of(spec.job.state);
  Workbench bench(spec.job, spec.states, region.vcpus);
  const bool injected = !spec.job.injected_cycles.empty();
  const SlideArena slides(spec.job.injected_cycles);
  // All vCPUs stand in state 0 when a region begins: its first pass moves them to state 1.
  constexpr std::size_t kFirstState = 1;
  const auto measure = [&](std::size_t column) {
    const BankCode code{.reset = bench.code(column, spec.states[0].mode),
                        .delay = injected ? slides.slide(column) : nullptr};
    const Vcpu spare = bench.spare();
    bench.bank().create();
    bench.set_state();
    time_bank({&spare, 1}, code, spec.states, kFirstState, 2, spec.job.retirement);
    warm(bench.bank().vcpus());
    return time_bank(bench.bank().vcpus(), code, spec.states, kFirstState, region.passes,
                     spec.job.retirement);
  };
  // The first region after a draw finds lines that have been in memory, not in the last-level
  // cache.
  const auto settle = [&] {
    if (spec.job.state == CacheState::kL2Evicted) measure(0);
  };
  return {.job = bench.run(control, measure, settle),
          .vcpus = region.vcpus,
          .resets_per_region = resets_per_region(spec.job.state)};
}

mmu::GuestRegisters typical_registers(mmu::GuestMode mode, bool smm) {
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
