// Events that a run can count, by the names that perf gives them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

struct perf_event_attr;

namespace kvm_mmu_bench::core {

struct CounterEvent {
  std::string_view name;
  std::string_view description;
  // As perf_event_open takes them.
  std::uint32_t type;
  std::uint64_t config;

  bool is_software() const;
};

std::span<const CounterEvent> counter_events();

// nullptr where there is none of this name.
const CounterEvent* find_counter_event(std::string_view name);

// How this event is opened: on the calling thread, what the kernel does left out where that can be.
perf_event_attr counter_attributes(const CounterEvent& event);

// Why it cannot be counted here: errno, the likely cause, what to do. Empty if it can.
std::string counter_unavailable(const CounterEvent& event);

}  // namespace kvm_mmu_bench::core
