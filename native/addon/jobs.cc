// startBank(), startBoot(): measuring jobs.

#include <algorithm>
#include <string>
#include <utility>

#include "../core/bank_job.hpp"
#include "../core/boot_job.hpp"
#include "../core/pin.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"
#include "job_thread.hpp"
#include "samples.hpp"

namespace kvm_mmu_bench::addon {

namespace {

Napi::Value start_bank(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  const mmu::GuestMode mode = as_guest_mode(member(request, "guest"));
  core::BankSpec spec{.job = as_job(request), .states = {}, .early = as_early(request)};
  if (spec.early && spec.job.subject.scope != core::Scope::kInit) {
    throw Napi::TypeError::New(info.Env(), "calls: early is for scope init only");
  }
  spec.states = core::bank_states(spec.job.subject, mode);
  return start_job(info.Env(), on_round, [spec](const core::JobControl& control) -> Deliver {
    return [samples = core::run_bank(spec, control), state = spec.job.state](Napi::Env env) {
      return describe_bank(env, samples.job, state, samples.vcpus, samples.resets_per_region);
    };
  });
}

std::vector<std::uint32_t> as_transitions(const Argument& argument, std::size_t resets) {
  std::vector<std::uint32_t> transitions = as_uint32s(argument);
  std::size_t sum = 0;
  for (const std::uint32_t count : transitions) sum += count;
  if (sum != resets) {
    throw Napi::RangeError::New(argument.value.Env(),
                                argument.name + " must sum to the number of resets, " +
                                    std::to_string(resets) + ", not " + std::to_string(sum));
  }
  return transitions;
}

// Rows of [code lines, data lines, pages] before each transition; none if undefined.
std::vector<core::GuestFootprint> as_footprint(const Argument& argument, std::size_t transitions) {
  constexpr std::size_t kRow = 3;
  // 4 GiB of pages, more than any guest touches between two SMIs.
  constexpr std::uint32_t kMostPages = 1u << 20;
  constexpr std::uint32_t kMostLines = kMostPages * 64;
  if (argument.value.IsUndefined()) return {};
  const std::vector<std::uint32_t> words = as_uint32s(argument);
  const bool rows = words.size() == transitions * kRow;
  std::vector<core::GuestFootprint> footprint;
  for (std::size_t at = 0; rows && at < words.size(); at += kRow) {
    footprint.push_back(
        {.code_lines = words[at], .data_lines = words[at + 1], .pages = words[at + 2]});
    const core::GuestFootprint& row = footprint.back();
    if (row.code_lines <= kMostLines && row.data_lines <= kMostLines && row.pages <= kMostPages) {
      continue;
    }
    throw Napi::RangeError::New(argument.value.Env(),
                                argument.name + " holds more than 4 GiB between two transitions");
  }
  if (!rows) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name +
                                                          " must have a row of [code lines, data "
                                                          "lines, pages] for each transition");
  }
  return footprint;
}

template <class Numbers>
Napi::Array numbers(Napi::Env env, const Numbers& items) {
  return to_array(env, items,
                  [&](auto item) { return Napi::Number::New(env, static_cast<double>(item)); });
}

Napi::Object describe_survey(Napi::Env env, const core::LineSurvey& survey, bool code_ran) {
  const auto& bounds = survey.thresholds.bounds;
  Napi::Object out = Napi::Object::New(env);
  out.Set("levels", to_array(env, core::kLevelNames,
                             [&](std::string_view name) { return to_js(env, name); }));
  out.Set("apart", to_array(env, bounds, [&](const core::LevelBound& bound) {
            return Napi::Boolean::New(env, bound.apart);
          }));
  out.Set("misreadShares", to_array(env, bounds, [&](const core::LevelBound& bound) {
            return Napi::Number::New(env, bound.misread_share);
          }));
  out.Set("enter", numbers(env, survey.enter));
  out.Set("rsm", numbers(env, survey.rsm));
  out.Set("passes", to_js(env, survey.passes));
  out.Set("codeRan", code_ran);
  return out;
}

Napi::Object describe_boots(Napi::Env env, const core::BootSamples& samples,
                            std::string_view state) {
  Napi::Object out = describe_samples(env, samples.job, state);
  out.Set("fullResets", to_js(env, samples.full_resets));
  out.Set("earlyResets", to_js(env, samples.early_resets));
  out.Set("transitionsPerPart", to_js(env, samples.transitions_per_part));
  out.Set("partTicks", to_typed_array<Napi::Float64Array>(env, samples.part_ticks));
  out.Set("lineLevels", samples.survey
                            ? Napi::Value(describe_survey(env, *samples.survey, samples.code_ran))
                            : env.Null());
  return out;
}

// 1 if undefined.
std::int64_t as_count(const Argument& argument, std::int64_t most) {
  return argument.value.IsUndefined() ? 1 : as_integer(argument, 1, most);
}

Napi::Value start_boot(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  core::JobSpec spec = as_job(request);
  const auto guest_states = as_guest_states(member(request, "guestStates"));
  const auto resets = as_indices(member(request, "resets"), guest_states.size());
  const auto transitions = as_transitions(member(request, "transitions"), resets.size());
  const auto footprint = as_footprint(member(request, "footprint"), transitions.size());
  const auto initial = as_initial(request, guest_states.size());
  constexpr std::int64_t kMostVcpus = 1024;
  constexpr std::size_t kMostArenaBytes = std::size_t{1} << 30;
  spec.vcpus = static_cast<std::size_t>(as_count(member(request, "vcpus"), kMostVcpus));
  spec.cpus = core::allowed_cpus();
  // They wait for each other in loops: one more than there are CPUs would have to wait for its
  // turn.
  const std::size_t most_threads = std::max<std::size_t>(1, std::min(spec.vcpus, spec.cpus.size()));
  spec.threads = static_cast<std::size_t>(
      as_count(member(request, "threads"), static_cast<std::int64_t>(most_threads)));
  spec.check_state = footprint.empty();
  const std::string_view state =
      footprint.empty() ? name_of(spec.state) : core::kRecordedState.name;
  core::BootScript script =
      core::make_script(guest_states, initial, resets, transitions, spec.subject);
  if (core::VcpuBank::arena_bytes(spec.vcpus, script.states.size()) > kMostArenaBytes) {
    throw Napi::RangeError::New(info.Env(),
                                "vcpus: with so many guest states so many vCPUs take "
                                "more than 1 GiB");
  }
  return start_job(info.Env(), on_round,
                   [spec, state, footprint,
                    script = std::move(script)](const core::JobControl& control) -> Deliver {
                     return [samples = core::run_boots(spec, script, footprint, control),
                             state](Napi::Env env) { return describe_boots(env, samples, state); };
                   });
}

}  // namespace

void export_jobs(Napi::Env env, Napi::Object exports) {
  exports.Set("startBank", Napi::Function::New(env, start_bank, "startBank"));
  exports.Set("startBoot", Napi::Function::New(env, start_boot, "startBoot"));
}

}  // namespace kvm_mmu_bench::addon
