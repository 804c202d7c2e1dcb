// The timed regions of experiments: resets one by one, with what surrounds them. Look at their
// disassembly when you touch them.
#pragma once

#include <cstdint>
#include <span>

#include "../../mmu/consumers/consumers.hpp"
#include "../slide.hpp"
#include "../timed_region.hpp"

namespace kvm_mmu_bench::core {

// One reset of scope `writes`.
struct WritesCall {
  mmu::ResetFn reset;
  const mmu::RoleState* state;
  // Bytes from a vCPU's first image to the one of this state.
  std::size_t image;

  [[gnu::always_inline]] void operator()(const Vcpu& vcpu) const {
    reset(vcpu.mmu, state, vcpu.images + image);
  }
};

// One call of scope `init`.
struct InitCall {
  mmu::InitFn init;
  const mmu::HostParameters* host;

  [[gnu::always_inline]] void operator()(const Vcpu& vcpu) const {
    init(vcpu.block, host, &vcpu.templates);
  }
};

// Stores to so many lines, kQueueStride apart; the next reset's follow.
using QueueFn = void (*)(std::byte* lines, std::size_t count);
void queue_stores(std::byte* lines, std::size_t count);
// A page and two lines: neither the same set twice in a row nor a pair that is fetched together.
inline constexpr std::size_t kQueueStride = 4096 + 128;

// What is done around each reset, all of it by calls, so that arms differ in parameters only.
struct Around {
  QueueFn queue;
  std::byte* queue_lines;
  std::size_t queued;
  mmu::ConsumerFn consume;
  const mmu::ConsumerContext* context;
  // Between the reset and the consumer the store buffer becomes empty.
  bool gap;
  // nullptr: none.
  Slide delay;
};

// The sum over one reset of every vCPU, each timed between fences, stores queued before it and the
// consumer after it included. Drained: until the store buffer is empty, else until all has
// executed.
std::uint64_t time_each(std::span<const Vcpu> vcpus, const WritesCall& call, const Around& around,
                        Retirement retirement);
std::uint64_t time_each(std::span<const Vcpu> vcpus, const InitCall& call, const Around& around,
                        Retirement retirement);

struct TracedTicks {
  // What the tracer's log adds up to.
  std::uint64_t logged;
  // What all of it took.
  std::uint64_t total;
};

// One reset of every vCPU as a tracer would time it: rdtsc, the reset, rdtsc, the difference
// stored. log: one word for each vCPU.
TracedTicks time_traced(std::span<const Vcpu> vcpus, const WritesCall& call,
                        std::span<std::uint64_t> log);

}  // namespace kvm_mmu_bench::core
