#include "arguments.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "../core/names.hpp"
#include "../core/slide.hpp"

namespace kvm_mmu_bench::addon {

namespace {

constexpr std::int64_t kMostRounds = 10'000'000;
constexpr std::size_t kMostColumns = 256;
constexpr std::int64_t kLargestSeed = (std::int64_t{1} << 53) - 1;
// Of any machine's counter; beyond these a time would be no number of ticks.
constexpr double kLeastTscHz = 1e6;
constexpr double kMostTscHz = 1e12;

[[noreturn]] void wrong_type(const Argument& argument, const std::string& expected) {
  throw Napi::TypeError::New(argument.value.Env(), argument.name + " must be " + expected);
}

// The beginning of a long text, in whole characters.
std::string excerpt(const std::string& text) {
  constexpr std::size_t kMostBytes = 60;
  if (text.size() <= kMostBytes) return text;
  const auto continues = [&](std::size_t at) { return (text[at] & 0xc0) == 0x80; };
  std::size_t end = kMostBytes;
  while (end > 0 && continues(end)) --end;
  return text.substr(0, end) + "...";
}

template <class Element>
std::vector<Element> copy_typed_array(const Argument& argument, napi_typedarray_type type,
                                      const char* expected) {
  if (!argument.value.IsTypedArray()) wrong_type(argument, expected);
  const auto array = argument.value.As<Napi::TypedArray>();
  if (array.TypedArrayType() != type) wrong_type(argument, expected);
  if (array.ArrayBuffer().IsDetached())
    wrong_type(argument, std::string(expected) + ", not a detached one");
  const auto typed = argument.value.As<Napi::TypedArrayOf<Element>>();
  return {typed.Data(), typed.Data() + typed.ElementLength()};
}

std::vector<const mmu::Strategy*> as_columns(const Argument& argument) {
  std::vector<const mmu::Strategy*> columns;
  for (const Argument& item : as_items(argument, "strategy names")) {
    columns.push_back(&as_strategy(item));
  }
  return columns;
}

// A permutation of the columns in every round: a column left out would report zero ticks.
std::vector<std::uint16_t> as_order(const Argument& argument, std::size_t rounds,
                                    std::size_t columns) {
  std::vector<std::uint16_t> order = as_uint16s(argument);
  const std::string expected = "a Uint16Array with every column once in each of the rounds";
  if (order.size() != rounds * columns) wrong_type(argument, expected);
  std::vector<std::size_t> seen_in_round(columns, 0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t round = i / columns + 1;
    if (order[i] >= columns || seen_in_round[order[i]] == round) wrong_type(argument, expected);
    seen_in_round[order[i]] = round;
  }
  return order;
}

}  // namespace

void unknown_name(const Argument& argument, const std::string& name) {
  throw Napi::TypeError::New(argument.value.Env(),
                             argument.name + ": unknown name " + excerpt(name));
}

Argument positional(const Napi::CallbackInfo& info, std::size_t index, const char* name) {
  return {info[index], name};
}

Argument member(const Napi::Object& object, const char* name) { return {object.Get(name), name}; }

Napi::Object as_object(const Argument& argument) {
  if (!argument.value.IsObject()) wrong_type(argument, "an object");
  return argument.value.As<Napi::Object>();
}

Napi::Function as_function(const Argument& argument) {
  if (!argument.value.IsFunction()) wrong_type(argument, "a function");
  return argument.value.As<Napi::Function>();
}

std::string as_string(const Argument& argument) {
  constexpr std::size_t kMostBytes = 256;
  if (!argument.value.IsString()) wrong_type(argument, "a string");
  const Napi::Env env = argument.value.Env();
  std::array<char, kMostBytes + 1> text;
  std::size_t bytes = 0;
  if (napi_get_value_string_utf8(env, argument.value, text.data(), text.size(), &bytes) !=
      napi_ok) {
    throw Napi::Error::New(env);
  }
  return {text.data(), bytes};
}

std::int64_t as_integer(const Argument& argument, std::int64_t low, std::int64_t high) {
  const std::string expected =
      "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  if (!argument.value.IsNumber()) wrong_type(argument, expected);
  const double number = argument.value.As<Napi::Number>().DoubleValue();
  if (!(number >= static_cast<double>(low) && number <= static_cast<double>(high)) ||
      std::floor(number) != number) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be " + expected);
  }
  return static_cast<std::int64_t>(number);
}

