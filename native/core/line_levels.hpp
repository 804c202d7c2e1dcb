// Where a line is at this moment: the time that one load of it takes tells how far it came.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cache_state.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

// From near to far. Each is where the cache state of the same index puts a line.
enum class Level : std::uint8_t { kFirst, kSecond, kLast, kMemory };

// In the order of Level.
inline constexpr std::array<std::string_view, 4> kLevelNames{"l1", "l2", "llc", "memory"};
static_assert(kLevelNames.size() == kCacheStates.size());

// Of single loads of lines known to be in a level, the ticks that they took beyond a load of a near
// line at the same moment; by level.
using LevelReadings = std::array<std::vector<double>, kLevelNames.size()>;

// Between a level and the next farther one.
struct LevelBound {
  // A load that took at most so many came from the nearer one.
  double extra_ticks;
  // Of known lines on either side, those that this bound misreads: the worse side's share, 0..1.
  double misread_share;
  // False where one load cannot tell the two levels apart, as with a counter that steps by several
  // latencies or a neighbour on the same core: they count as one.
  bool apart;
};

struct LevelThresholds {
  std::array<LevelBound, kLevelNames.size() - 1> bounds;

  // The level that a load came from; of levels that count as one, the nearest.
  Level level_of(double extra_ticks) const;
};

// No level may be without readings.
LevelThresholds thresholds_between(LevelReadings readings);

class LineLevels {
 public:
  // Times known lines in every state that the setter makes, for some milliseconds. Throws
  // std::bad_alloc.
  static LineLevels calibrate(const CacheStateSetter& setter, Random& random);

  // Loads the line: afterwards it is in the first level, and its neighbour may have come along. So
  // one look at one line is worth more than looks at several in a row.
  // line: the start of one, in memory whose whole page may be read.
  Level of(const std::byte* line) const;

  const LevelThresholds& thresholds() const { return thresholds_; }

 private:
  explicit LineLevels(const LevelThresholds& thresholds) : thresholds_(thresholds) {}

  LevelThresholds thresholds_;
};

}  // namespace kvm_mmu_bench::core
