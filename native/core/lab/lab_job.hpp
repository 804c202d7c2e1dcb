// Lab: arms of an experiment, measured in turn within every round.
#pragma once

#include "arm.hpp"

namespace kvm_mmu_bench::core {

struct LabSpec {
  std::vector<Arm> arms;
  Schedule schedule;
  // What a second thread may run on.
  std::vector<int> cpus;
};

struct ArmFacts {
  std::size_t resets;
  // Of the struct's chosen lines, as the setting leaves them.
  double load_latency_ns;
  // What making the setting once takes: the whole exit, the guest's work.
  double setting_ns;
};

struct LabSamples : RoundSamples {
  // By arm.
  std::vector<ArmFacts> arms;
  // Of a real guest: instructions of its ten a turn that KVM interpreted.
  std::optional<double> interpreted_per_exit;
  double huge_page_share;
  int pinned_cpu;
};

// Throws std::bad_alloc, std::runtime_error (a setting that cannot be made), std::system_error.
LabSamples run_lab(const LabSpec& spec, const JobControl& control);

}  // namespace kvm_mmu_bench::core
