// The threads that replay boots: each has its vCPUs, which take turns, transition by transition.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "boot_guest.hpp"
#include "boot_script.hpp"
#include "boot_timeline.hpp"
#include "job.hpp"

namespace kvm_mmu_bench::core {

class BootCrew {
 public:
  // footprint: what the guest touches before each transition, in place of the cache state; empty:
  // the job's state. The calling thread is the first of `threads`, each on a CPU of its own as long
  // as there are some. Throws std::bad_alloc, std::system_error.
  BootCrew(Workbench& bench, const JobSpec& spec, const BootScript& script,
           std::span<const GuestFootprint> footprint, std::size_t threads);
  ~BootCrew();
  BootCrew(const BootCrew&) = delete;
  BootCrew& operator=(const BootCrew&) = delete;

  // The recorded guests at new places.
  void draw(Random& random);

  // Ticks of one boot, the mean of all vCPUs, whose threads start together.
  BootTimeline time_boots(std::size_t column, const std::atomic<bool>& cancelled);

  // The calling thread's; nullptr: the state is chosen.
  const BootGuest* guest() const { return lanes_[0]->guest ? &*lanes_[0]->guest : nullptr; }

 private:
  // What one thread has to itself.
  struct Lane {
    explicit Lane(std::size_t transitions) : timeline(transitions) {}

    std::vector<std::size_t> vcpus;
    const CacheStateSetter* setter;
    std::unique_ptr<CacheStateSetter> own_setter;
    std::unique_ptr<Arena> spare_memory;
    Vcpu spare;
    std::optional<BootGuest> guest;
    BootTimeline timeline;
    std::uint8_t disturbances;
  };

  void next_turn();
  void start_together();
  void run_lane(Lane& lane) const;
  void serve(Lane& lane, int cpu);

  Workbench& bench_;
  const JobSpec& spec_;
  const BootScript& script_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  // What is to be done next; written before turn_ tells of it.
  std::size_t column_ = 0;
  const std::atomic<bool>* cancelled_ = nullptr;
  bool done_ = false;
  // Of boots; the others sleep until it changes, and nobody waits for them to do so.
  std::atomic<std::size_t> turn_ = 0;
  // Counts of threads that stand at the start, and that are through: waited for without sleeping,
  // so that all start at once and the measuring thread is not switched out.
  std::atomic<std::size_t> ready_ = 0;
  std::atomic<std::size_t> finished_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace kvm_mmu_bench::core
