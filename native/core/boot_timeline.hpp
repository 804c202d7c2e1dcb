// Where along a boot its ticks go, by equal parts of its transitions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvm_mmu_bench::core {

class BootTimeline {
 public:
  // A part has as many entries as RSMs, whose costs differ; the last may have fewer.
  explicit BootTimeline(std::size_t transitions)
      : per_part_(2 * std::max<std::size_t>(1, ceiling(transitions, 2 * kMostParts))),
        ticks_(ceiling(transitions, per_part_)) {}

  std::size_t transitions_per_part() const { return per_part_; }
  const std::vector<double>& ticks() const { return ticks_; }

  void clear() { std::fill(ticks_.begin(), ticks_.end(), 0); }
  void add(std::size_t transition, std::uint64_t ticks) {
    ticks_[transition / per_part_] += static_cast<double>(ticks);
  }
  void add(const BootTimeline& other) {
    for (std::size_t i = 0; i < ticks_.size(); ++i) ticks_[i] += other.ticks_[i];
  }
  void divide(std::size_t boots) {
    for (double& part : ticks_) part /= static_cast<double>(boots);
  }
  double sum() const {
    double all = 0;
    for (const double part : ticks_) all += part;
    return all;
  }

 private:
  // As many as a chart shows.
  static constexpr std::size_t kMostParts = 64;

  static std::size_t ceiling(std::size_t count, std::size_t by) { return (count + by - 1) / by; }

  std::size_t per_part_;
  std::vector<double> ticks_;
};

}  // namespace kvm_mmu_bench::core
