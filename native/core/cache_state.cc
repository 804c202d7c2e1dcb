#include "cache_state.hpp"

#include <cstdint>

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = 64;

// Where neither sysfs nor CPUID tells; the state check will say if it was wrong.
const Cache kAssumedL1{1, "data", 32 << 10, 8, 64, kLine};
const Cache kAssumedL2{2, "unified", 1 << 20, 16, 1024, kLine};

Cache level_or(std::span<const Cache> caches, int level, const Cache& assumed) {
  const Cache* found = data_cache(caches, level);
  return found != nullptr && found->size_bytes != 0 && found->ways != 0 ? *found : assumed;
}

void load(const std::byte* address) {
  std::uint64_t value;
  asm volatile("mov %1, %0" : "=r"(value) : "m"(*reinterpret_cast<const std::uint64_t*>(address)));
}

// Twice the ways are too few where replacement is not true LRU, and three times the capacity of a
// physically indexed cache leaves hardly a set uncovered whatever the page mapping is.
constexpr std::size_t kSweepFactor = 3;

}  // namespace

void touch_line(std::byte* address) {
  auto* word = reinterpret_cast<std::uint64_t*>(address);
  std::uint64_t value;
  asm volatile("mov %1, %0\n\tmov %0, %1" : "=&r"(value), "+m"(*word));
}

CacheStateSetter::CacheStateSetter(const Cpu& cpu, std::span<const Cache> caches)
    : l1_(level_or(caches, 1, kAssumedL1)),
      l2_(level_or(caches, 2, kAssumedL2)),
      flush_opt_(cpu.has("clflushopt")),
      conflicts_(kSweepFactor * l2_.size_bytes) {}

void CacheStateSetter::set(CacheState state, std::span<std::byte* const> lines) const {
  if (state != CacheState::kDram) {
    for (std::byte* line : lines) touch_line(line);
  }
  switch (state) {
    case CacheState::kHot:
      break;
    case CacheState::kL1Evicted:
      evict_from_l1(lines);
      break;
    case CacheState::kL2Evicted:
      sweep();
      break;
    case CacheState::kDram:
      flush(lines);
      break;
  }
  drain_stores();
}

std::string_view CacheStateSetter::method(CacheState state) const {
  switch (state) {
    case CacheState::kHot:
      return "written before use";
    case CacheState::kL1Evicted:
      return "conflicting lines";
    case CacheState::kL2Evicted:
      return "sweep over three times the second-level cache";
    case CacheState::kDram:
      return flush_opt_ ? "clflushopt" : "clflush";
  }
  return "";
}

// Loads lines of the same sets, way by way. The first level is indexed by the page offset, or by
// bits that a huge page keeps.
void CacheStateSetter::evict_from_l1(std::span<std::byte* const> lines) const {
  constexpr std::size_t kMostSets = 4096;
  constexpr int kPasses = 2;
  const std::size_t sets = l1_.size_bytes / l1_.ways / kLine;
  const std::size_t way_bytes = sets * kLine;
  std::bitset<kMostSets> wanted;
  for (const std::byte* line : lines) {
    wanted.set(reinterpret_cast<std::uintptr_t>(line) / kLine % sets % kMostSets);
  }
  for (int pass = 0; pass < kPasses; ++pass) {
    for (std::size_t way = 0; way < 2 * l1_.ways; ++way) {
      for (std::size_t index = 0; index < sets; ++index) {
        if (wanted.test(index)) load(conflicts_.data() + way * way_bytes + index * kLine);
      }
    }
  }
}

void CacheStateSetter::sweep() const {
  for (std::size_t at = 0; at < conflicts_.size(); at += kLine) load(conflicts_.data() + at);
}

void CacheStateSetter::flush(std::span<std::byte* const> lines) const {
  for (std::byte* line : lines) {
    if (flush_opt_) {
      asm volatile("clflushopt %0" : "+m"(*line));
    } else {
      asm volatile("clflush %0" : "+m"(*line));
    }
  }
}

}  // namespace kvm_mmu_bench::core
