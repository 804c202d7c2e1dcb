// The guest of a recorded boot: what it touches between two transitions, inside SMM and out of it.
#pragma once

#include <span>
#include <vector>

#include "footprint.hpp"

namespace kvm_mmu_bench::core {

class BootGuest {
 public:
  // before: what was touched before each transition; entries and RSMs in turn, entry first.
  // Throws std::bad_alloc.
  explicit BootGuest(std::span<const GuestFootprint> before);

  void draw(Random& random);

  // The guest's work before this transition, or before an RSM the handler's.
  void touch_before(std::size_t transition) const;

  static bool is_entry(std::size_t transition) { return transition % 2 == 0; }
  bool runs_code() const { return outside_.runs_code() && inside_.runs_code(); }

 private:
  std::vector<GuestFootprint> before_;
  Footprint outside_;
  Footprint inside_;
};

}  // namespace kvm_mmu_bench::core
