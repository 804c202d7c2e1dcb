// startBank(), startBoot(): measuring jobs.

#include <string>
#include <utility>

#include "../core/bank_job.hpp"
#include "../core/boot_job.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"
#include "job_thread.hpp"

namespace kvm_mmu_bench::addon {

namespace {

Napi::Object describe_check(Napi::Env env, const core::JobSamples& samples,
                            core::CacheState state) {
  const core::StateCheck& check = samples.check;
  Napi::Object out = Napi::Object::New(env);
  out.Set("state", to_js(env, core::kCacheStates[static_cast<std::size_t>(state)].name));
  out.Set("loadLatencyNs", check.load_latency_ns);
  out.Set("referenceNs", check.reference_ns);
  out.Set("nearerNs", check.nearer_ns);
  out.Set("fartherNs", check.farther_ns);
  out.Set("method", to_js(env, samples.state_method));
  out.Set("reached", check.reached);
  out.Set("reachedShare", check.reached_share);
  return out;
}

Napi::Object describe_samples(Napi::Env env, const core::JobSamples& samples,
                              core::CacheState state) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("ticks", to_typed_array<Napi::Float64Array>(env, samples.ticks));
  out.Set("rounds", to_js(env, samples.rounds));
  out.Set("stateCheck", describe_check(env, samples, state));
  out.Set("hugePageShare", samples.huge_page_share);
  out.Set("pinnedCpu", samples.pinned_cpu);
  out.Set("wallNs", samples.wall_ns);
  out.Set("busyNs", samples.busy_ns);
  out.Set("disturbances", to_typed_array<Napi::Uint8Array>(env, samples.disturbances));
  out.Set("repeatedRegions", to_js(env, samples.repeated_regions));
  return out;
}

Napi::Value start_bank(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  const mmu::GuestMode mode = as_guest_mode(member(request, "guest"));
  core::BankSpec spec{.job = as_job(request), .states = {}};
  for (const bool smm : {false, true}) {
    spec.states[smm ? 1 : 0] = mmu::compute_role_state(core::typical_registers(mode, smm), {},
                                                       spec.job.place.info().gpte_is_8_bytes);
  }
  return start_job(info.Env(), on_round, [spec](const core::JobControl& control) -> Deliver {
    return [samples = core::run_bank(spec, control), state = spec.job.state](Napi::Env env) {
      Napi::Object out = describe_samples(env, samples.job, state);
      out.Set("resetsPerRegion", to_js(env, samples.resets_per_region));
      out.Set("blocks", to_js(env, samples.vcpus));
      return out;
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

Napi::Value start_boot(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  const core::JobSpec spec = as_job(request);
  const auto guest_states = as_guest_states(member(request, "guestStates"));
  const auto resets = as_indices(member(request, "resets"), guest_states.size());
  const auto transitions = as_transitions(member(request, "transitions"), resets.size());
  core::BootScript script = core::make_script(guest_states, resets, transitions, spec.place.info());
  return start_job(info.Env(), on_round,
                   [spec, script = std::move(script)](const core::JobControl& control) -> Deliver {
                     return [samples = core::run_boots(spec, script, control),
                             state = spec.state](Napi::Env env) {
                       Napi::Object out = describe_samples(env, samples.job, state);
                       out.Set("fullResets", to_js(env, samples.full_resets));
                       out.Set("earlyResets", to_js(env, samples.early_resets));
                       return out;
                     };
                   });
}

}  // namespace

void export_jobs(Napi::Env env, Napi::Object exports) {
  exports.Set("startBank", Napi::Function::New(env, start_bank, "startBank"));
  exports.Set("startBoot", Napi::Function::New(env, start_boot, "startBoot"));
}

}  // namespace kvm_mmu_bench::addon
