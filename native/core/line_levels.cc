#include "line_levels.hpp"

#include <algorithm>
#include <utility>

#include "../mmu/types.hpp"
#include "arena.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// A bound that misreads more of either side than this does not tell them apart.
constexpr double kMostMisread = 0.2;

constexpr std::size_t kLinesPerPage = kPageBytes / mmu::kCacheLineBytes;

void read(const std::byte* address) {
  asm volatile("" ::"r"(*reinterpret_cast<const volatile std::uint64_t*>(address)));
}

// Never inlined, so that every load is timed by the same instructions.
[[gnu::noinline]] std::uint64_t ticks_of_load(const std::byte* line) {
  const std::uint64_t begin = ticks_begin();
  read(line);
  return ticks_end() - begin;
}

// Ticks of loading the line, beyond those of a near one at the same clock and with the same timer.
// What else the load would wait for is brought near first: the page's translation, by a line half a
// page away, and the timing code, by a load that does not count.
double extra_ticks(const std::byte* line) {
  constexpr int kNearLoads = 4;
  const std::uint64_t word = 0;
  const auto* near = reinterpret_cast<const std::byte*>(&word);
  read(reinterpret_cast<const std::byte*>(reinterpret_cast<std::uintptr_t>(line) ^ kPageBytes / 2));
  ticks_of_load(near);
  std::uint64_t near_ticks = 0;
  for (int i = 0; i < kNearLoads; ++i) near_ticks += ticks_of_load(near);
  return static_cast<double>(ticks_of_load(line)) - static_cast<double>(near_ticks) / kNearLoads;
}

// Of ascending readings, the share above a bound.
double share_above(std::span<const double> readings, double bound) {
  const auto above = std::upper_bound(readings.begin(), readings.end(), bound);
  return static_cast<double>(readings.end() - above) / static_cast<double>(readings.size());
}

double median_of(std::span<const double> readings) { return readings[readings.size() / 2]; }

// Midway: as far as can be from both, should the clock or a neighbour on the core change.
LevelBound bound_between(std::span<const double> nearer, std::span<const double> farther) {
  const double midway = (median_of(nearer) + median_of(farther)) / 2;
  const double misread = std::max(share_above(nearer, midway), 1 - share_above(farther, midway));
  return {.extra_ticks = midway, .misread_share = misread, .apart = misread <= kMostMisread};
}

// Lines for which the host left no room in the last-level cache were in memory after all: those
// that took as long as all but the quickest tenth of memory's. Where hardly others are left, the
// last level is not known apart from memory.
void set_aside_memory(std::vector<double>& last, std::span<const double> memory) {
  const double quick = memory[memory.size() / 10];
  const auto end = std::lower_bound(last.begin(), last.end(), quick);
  const auto nearer = static_cast<std::size_t>(end - last.begin());
  const auto fewest = kMostMisread * static_cast<double>(last.size());
  if (static_cast<double>(nearer) > fewest) last.resize(nearer);
}

// One line in each page, so that no load of one brings another, and each page's at another offset:
// whatever sets a first level has, no set gets more than a few.
std::vector<std::byte*> lonely_lines(const Arena& arena, Random& random) {
  std::vector<std::byte*> lines;
  const std::size_t rotation = random.below(kLinesPerPage);
  for (std::size_t page = 0; page < kLinesPerPage; ++page) {
    const std::size_t line = (page + rotation) % kLinesPerPage;
    lines.push_back(arena.data() + page * kPageBytes + line * mmu::kCacheLineBytes);
  }
  return lines;
}

// Where another thread shares the core, a line does not stay long in the first level: there, few
// are put at a time.
void append_readings(std::vector<double>& readings, const CacheStateSetter& setter,
                     CacheState state, std::span<std::byte* const> lines) {
  // The first time, lines may come from memory; the state is that of lines in use.
  setter.set(state, lines);
  const std::size_t at_a_time = state == CacheState::kHot ? 4 : lines.size();
  for (std::size_t at = 0; at < lines.size(); at += at_a_time) {
    const auto some = lines.subspan(at, at_a_time);
    setter.set(state, some);
    for (const std::byte* line : some) readings.push_back(extra_ticks(line));
  }
}

}  // namespace

Level LevelThresholds::level_of(double extra_ticks) const {
  std::size_t nearest = 0;
  for (std::size_t level = 0; level < bounds.size(); ++level) {
    if (!bounds[level].apart) continue;
    if (extra_ticks <= bounds[level].extra_ticks) break;
    nearest = level + 1;
  }
  return static_cast<Level>(nearest);
}

LevelThresholds thresholds_between(LevelReadings readings) {
  for (std::vector<double>& known : readings) std::sort(known.begin(), known.end());
  set_aside_memory(readings[2], readings[3]);
  LevelThresholds thresholds{};
  for (std::size_t level = 1; level < readings.size(); ++level) {
    thresholds.bounds[level - 1] = bound_between(readings[level - 1], readings[level]);
  }
  return thresholds;
}

// Level by level in every round, so that a clock that changes meanwhile changes them all.
LineLevels LineLevels::calibrate(const CacheStateSetter& setter, Random& random) {
  constexpr std::size_t kRounds = 16;
  const Arena arena(kLinesPerPage * kPageBytes);
  std::vector<std::byte*> lines = lonely_lines(arena, random);
  LevelReadings readings;
  for (std::size_t round = 0; round < kRounds; ++round) {
    random.shuffle(std::span(lines));
    for (std::size_t level = 0; level < readings.size(); ++level) {
      append_readings(readings[level], setter, static_cast<CacheState>(level), lines);
    }
  }
  return LineLevels(thresholds_between(std::move(readings)));
}

Level LineLevels::of(const std::byte* line) const {
  return thresholds_.level_of(extra_ticks(line));
}

}  // namespace kvm_mmu_bench::core
