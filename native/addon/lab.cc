// labMeans(), startLab(), startCopies(): experiments.

#include <algorithm>
#include <array>
#include <string>

#include "../core/lab/copy_job.hpp"
#include "../core/lab/lab_job.hpp"
#include "../core/lab/store_runs.hpp"
#include "../core/lab/surroundings.hpp"
#include "../core/names.hpp"
#include "../core/pin.hpp"
#include "../core/slide.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"
#include "job_thread.hpp"
#include "rounds.hpp"

namespace kvm_mmu_bench::addon {

namespace {

constexpr std::uint32_t kMostArms = 512;

// An optional whole number; zero if undefined.
std::size_t as_size(const Napi::Object& request, const char* name, std::int64_t most,
                    std::int64_t usual = 0, std::int64_t least = 0) {
  const Argument argument = member(request, name);
  if (argument.value.IsUndefined()) return static_cast<std::size_t>(usual);
  return static_cast<std::size_t>(as_integer(argument, least, most));
}

// Index of a name in a list; the first if undefined.
template <class Names, class NameOf>
std::size_t as_index(const Argument& argument, const Names& names, NameOf name_of) {
  if (argument.value.IsUndefined()) return 0;
  const std::string name = as_string(argument);
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (name_of(names[i]) == name) return i;
  }
  unknown_name(argument, name);
}

template <class Item>
std::string_view name_of(const Item& item) {
  return item.name;
}

std::string_view itself(std::string_view name) { return name; }

const mmu::Consumer& as_consumer(const Argument& argument) {
  const auto consumers = mmu::consumers();
  const mmu::Consumer& consumer = consumers[as_index(argument, consumers, name_of<mmu::Consumer>)];
  const std::string missing = core::missing_features(consumer.needs, core::identify_cpu());
  if (consumer.consume != nullptr && missing.empty()) return consumer;
  throw Napi::TypeError::New(
      argument.value.Env(),
      argument.name + ": " + std::string(consumer.name) + " cannot run here; see registry()");
}

// A pointer that every reset leaves at a handler, by its name; the first one if undefined. Not
// invlpg, which may be none.
std::size_t as_pointer(const Argument& argument, const mmu::LayoutInfo& layout) {
  constexpr std::array<std::string_view, 6> kPointers{
      "get_guest_pgd", "get_pdptr", "page_fault", "inject_page_fault", "gva_to_gpa", "sync_page"};
  const std::string_view name = kPointers[as_index(argument, kPointers, itself)];
  const auto field = std::find_if(layout.fields.begin(), layout.fields.end(),
                                  [&](const mmu::Field& each) { return name == each.name; });
  if (field == layout.fields.end()) {
    throw Napi::TypeError::New(
        argument.value.Env(),
        argument.name + ": " + std::string(layout.name) + " has no " + std::string(name));
  }
  return field->offset;
}

std::optional<std::size_t> as_distance(const Argument& argument) {
  if (argument.value.IsUndefined()) return std::nullopt;
  constexpr std::int64_t kPage = core::kPageBytes;
  const std::int64_t distance = as_integer(argument, -kPage, kPage);
  if (distance % 8 != 0) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be a multiple of 8");
  }
  return static_cast<std::size_t>((distance + kPage) % kPage);
}

// What no reading can do.
void check_arm(Napi::Env env, const core::Arm& arm) {
  const bool region = arm.reading == core::Reading::kRegion;
  const bool each = arm.reading == core::Reading::kEach;
  const bool surrounded = arm.queued_misses != 0 || arm.gap || arm.consumer != &mmu::consumers()[0];
  const auto refuse = [&](const char* what) { throw Napi::RangeError::New(env, what); };
  if (!region && arm.passes != 1) refuse("passes: only the reading region makes several");
  if (!each && surrounded) refuse("queuedMisses, consumer and gap are for the reading each");
  const bool writes = arm.subject.scope == core::Scope::kWrites;
  if (!region && !each && !writes) refuse("reading: only the stores alone can be traced");
  if (!region && !each && arm.delay_cycles != 0) refuse("delayCycles: not while traced");
  if (arm.early && writes) refuse("calls: early is for scope init only");
  if (arm.stores != 0 && !writes) refuse("stores: for scope writes only");
}

