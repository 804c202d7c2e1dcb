#include "samples.hpp"

#include "rounds.hpp"

namespace kvm_mmu_bench::addon {

namespace {

Napi::Object describe_check(Napi::Env env, const core::JobSamples& samples,
                            std::string_view state) {
  const core::StateCheck& check = samples.check;
  Napi::Object out = Napi::Object::New(env);
  out.Set("state", to_js(env, state));
  out.Set("loadLatencyNs", check.load_latency_ns);
  out.Set("referenceNs", check.reference_ns);
  out.Set("nearerNs", check.nearer_ns);
  out.Set("fartherNs", check.farther_ns);
  out.Set("method", to_js(env, samples.state_method));
  out.Set("reached", check.reached);
  out.Set("reachedShare", check.reached_share);
  return out;
}

Napi::Object describe_counters(Napi::Env env, const core::CounterSamples& counters) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("counts", to_typed_array<Napi::Float64Array>(env, counters.counts));
  out.Set("draws", to_js(env, counters.draws));
  out.Set("timeShare", counters.time_share);
  return out;
}

}  // namespace

std::string_view name_of(core::CacheState state) {
  return core::kCacheStates[static_cast<std::size_t>(state)].name;
}

Napi::Object describe_samples(Napi::Env env, const core::JobSamples& samples,
                              std::string_view state) {
  Napi::Object out = describe_rounds(env, samples);
  out.Set("stateCheck", describe_check(env, samples, state));
  out.Set("hugePageShare", samples.huge_page_share);
  out.Set("pinnedCpu", samples.pinned_cpu);
  return out;
}

Napi::Object describe_bank(Napi::Env env, const core::JobSamples& samples, core::CacheState state,
                           std::size_t blocks, std::size_t resets_per_region) {
  Napi::Object out = describe_samples(env, samples, name_of(state));
  out.Set("counters", describe_counters(env, samples.counters));
  out.Set("resetsPerRegion", to_js(env, resets_per_region));
  out.Set("blocks", to_js(env, blocks));
  return out;
}

}  // namespace kvm_mmu_bench::addon
