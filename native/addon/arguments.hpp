// Checked access to what JavaScript passes in. Everything here throws Napi::TypeError or
// Napi::RangeError that names the argument; nothing else crosses the boundary.
#pragma once

#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../core/job.hpp"

namespace kvm_mmu_bench::addon {

// One property of a request object, or one positional argument, with the name to use in errors.
struct Argument {
  Napi::Value value;
  std::string name;
};

Argument positional(const Napi::CallbackInfo& info, std::size_t index, const char* name);
Argument member(const Napi::Object& object, const char* name);

// Throws: of a long name only its beginning.
[[noreturn]] void unknown_name(const Argument& argument, const std::string& name);

Napi::Object as_object(const Argument& argument);
Napi::Function as_function(const Argument& argument);
// Of a text that is longer than any name only the beginning, which is no name either.
std::string as_string(const Argument& argument);
// A finite whole number from low to high.
std::int64_t as_integer(const Argument& argument, std::int64_t low, std::int64_t high);
double as_number(const Argument& argument, double low, double high);
// A finite number above zero.
double as_positive(const Argument& argument);
// Copies, so that the caller may do with its array what it likes afterwards.
std::vector<std::uint32_t> as_uint32s(const Argument& argument);
std::vector<std::uint16_t> as_uint16s(const Argument& argument);
std::vector<std::int32_t> as_int32s(const Argument& argument);
std::vector<std::uint8_t> as_uint8s(const Argument& argument);
// The items of an array of `things`, one for each column of a job: 1 to 256.
std::vector<Argument> as_items(const Argument& argument, const char* things);

// A struct's first byte in its line, a multiple of 8; `usual` if undefined.
std::size_t as_phase(const Argument& argument, std::size_t usual);
core::CacheState as_state(const Argument& argument);
core::Retirement as_retirement(const Argument& argument);
// Names of events; none if undefined.
std::vector<const core::CounterEvent*> as_counters(const Argument& argument);
// Core cycles by column; none if undefined.
std::vector<std::size_t> as_injection(const Argument& argument, std::size_t columns);

std::size_t as_layout(const Argument& argument);
mmu::GuestMode as_guest_mode(const Argument& argument);
// Refuses a strategy that this CPU cannot run.
const mmu::Strategy& as_strategy(const Argument& argument);
// layout, phase, path, scope, rules, physicalBits, maxTdpLevel; all but the layout may be left out.
core::Subject as_subject(const Napi::Object& request);

// `calls`: full if undefined, or early.
bool as_early(const Napi::Object& request);

// When which of the columns is measured.
core::Schedule as_schedule(const Napi::Object& request, std::size_t columns);

// The part of a request that jobs of strategies share.
core::JobSpec as_job(const Napi::Object& request);

// Rows of [cr0, cr4, efer, flags, maxphyaddr]; flags: 1 SMM, 2 nested.
std::vector<mmu::GuestState> as_guest_states(const Argument& argument);
// `initialState`: the row that the vCPU begins in; without it, just created.
std::optional<std::size_t> as_initial(const Napi::Object& request, std::size_t states);
// Indices below `count`.
std::vector<std::uint32_t> as_indices(const Argument& argument, std::size_t count);

}  // namespace kvm_mmu_bench::addon
