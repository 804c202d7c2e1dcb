// One arm with all that it runs on: its blocks, its code, its lines.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "regions.hpp"
#include "store_runs.hpp"
#include "surroundings.hpp"

namespace kvm_mmu_bench::core {

// What the arms of an experiment share.
struct ArmMeans {
  const Arena& huge_arena;
  const Arena& small_arena;
  // Of queue_bytes() of the arm that queues most.
  const Arena& queue_arena;
  Surroundings& surroundings;
  const CodeArena& code;
  const SlideArena& slides;
  const StoreRuns& stores;
  double ticks_per_ns;
  const std::atomic<bool>& cancelled;
};

class ArmBench {
 public:
  // index: of the arm, which is that of its slide and of its run of stores.
  ArmBench(const Arm& arm, std::size_t index, ArmMeans means);

  // One sample in these places: ticks of arm.resets() resets. draw: the same for all arms of a
  // round, so that they differ in nothing else.
  std::uint64_t measure(Random draw);

  // Latency of loads of the lines as the setting leaves them; the median of several looks.
  double load_latency_ns(Random draw);

  // What the setting took to make, all in all, and how often it was made.
  std::uint64_t setting_ticks() const { return setting_ticks_; }
  std::size_t settings_made() const { return settings_made_; }

  // What the stores queued before all of an arm's resets and the spare's need.
  static std::size_t queue_bytes(const Arm& arm);

  // What a sample may run.
  static void append_code(const Arm& arm, std::vector<CodeAddress>& functions);

 private:
  void place(Random& draw);
  void choose_lines();
  void draw_queue(Random& draw);
  void leave();
  void create(const Vcpu& vcpu) const;
  void toggle(std::span<const Vcpu> vcpus) const;
  std::uint64_t time(std::span<const Vcpu> vcpus, std::size_t first_state, std::byte* queue_lines,
                     std::size_t passes);
  std::uint64_t time_region(std::span<const Vcpu> vcpus, std::size_t first_state,
                            std::size_t passes) const;
  WritesCall writes_call(std::size_t state) const;
  InitCall init_call() const;
  mmu::ResetFn reset() const;

  Arm arm_;
  ArmMeans means_;
  std::array<GuestRole, 2> states_;
  VcpuBank bank_;
  Arena spare_memory_;
  Vcpu spare_;
  Slide delay_;
  mmu::ResetFn store_run_;
  // Where the stores queued before each reset begin, and their lines.
  std::byte* queue_ = nullptr;
  std::vector<std::byte*> queue_lines_;
  std::vector<std::uintptr_t> targets_;
  mmu::ConsumerContext context_;
  std::vector<std::uint64_t> log_;
  // By the setting, and the others.
  std::vector<std::byte*> chosen_;
  std::vector<std::byte*> chosen_of_structs_;
  std::vector<std::byte*> others_;
  std::uint64_t setting_ticks_ = 0;
  std::size_t settings_made_ = 0;
};

}  // namespace kvm_mmu_bench::core