core::Arm as_arm(const Napi::Object& request) {
  constexpr std::int64_t kMostResets = 4096;
  core::Arm arm{
      .subject = as_subject(request),
      .guest = as_guest_mode(member(request, "guest")),
      .early = as_early(request),
      .strategy = &as_strategy(member(request, "strategy")),
      .stores = as_size(request, "stores", core::kMostStores),
      .retirement = static_cast<core::Retirement>(as_index(
          member(request, "retirement"), core::kRetirements, name_of<core::RetirementInfo>)),
      .setting = static_cast<core::Setting>(
          as_index(member(request, "setting"), core::kSettings, name_of<core::SettingInfo>)),
      .lines = static_cast<std::uint32_t>(
          as_size(request, "lines", core::kAllLines, core::kAllLines, 1)),
      .bytes = as_size(request, "bytes", core::kMostTouchedBytes),
      .vcpus = as_size(request, "vcpus", kMostResets, 16, 1),
      .passes = as_size(request, "passes", kMostResets, 1, 1),
      .repeats = as_size(request, "repeats", kMostResets, 1, 1),
      .reading =
          static_cast<core::Reading>(as_index(member(request, "reading"), core::kReadings, itself)),
      .small_pages = as_size(request, "smallPages", 1) != 0,
      .image_distance = as_distance(member(request, "imageDistance")),
      .queued_misses = as_size(request, "queuedMisses", core::kMostQueuedMisses),
      .consumer = &as_consumer(member(request, "consumer")),
      .gap = as_size(request, "gap", 1) != 0,
      .pointer = 0,
      .targets =
          static_cast<core::Targets>(as_index(member(request, "targets"), core::kTargets, itself)),
      .delay_cycles = as_size(request, "delayCycles", core::kMostSlideCycles)};
  arm.pointer = as_pointer(member(request, "pointer"), arm.subject.place.info());
  check_arm(request.Env(), arm);
  return arm;
}

template <class Convert>
auto as_arms(const Argument& argument, Convert convert) {
  if (!argument.value.IsArray())
    throw Napi::TypeError::New(argument.value.Env(), argument.name + " must be an array of arms");
  const auto array = argument.value.As<Napi::Array>();
  // Asked once: an arm's getter may change it.
  const std::uint32_t length = array.Length();
  if (length == 0 || length > kMostArms) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be 1 to " +
                                                          std::to_string(kMostArms) + " arms");
  }
  std::vector<decltype(convert(Napi::Object()))> arms;
  for (std::uint32_t i = 0; i < length; ++i) {
    arms.push_back(
        convert(as_object({array.Get(i), argument.name + "[" + std::to_string(i) + "]"})));
  }
  return arms;
}

Napi::Object describe_arm(Napi::Env env, const core::ArmFacts& arm) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("resets", to_js(env, arm.resets));
  out.Set("loadLatencyNs", arm.load_latency_ns);
  out.Set("settingNs", arm.setting_ns);
  return out;
}

Napi::Value start_lab(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  core::LabSpec spec{.arms = as_arms(member(request, "arms"), as_arm),
                     .schedule = {},
                     .cpus = core::allowed_cpus()};
  spec.schedule = as_schedule(request, spec.arms.size());
  return start_job(info.Env(), on_round, [spec](const core::JobControl& control) -> Deliver {
    return [samples = core::run_lab(spec, control)](Napi::Env env) {
      Napi::Object out = describe_rounds(env, samples);
      out.Set("arms", to_array(env, samples.arms,
                               [&](const core::ArmFacts& arm) { return describe_arm(env, arm); }));
      out.Set("interpretedPerExit",
              samples.interpreted_per_exit
                  ? Napi::Value(Napi::Number::New(env, *samples.interpreted_per_exit))
                  : env.Null());
      out.Set("hugePageShare", samples.huge_page_share);
      out.Set("pinnedCpu", samples.pinned_cpu);
      return out;
    };
  });
}

