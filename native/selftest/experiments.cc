// Jobs of the lab: every setting, reading, consumer and pointer target, and copies at every offset.

#include <array>

#include "../core/lab/copy_job.hpp"
#include "../core/lab/lab_job.hpp"
#include "../core/lab/store_runs.hpp"
#include "../core/lab/surroundings.hpp"
#include "../core/names.hpp"
#include "../core/pin.hpp"
#include "../core/slide.hpp"
#include "self_test.hpp"

namespace kvm_mmu_bench::selftest {

namespace {

constexpr std::size_t kRounds = 2;

core::Arm usual_arm(core::Setting setting) {
  const core::Subject subject = core::usual_subject(0);
  return {.subject = subject,
          .guest = mmu::GuestMode::kUnpaged,
          .early = false,
          .strategy = &mmu::kFieldByField,
          .stores = 0,
          .retirement = core::Retirement::kOverlapped,
          .setting = setting,
          .lines = core::kAllLines,
          .bytes = 3 * 4096 + 1,
          .vcpus = 3,
          .passes = 1,
          .repeats = 2,
          .reading = core::Reading::kRegion,
          .small_pages = false,
          .image_distance = std::nullopt,
          .queued_misses = 0,
          .consumer = &mmu::consumers()[0],
          .gap = false,
          .pointer = subject.place.info().fields[0].offset,
          .targets = core::Targets::kSame,
          .delay_cycles = 0};
}

std::size_t offset_of_get_guest_pgd() {
  for (const mmu::Field& field : core::usual_subject(0).place.info().fields) {
    if (std::string_view(field.name) == "get_guest_pgd") return field.offset;
  }
  return 0;
}

// Every setting with every reading that it can have, and what a region alone can have.
std::vector<core::Arm> arms_of_settings(std::span<const int> cpus) {
  std::vector<core::Arm> arms;
  for (std::size_t i = 0; i < core::kSettings.size(); ++i) {
    const auto setting = static_cast<core::Setting>(i);
    if (!core::setting_unavailable(setting, cpus).empty()) continue;
    for (std::size_t reading = 0; reading < core::kReadings.size(); ++reading) {
      core::Arm arm = usual_arm(setting);
      arm.reading = static_cast<core::Reading>(reading);
      arms.push_back(arm);
    }
    core::Arm early = usual_arm(setting);
    early.subject.scope = core::Scope::kInit;
    early.early = true;
    early.small_pages = true;
    early.delay_cycles = core::kMostSlideCycles;
    arms.push_back(early);
    core::Arm stores = usual_arm(setting);
    stores.stores = core::kMostStores;
    stores.passes = 5;
    stores.lines = 1;
    stores.image_distance = 4096 - 8;
    arms.push_back(stores);
  }
  return arms;
}

std::vector<core::Arm> arms_of_consumers() {
  const core::Cpu cpu = core::identify_cpu();
  std::vector<core::Arm> arms;
  for (const mmu::Consumer& consumer : mmu::consumers()) {
    if (consumer.consume == nullptr || !core::missing_features(consumer.needs, cpu).empty()) {
      continue;
    }
    for (std::size_t targets = 0; targets < core::kTargets.size(); ++targets) {
      core::Arm arm = usual_arm(core::Setting::kHot);
      arm.reading = core::Reading::kEach;
      arm.consumer = &consumer;
      arm.pointer = offset_of_get_guest_pgd();
      arm.targets = static_cast<core::Targets>(targets);
      arm.gap = targets == 1;
      arm.queued_misses = targets == 2 ? core::kMostQueuedMisses : 0;
      arms.push_back(arm);
    }
  }
  return arms;
}

void check_lab(Checks& checks, std::vector<core::Arm> arms, std::vector<int> cpus) {
  const std::size_t columns = arms.size();
  const core::LabSpec spec{.arms = std::move(arms),
                           .schedule = rotating_schedule(kRounds, columns),
                           .cpus = std::move(cpus)};
  const core::LabSamples samples = core::run_lab(spec, undisturbed());
  checks.expect(samples.rounds == kRounds && samples.arms.size() == columns,
                "an experiment is not complete");
}

void check_copy_jobs(Checks& checks) {
  const core::Cpu cpu = core::identify_cpu();
  std::vector<core::CopyArm> arms{{nullptr, 0, 0, 0}};
  for (const mmu::CopyRoutine& routine : mmu::copy_routines()) {
    if (!core::missing_features(routine.needs, cpu).empty()) continue;
    for (const std::size_t bytes : std::array<std::size_t, 3>{0, 63, core::kMostCopiedBytes}) {
      for (const std::size_t offset : std::array<std::size_t, 3>{0, 1, 63})
        arms.push_back({&routine, bytes, offset, 63 - offset});
    }
  }
  const core::Schedule schedule = rotating_schedule(kRounds, arms.size());
  const core::CopySamples samples = core::run_copies(arms, schedule, undisturbed());
  checks.expect(samples.rounds == kRounds, "a job of copies is not complete");
}

}  // namespace

void check_experiments(Checks& checks) {
  const std::vector<int> cpus = core::allowed_cpus();
  check_lab(checks, arms_of_settings(cpus), cpus);
  check_lab(checks, arms_of_consumers(), cpus);
  check_copy_jobs(checks);
}

}  // namespace kvm_mmu_bench::selftest