double as_number(const Argument& argument, double low, double high) {
  const auto text = [](double bound) { return std::to_string(static_cast<std::int64_t>(bound)); };
  const std::string expected = "a number from " + text(low) + " to " + text(high);
  if (!argument.value.IsNumber()) wrong_type(argument, expected);
  const double number = argument.value.As<Napi::Number>().DoubleValue();
  if (!(number >= low && number <= high)) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be " + expected);
  }
  return number;
}

double as_positive(const Argument& argument) {
  if (!argument.value.IsNumber()) wrong_type(argument, "a number above zero");
  const double number = argument.value.As<Napi::Number>().DoubleValue();
  if (!(number > 0) || !std::isfinite(number)) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be above zero");
  }
  return number;
}

std::vector<std::uint32_t> as_uint32s(const Argument& argument) {
  return copy_typed_array<std::uint32_t>(argument, napi_uint32_array, "a Uint32Array");
}

std::vector<std::uint16_t> as_uint16s(const Argument& argument) {
  return copy_typed_array<std::uint16_t>(argument, napi_uint16_array, "a Uint16Array");
}

std::vector<std::int32_t> as_int32s(const Argument& argument) {
  return copy_typed_array<std::int32_t>(argument, napi_int32_array, "an Int32Array");
}

std::vector<std::uint8_t> as_uint8s(const Argument& argument) {
  return copy_typed_array<std::uint8_t>(argument, napi_uint8_array, "a Uint8Array");
}

std::vector<Argument> as_items(const Argument& argument, const char* things) {
  if (!argument.value.IsArray()) wrong_type(argument, std::string("an array of ") + things);
  const auto array = argument.value.As<Napi::Array>();
  // Asked once: an item's getter may change it.
  const std::uint32_t length = array.Length();
  if (length == 0 || length > kMostColumns) {
    wrong_type(argument, "an array of 1 to " + std::to_string(kMostColumns) + " " + things);
  }
  std::vector<Argument> items;
  for (std::uint32_t i = 0; i < length; ++i) {
    items.push_back({array.Get(i), argument.name + "[" + std::to_string(i) + "]"});
  }
  return items;
}

std::vector<const core::CounterEvent*> as_counters(const Argument& argument) {
  std::vector<const core::CounterEvent*> events;
  if (argument.value.IsUndefined()) return events;
  if (!argument.value.IsArray()) wrong_type(argument, "an array of event names");
  const auto array = argument.value.As<Napi::Array>();
  const std::uint32_t length = array.Length();
  const std::size_t most = core::counter_events().size();
  if (length > most) {
    wrong_type(argument, "an array of at most " + std::to_string(most) + " event names");
  }
  for (std::uint32_t i = 0; i < length; ++i) {
    const Argument item{array.Get(i), argument.name + "[" + std::to_string(i) + "]"};
    const std::string name = as_string(item);
    events.push_back(core::find_counter_event(name));
    if (events.back() == nullptr) unknown_name(item, name);
  }
  return events;
}

std::vector<std::size_t> as_injection(const Argument& argument, std::size_t columns) {
  if (argument.value.IsUndefined()) return {};
  const std::vector<std::uint16_t> cycles = as_uint16s(argument);
  const bool fits = std::all_of(cycles.begin(), cycles.end(),
                                [](std::uint16_t each) { return each <= core::kMostSlideCycles; });
  if (cycles.size() != columns || !fits) {
    wrong_type(argument, "a Uint16Array with cycles, at most " +
                             std::to_string(core::kMostSlideCycles) + ", for each column");
  }
  return {cycles.begin(), cycles.end()};
}

