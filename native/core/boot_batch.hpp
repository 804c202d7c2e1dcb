// Whole boots in a row without a timer inside: what an outer runner such as benny times.
#pragma once

#include <cstddef>
#include <vector>

#include "boot_job.hpp"

namespace kvm_mmu_bench::core {

class BootBatch {
 public:
  BootBatch(const Subject& subject, const mmu::Strategy& strategy, BootScript script,
            std::size_t boots);
  // resets_ points into script_, bank_ at arena_ and subject_.
  BootBatch(const BootBatch&) = delete;
  BootBatch& operator=(const BootBatch&) = delete;

  // Replays the boots on one hot vCPU block; the number of full resets made.
  std::size_t run();

  // Ticks of each of `repeats` runs, on the calling thread, which gets pinned.
  std::vector<double> time(std::size_t repeats, int cpu);

 private:
  Subject subject_;
  BootScript script_;
  std::size_t boots_;
  Arena arena_;
  VcpuBank bank_;
  std::vector<BootReset> resets_;
};

}  // namespace kvm_mmu_bench::core
