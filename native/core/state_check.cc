#include "state_check.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Ticks of loading the lines one after the other. The address of each depends on the value of the
// one before by an `and` with zero, which no CPU sees through: a cycle a line more than the loads
// themselves.
[[gnu::noinline]] std::uint64_t chase(std::span<std::byte* const> lines) {
  const std::uint64_t begin = ticks_begin();
  std::uint64_t previous = 0;
  for (const std::byte* line : lines) {
    asm volatile("mov (%[line],%[previous]), %[previous]\n\tand $0, %[previous]"
                 : [previous] "+r"(previous)
                 : [line] "r"(line)
                 : "memory");
  }
  asm volatile("" ::"r"(previous));
  return ticks_end() - begin;
}

// The list itself must not miss in the timed region.
void read_list(std::span<std::byte* const> lines) {
  for (std::byte* const& line : lines) asm volatile("" ::"r"(line));
}

// What a chase over no lines takes: with few near lines it would be a good part of the reading.
std::uint64_t empty_chase() {
  std::uint64_t least = ~std::uint64_t{0};
  for (int attempt = 0; attempt < 100; ++attempt) least = std::min(least, chase({}));
  return least;
}

double ns_per_line(std::uint64_t ticks, std::size_t lines, double ticks_per_ns) {
  const std::uint64_t overhead = empty_chase();
  const std::uint64_t net = ticks > overhead ? ticks - overhead : 0;
  return static_cast<double>(net) / ticks_per_ns / static_cast<double>(lines);
}

// Every stride-th line of an arena's beginning, in random order so that no prefetcher follows.
std::vector<std::byte*> reference_lines(const Arena& arena, std::size_t bytes, std::size_t stride,
                                        Random& random) {
  std::vector<std::byte*> lines;
  for (std::size_t at = 0; at + stride <= std::min(bytes, arena.size()); at += stride) {
    lines.push_back(arena.data() + at);
  }
  random.shuffle(std::span(lines));
  return lines;
}

// Best of several: a disturbance only ever adds.
template <class Prepare>
double best_latency(std::span<std::byte* const> lines, double ticks_per_ns, Prepare prepare) {
  std::uint64_t best = ~std::uint64_t{0};
  for (int attempt = 0; attempt < 5; ++attempt) {
    prepare();
    read_list(lines);
    best = std::min(best, chase(lines));
  }
  return ns_per_line(best, lines.size(), ticks_per_ns);
}

// Bounds halfway, on a logarithmic scale, between what neighbouring levels cost.
bool is_reached(CacheState state, double latency, const LevelLatencies& levels) {
  constexpr double kApart = 1.5;
  const double square = latency * latency;
  switch (state) {
    case CacheState::kHot:
      return square < levels.l1_ns * levels.l2_ns;
    case CacheState::kL1Evicted:
      return square > levels.l1_ns * levels.l2_ns && square < levels.l2_ns * levels.dram_ns &&
             latency < 2 * levels.l2_ns;
    case CacheState::kL2Evicted:
      return latency > kApart * levels.l2_ns && latency * kApart < levels.dram_ns;
    case CacheState::kDram:
      return latency * kApart > levels.dram_ns;
  }
  return false;
}

StateCheck references(CacheState state, const LevelLatencies& levels) {
  StateCheck check{};
  switch (state) {
    case CacheState::kHot:
      check.reference_ns = levels.l1_ns;
      check.farther_ns = levels.l2_ns;
      break;
    case CacheState::kL1Evicted:
      check.reference_ns = levels.l2_ns;
      check.nearer_ns = levels.l1_ns;
      check.farther_ns = levels.dram_ns;
      break;
    case CacheState::kL2Evicted:
      check.nearer_ns = levels.l2_ns;
      check.farther_ns = levels.dram_ns;
      break;
    case CacheState::kDram:
      check.reference_ns = levels.dram_ns;
      check.nearer_ns = levels.l2_ns;
      break;
  }
  return check;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

double mean_load_ns(std::span<std::byte* const> lines, double ticks_per_ns) {
  read_list(lines);
  return ns_per_line(chase(lines), lines.size(), ticks_per_ns);
}

std::vector<std::byte*> one_of_each_pair(std::span<std::byte* const> lines, std::size_t parity) {
  std::vector<std::byte*> chosen;
  for (std::byte* line : lines) {
    if (reinterpret_cast<std::uintptr_t>(line) / mmu::kCacheLineBytes % 2 == parity) {
      chosen.push_back(line);
    }
  }
  return chosen;
}

LevelLatencies measure_levels(const CacheStateSetter& setter, Random& random, double ticks_per_ns) {
  const Arena arena(8 << 20);
  const auto few = reference_lines(arena, setter.l1_bytes() / 8, 64, random);
  const auto l2 = reference_lines(arena, 4 * setter.l1_bytes(), 64, random);
  const auto spread = reference_lines(arena, arena.size(), 4096 + 128, random);
  LevelLatencies levels{};
  levels.l1_ns = best_latency(few, ticks_per_ns, [&] { chase(few); });
  levels.l2_ns = best_latency(l2, ticks_per_ns, [&] { chase(l2); });
  levels.dram_ns =
      best_latency(spread, ticks_per_ns, [&] { setter.set(CacheState::kDram, spread); });
  return levels;
}

StateCheck check_state(BlockBank& bank, CacheState state, const CacheStateSetter& setter,
                       const LevelLatencies& levels, Random& random, double ticks_per_ns) {
  constexpr int kPlacements = 4;
  std::vector<double> latencies;
  std::size_t reached = 0;
  for (int placement = 0; placement < kPlacements; ++placement) {
    bank.place(random);
    for (std::size_t parity = 0; parity < 2; ++parity) {
      std::vector<std::byte*> lines = one_of_each_pair(bank.struct_lines(), parity);
      random.shuffle(std::span(lines));
      setter.set(state, bank.all_lines());
      // Lines of a new placement come from memory; the state is that of lines in use.
      chase(lines);
      setter.set(state, bank.all_lines());
      for (std::size_t at = 0; at < lines.size(); at += kLinesPerGroup) {
        const auto group =
            std::span(lines).subspan(at, std::min(kLinesPerGroup, lines.size() - at));
        latencies.push_back(mean_load_ns(group, ticks_per_ns));
        reached += is_reached(state, latencies.back(), levels) ? 1 : 0;
      }
    }
  }
  StateCheck check = references(state, levels);
  // The median: one disturbed group must not condemn a state, one lucky one not save it.
  check.load_latency_ns = median(latencies);
  check.reached = is_reached(state, check.load_latency_ns, levels);
  check.reached_share = static_cast<double>(reached) / static_cast<double>(latencies.size());
  return check;
}

}  // namespace kvm_mmu_bench::core
