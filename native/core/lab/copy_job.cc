#include "copy_job.hpp"

#include <span>

#include "../arena.hpp"
#include "../pin.hpp"
#include "../tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Few enough that sources and destinations of the largest copies stay in a first-level cache.
constexpr std::size_t kPlaces = 2;
constexpr std::size_t kPlaceBytes = 2 * kMostCopiedBytes;
constexpr std::size_t kLine = 64;

struct Copy {
  std::byte* to;
  const std::byte* from;
};

void copy_nothing(std::byte*, const std::byte*, std::size_t) {}

[[gnu::noinline]] std::uint64_t time_copies(std::span<const Copy> copies, mmu::CopyFn copy,
                                            std::size_t bytes) {
  const std::uint64_t begin = ticks_begin();
  for (const Copy& each : copies) copy(each.to, each.from, bytes);
  drain_stores();
  return ticks_end() - begin;
}

// Sources half a page from their destinations, so that no load is taken for one of a store's.
class CopyPlaces {
 public:
  void draw(Random& random) {
    for (std::size_t& place : lines_) place = random.below(kPageBytes / kLine);
  }

  std::vector<Copy> copies(const CopyArm& arm) const {
    std::vector<Copy> all;
    for (std::size_t i = 0; i < kCopiesPerSample; ++i) {
      const std::size_t place = i % kPlaces;
      std::byte* base = arena_.data() + place * 2 * kSlotBytes + lines_[place] * kLine;
      all.push_back({.to = base + arm.to_offset,
                     .from = base + kSlotBytes + kPageBytes / 2 + arm.from_offset});
    }
    return all;
  }

 private:
  static constexpr std::size_t kSlotBytes = kPlaceBytes + kPageBytes;

  Arena arena_{kPlaces * 2 * (kSlotBytes + kPageBytes)};
  std::array<std::size_t, kPlaces> lines_{};
};

}  // namespace

CopySamples run_copies(const std::vector<CopyArm>& arms, const Schedule& schedule,
                       const JobControl& control) {
  CopySamples samples{};
  samples.pinned_cpu = pin_this_thread(schedule.cpu).cpu;
  Random random(schedule.seed);
  CopyPlaces places;
  const auto measure = [&](std::size_t column) {
    const CopyArm& arm = arms[column];
    const mmu::CopyFn copy = arm.routine == nullptr ? copy_nothing : arm.routine->copy;
    const std::vector<Copy> copies = places.copies(arm);
    time_copies(copies, copy, arm.bytes);
    return time_copies(copies, copy, arm.bytes);
  };
  RoundRunner runner(schedule, arms.size(), random);
  static_cast<RoundSamples&>(samples) = runner.run(
      control, [&] { places.draw(random); }, measure);
  return samples;
}

}  // namespace kvm_mmu_bench::core
