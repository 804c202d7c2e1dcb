// Counting events of the calling thread between two points of it.
#pragma once

#include <span>
#include <vector>

#include "counter_events.hpp"
#include "file_descriptor.hpp"

struct perf_event_mmap_page;

namespace kvm_mmu_bench::core {

// One reading of an event.
struct Count {
  double value;
  // False while the event waits for a counter that others use.
  bool running;
};

// Events that are counted at the same time or not at all, in one kernel object.
class CounterGroup {
 public:
  // Opens them on the calling thread. Throws std::system_error.
  explicit CounterGroup(std::span<const CounterEvent* const> events);
  ~CounterGroup();
  CounterGroup(CounterGroup&&) noexcept;
  CounterGroup(const CounterGroup&) = delete;
  CounterGroup& operator=(const CounterGroup&) = delete;

  std::size_t size() const { return files_.size(); }

  // From user space where the kernel allows it, else by one system call.
  void read(std::span<Count> counts);

 private:
  bool read_in_user_space(std::span<Count> counts) const;

  std::vector<FileDescriptor> files_;
  // The kernel's page of each event; nullptr where it cannot be mapped.
  std::vector<const perf_event_mmap_page*> pages_;
  double running_before_ = 0;
  double enabled_before_ = 0;
};

class Counters {
 public:
  // Throws std::system_error where an event cannot be opened: see counter_unavailable().
  explicit Counters(std::span<const CounterEvent* const> events);

  std::size_t size() const { return begin_.size(); }

  // What happens between the two is counted.
  void start();
  // By event; NaN where it was not counted all the while, because others used the counters.
  void stop(std::span<double> counts);

 private:
  void read(std::vector<Count>& counts);

  std::vector<CounterGroup> groups_;
  std::vector<Count> begin_;
  std::vector<Count> end_;
};

}  // namespace kvm_mmu_bench::core
