// An arm of an experiment: one way of making a reset, of what surrounds it, and of timing it. Two
// arms that differ in one member are a contrast.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "../../mmu/consumers/consumers.hpp"
#include "../bank_job.hpp"

namespace kvm_mmu_bench::core {

// Where a reset finds its lines, or what happened since the one before.
enum class Setting {
  kHot,
  kL1Evicted,
  kL2Evicted,
  kDram,
  kRemote,
  kManyPages,
  kFewPages,
  kReads,
  kWrites,
  kKvmExit,
  kCpuidExit,
};

struct SettingInfo {
  std::string_view name;
  std::string_view description;
};

// In the order of Setting.
inline constexpr std::array<SettingInfo, 11> kSettings{{
    {"hot", "modified in the first-level cache"},
    {"l1-evicted", "dirty in the second-level cache"},
    {"l2-evicted", "in the last-level cache, as far as the host leaves room there"},
    {"dram", "flushed to memory"},
    {"remote", "dirty in the cache of another core"},
    {"many-pages", "after a line of each of 12288 pages was read: no translation is left"},
    {"few-pages", "after as many lines of 192 pages were read: as many lines, few translations"},
    {"reads", "after a guest read so many bytes, page by page in random order"},
    {"writes", "after a guest wrote so many bytes, page by page in random order"},
    {"kvm-exit", "after a real guest ran and exited to this process"},
    {"cpuid-exit", "after a trapping instruction exited to the hypervisor"},
}};

// How an arm is timed.
enum class Reading {
  kRegion,       // one timed region over all resets
  kEach,         // every reset on its own between fences; what surrounds it may be in it
  kTraced,       // as a tracer would: the sum of what two rdtsc around each reset say
  kTracedTotal,  // what the region of these traced resets takes altogether
};

// In the order of Reading.
inline constexpr std::array<std::string_view, 4> kReadings{"region", "each", "traced",
                                                           "traced-total"};

// Which of two handlers a rewriting consumer stores.
enum class Targets { kSame, kAlternating, kRandom };

// In the order of Targets.
inline constexpr std::array<std::string_view, 3> kTargets{"same", "alternating", "random"};

inline constexpr std::uint32_t kAllLines = ~0u;
inline constexpr std::size_t kMostQueuedMisses = 256;
inline constexpr std::size_t kMostTouchedBytes = std::size_t{1} << 30;

struct Arm {
  Subject subject;
  mmu::GuestMode guest;
  bool early;
  const mmu::Strategy* strategy;
  // In place of the strategy's code so many plain stores; 0: the strategy's.
  std::size_t stores;
  Retirement retirement;

  Setting setting;
  // Which of the struct's lines it is for, as bits; the others are hot.
  std::uint32_t lines;
  // Of settings that touch memory.
  std::size_t bytes;

  // Blocks, resets of each in one region, and regions in one sample.
  std::size_t vcpus;
  std::size_t passes;
  std::size_t repeats;
  Reading reading;

  // Blocks on 4-KiB pages instead of huge ones.
  bool small_pages;
  // Bytes from the struct to the image of its role, modulo 4096; none: half a page and a bit.
  std::optional<std::size_t> image_distance;

  // Reading kEach: stores to lines in memory just before the reset, whatever waits for them.
  std::size_t queued_misses;
  // And afterwards, at once or with the store buffer empty.
  const mmu::Consumer* consumer;
  bool gap;
  // The pointer that it reads or calls: bytes from the struct's start.
  std::size_t pointer;
  // Of consumers that rewrite get_guest_pgd.
  Targets targets;

  // Core cycles of delay after each reset: a known difference. 0: no delay, and no code for one.
  std::size_t delay_cycles;

  std::size_t resets() const { return vcpus * passes * repeats; }
};

}  // namespace kvm_mmu_bench::core