core::CopyArm as_copy_arm(const Napi::Object& request) {
  const auto routines = mmu::copy_routines();
  const Argument name = member(request, "routine");
  // It may be null, but not left out.
  if (!name.value.IsNull()) as_string(name);
  core::CopyArm arm{.routine = nullptr,
                    .bytes = as_size(request, "bytes", core::kMostCopiedBytes),
                    .to_offset = as_size(request, "toOffset", 63),
                    .from_offset = as_size(request, "fromOffset", 63)};
  if (name.value.IsNull()) return arm;
  arm.routine = &routines[as_index(name, routines, name_of<mmu::CopyRoutine>)];
  const std::string missing = core::missing_features(arm.routine->needs, core::identify_cpu());
  if (missing.empty()) return arm;
  throw Napi::TypeError::New(request.Env(), name.name + ": " + std::string(arm.routine->name) +
                                                " needs " + missing + ", which this CPU lacks");
}

Napi::Value start_copies(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  const auto arms = as_arms(member(request, "arms"), as_copy_arm);
  const core::Schedule schedule = as_schedule(request, arms.size());
  return start_job(info.Env(), on_round,
                   [arms, schedule](const core::JobControl& control) -> Deliver {
                     return [samples = core::run_copies(arms, schedule, control)](Napi::Env env) {
                       Napi::Object out = describe_rounds(env, samples);
                       out.Set("copiesPerSample", to_js(env, core::kCopiesPerSample));
                       out.Set("pinnedCpu", samples.pinned_cpu);
                       return out;
                     };
                   });
}

template <class Item>
Napi::Object describe_item(Napi::Env env, const Item& item, std::string_view unavailable) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("name", to_js(env, item.name));
  out.Set("description", to_js(env, item.description));
  out.Set("unavailable", text_or_null(env, unavailable));
  return out;
}

std::string lacking(std::uint32_t needs, const core::Cpu& cpu) {
  const std::string missing = core::missing_features(needs, cpu);
  return missing.empty() ? "" : "this CPU lacks " + missing;
}

Napi::Value lab_means(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const core::Cpu cpu = core::identify_cpu();
  const std::vector<int> cpus = core::allowed_cpus();
  Napi::Object out = Napi::Object::New(env);
  std::size_t index = 0;
  out.Set("settings", to_array(env, core::kSettings, [&](const core::SettingInfo& setting) {
            return describe_item(
                env, setting, core::setting_unavailable(static_cast<core::Setting>(index++), cpus));
          }));
  out.Set(
      "consumers", to_array(env, mmu::consumers(), [&](const mmu::Consumer& consumer) {
        Napi::Object item = describe_item(env, consumer,
                                          consumer.consume == nullptr
                                              ? "this compiler has no thunks for single functions"
                                              : lacking(consumer.needs, cpu));
        item.Set("kind", to_js(env, mmu::kConsumerKinds[static_cast<std::size_t>(consumer.kind)]));
        item.Set("isolated", consumer.isolated);
        return item;
      }));
  out.Set("copyRoutines", to_array(env, mmu::copy_routines(), [&](const mmu::CopyRoutine& routine) {
            Napi::Object item = describe_item(env, routine, lacking(routine.needs, cpu));
            item.Set("isolated", routine.isolated);
            return item;
          }));
  return out;
}

}  // namespace

void export_lab(Napi::Env env, Napi::Object exports) {
  exports.Set("labMeans", Napi::Function::New(env, lab_means, "labMeans"));
  exports.Set("startLab", Napi::Function::New(env, start_lab, "startLab"));
  exports.Set("startCopies", Napi::Function::New(env, start_copies, "startCopies"));
}

}  // namespace kvm_mmu_bench::addon
