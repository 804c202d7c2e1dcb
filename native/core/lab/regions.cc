#include "regions.hpp"

#include <numeric>

#include "../tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Compiled for each way of retiring, so that no test of it runs in the timed part.
template <class Call, Retirement kRetirement, bool kGap, bool kDelayed>
[[gnu::noinline]] std::uint64_t each_ticks(std::span<const Vcpu> vcpus, Call call,
                                           const Around& around) {
  const auto [queue, queue_lines, queued, consume, context, gap, delay] = around;
  std::byte* lines = queue_lines;
  std::uint64_t ticks = 0;
  std::size_t number = 0;
  for (const Vcpu& vcpu : vcpus) {
    const std::uint64_t begin = ticks_begin();
    queue(lines, queued);
    call(vcpu);
    if constexpr (kGap) drain_stores();
    consume(vcpu.mmu, context, number);
    if constexpr (kRetirement == Retirement::kDrained) drain_stores();
    if constexpr (kDelayed) run_fenced(delay);
    ticks += ticks_end() - begin;
    drain_stores();
    lines += queued * kQueueStride;
    ++number;
  }
  return ticks;
}

template <class Call, Retirement kRetirement>
auto each_ticks_for(const Around& around) {
  if (around.gap) {
    return around.delay != nullptr ? each_ticks<Call, kRetirement, true, true>
                                   : each_ticks<Call, kRetirement, true, false>;
  }
  return around.delay != nullptr ? each_ticks<Call, kRetirement, false, true>
                                 : each_ticks<Call, kRetirement, false, false>;
}

template <class Call>
std::uint64_t time_each_call(std::span<const Vcpu> vcpus, const Call& call, const Around& around,
                             Retirement retirement) {
  const auto ticks = retirement == Retirement::kDrained
                         ? each_ticks_for<Call, Retirement::kDrained>(around)
                         : each_ticks_for<Call, Retirement::kOverlapped>(around);
  return ticks(vcpus, call, around);
}

// As a tracer reads it: nothing waits for anything.
[[gnu::always_inline]] inline std::uint64_t ticks_unfenced() {
  std::uint32_t low, high;
  asm volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
  return std::uint64_t{high} << 32 | low;
}

}  // namespace

[[gnu::noinline]] void queue_stores(std::byte* lines, std::size_t count) {
  for (; count != 0; --count, lines += kQueueStride) {
    asm volatile("movq $1, %0" : "=m"(*reinterpret_cast<std::uint64_t*>(lines)));
  }
}

std::uint64_t time_each(std::span<const Vcpu> vcpus, const WritesCall& call, const Around& around,
                        Retirement retirement) {
  return time_each_call(vcpus, call, around, retirement);
}

std::uint64_t time_each(std::span<const Vcpu> vcpus, const InitCall& call, const Around& around,
                        Retirement retirement) {
  return time_each_call(vcpus, call, around, retirement);
}

[[gnu::noinline]] TracedTicks time_traced(std::span<const Vcpu> vcpus, const WritesCall& call,
                                          std::span<std::uint64_t> log) {
  std::uint64_t* entry = log.data();
  const WritesCall traced = call;
  const std::uint64_t begin = ticks_begin();
  for (const Vcpu& vcpu : vcpus) {
    const std::uint64_t before = ticks_unfenced();
    traced(vcpu);
    *entry++ = ticks_unfenced() - before;
  }
  drain_stores();
  const std::uint64_t total = ticks_end() - begin;
  return {.logged = std::accumulate(log.begin(), log.end(), std::uint64_t{0}), .total = total};
}

}  // namespace kvm_mmu_bench::core