core::CacheState as_state(const Argument& argument) {
  const std::string name = as_string(argument);
  const auto state = core::find_state(name);
  if (!state) unknown_name(argument, name);
  return *state;
}

core::Retirement as_retirement(const Argument& argument) {
  const std::string name = as_string(argument);
  const auto retirement = core::find_retirement(name);
  if (!retirement) unknown_name(argument, name);
  return *retirement;
}

std::size_t as_layout(const Argument& argument) {
  const std::string name = as_string(argument);
  const auto layout = core::find_layout(name);
  if (!layout) unknown_name(argument, name);
  return *layout;
}

mmu::GuestMode as_guest_mode(const Argument& argument) {
  const std::string name = as_string(argument);
  const auto mode = core::find_guest_mode(name);
  if (!mode) unknown_name(argument, name);
  return *mode;
}

const mmu::Strategy& as_strategy(const Argument& argument) {
  const std::string name = as_string(argument);
  const mmu::Strategy* strategy = core::find_strategy(name);
  if (strategy == nullptr) unknown_name(argument, name);
  const std::string missing = core::missing_features(strategy->needs, core::identify_cpu());
  if (!missing.empty()) {
    throw Napi::TypeError::New(argument.value.Env(), argument.name + ": " + name + " needs " +
                                                         missing + ", which this CPU lacks");
  }
  return *strategy;
}

namespace {

// A name of a registry; `usual` where nothing is said.
template <class T, class Find>
T as_named(const Argument& argument, T usual, Find find) {
  if (argument.value.IsUndefined()) return usual;
  const std::string name = as_string(argument);
  const auto found = find(name);
  if (!found) unknown_name(argument, name);
  return *found;
}

std::int64_t as_integer_or(const Argument& argument, std::int64_t usual, std::int64_t low,
                           std::int64_t high) {
  return argument.value.IsUndefined() ? usual : as_integer(argument, low, high);
}

}  // namespace

std::size_t as_phase(const Argument& argument, std::size_t usual) {
  const std::int64_t bytes = as_integer_or(argument, static_cast<std::int64_t>(usual), 0, 56);
  if (bytes % 8 != 0) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be a multiple of 8");
  }
  return static_cast<std::size_t>(bytes);
}

core::Subject as_subject(const Napi::Object& request) {
  core::Subject subject = core::usual_subject(as_layout(member(request, "layout")));
  subject.place.phase = as_phase(member(request, "phase"), subject.place.phase);
  subject.path = as_named(member(request, "path"), subject.path, core::find_path);
  subject.scope = as_named(member(request, "scope"), subject.scope, core::find_scope);
  const Argument rules = member(request, "rules");
  subject.compute = as_named(rules, subject.compute, core::find_compute);
  if (core::init_code(mmu::kFieldByField, subject) == nullptr) {
    throw Napi::TypeError::New(request.Env(),
                               rules.name + ": " + std::string(subject.place.info().name) +
                                   " has no room for the roles of " + as_string(rules));
  }
  const auto physical_bits =
      as_integer_or(member(request, "physicalBits"), mmu::HostParameters{}.physical_bits, 36, 52);
  const Argument level = member(request, "maxTdpLevel");
  const auto max_level = as_integer_or(level, mmu::HostParameters{}.max_tdp_level, 4, 5);
  subject.host = core::host_parameters(subject.path, static_cast<unsigned>(physical_bits),
                                       static_cast<std::uint8_t>(max_level));
  if (subject.path == mmu::MmuKind::kNpt && max_level == 5 &&
      subject.scope == core::Scope::kWrites) {
    throw Napi::RangeError::New(request.Env(), level.name + ": 5-level NPT is for scope init only");
  }
  return subject;
}

bool as_early(const Napi::Object& request) {
  const Argument calls = member(request, "calls");
  if (calls.value.IsUndefined()) return false;
  const std::string name = as_string(calls);
  if (name == "full") return false;
  if (name == "early") return true;
  unknown_name(calls, name);
}

core::Schedule as_schedule(const Napi::Object& request, std::size_t columns) {
  core::Schedule schedule{
      .rounds = static_cast<std::size_t>(as_integer(member(request, "rounds"), 1, kMostRounds)),
      .least_rounds =
          static_cast<std::size_t>(as_integer(member(request, "leastRounds"), 1, kMostRounds)),
      .budget_ns = as_positive(member(request, "budgetNs")),
      .order = {},
      .seed = static_cast<std::uint64_t>(as_integer(member(request, "seed"), 0, kLargestSeed)),
      .cpu = static_cast<int>(as_integer(member(request, "cpu"), -1, 8191)),
      .tsc_hz = as_number(member(request, "tscHz"), kLeastTscHz, kMostTscHz)};
  schedule.order = as_order(member(request, "order"), schedule.rounds, columns);
  return schedule;
}

core::JobSpec as_job(const Napi::Object& request) {
  const core::CacheState state = as_state(member(request, "state"));
  const core::Retirement retirement = as_retirement(member(request, "retirement"));
  core::JobSpec spec{.subject = as_subject(request),
                     .state = state,
                     .retirement = retirement,
                     .columns = as_columns(member(request, "columns")),
                     .injected_cycles = {},
                     .draw_code = true,
                     .schedule = {}};
  spec.injected_cycles = as_injection(member(request, "injectedCycles"), spec.columns.size());
  spec.schedule = as_schedule(request, spec.columns.size());
  spec.counters = as_counters(member(request, "counters"));
  return spec;
}

std::vector<mmu::GuestState> as_guest_states(const Argument& argument) {
  constexpr std::size_t kRow = 5;
  constexpr std::size_t kMostStates = 4096;
  constexpr std::uint32_t kSmmFlag = 1;
  constexpr std::uint32_t kNestedFlag = 2;
  constexpr std::uint32_t kLeastPhysicalBits = 36;
  constexpr std::uint32_t kMostPhysicalBits = 52;
  const std::vector<std::uint32_t> words = as_uint32s(argument);
  if (words.empty() || words.size() % kRow != 0 || words.size() > kMostStates * kRow) {
    wrong_type(argument, "a Uint32Array of 1 to 4096 rows of [cr0, cr4, efer, flags, maxphyaddr]");
  }
  std::vector<mmu::GuestState> states;
  for (std::size_t row = 0; row < words.size(); row += kRow) {
    const std::uint32_t flags = words[row + 3];
    const std::uint32_t maxphyaddr = words[row + 4];
    if (flags > (kSmmFlag | kNestedFlag) || maxphyaddr < kLeastPhysicalBits ||
        maxphyaddr > kMostPhysicalBits) {
      wrong_type(argument, "rows with flags of 0 to 3 and a maxphyaddr of 36 to 52");
    }
    states.push_back({.cr0 = words[row],
                      .cr4 = words[row + 1],
                      .efer = words[row + 2],
                      .smm = (flags & kSmmFlag) != 0,
                      .nested = (flags & kNestedFlag) != 0,
                      .maxphyaddr = words[row + 4]});
  }
  return states;
}

std::optional<std::size_t> as_initial(const Napi::Object& request, std::size_t states) {
  const Argument initial = member(request, "initialState");
  if (initial.value.IsUndefined()) return std::nullopt;
  return static_cast<std::size_t>(as_integer(initial, 0, static_cast<std::int64_t>(states) - 1));
}

std::vector<std::uint32_t> as_indices(const Argument& argument, std::size_t count) {
  std::vector<std::uint32_t> indices = as_uint32s(argument);
  if (std::any_of(indices.begin(), indices.end(), [&](std::uint32_t i) { return i >= count; })) {
    throw Napi::RangeError::New(
        argument.value.Env(), argument.name + " must hold indices below " + std::to_string(count));
  }
  return indices;
}

}  // namespace kvm_mmu_bench::addon
