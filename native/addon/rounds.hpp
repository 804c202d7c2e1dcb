// Samples of any job's rounds, for JavaScript.
#pragma once

#include "../core/rounds.hpp"
#include "conversion.hpp"

namespace kvm_mmu_bench::addon {

inline Napi::Object describe_rounds(Napi::Env env, const core::RoundSamples& samples) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("ticks", to_typed_array<Napi::Float64Array>(env, samples.ticks));
  out.Set("rounds", to_js(env, samples.rounds));
  out.Set("disturbances", to_typed_array<Napi::Uint8Array>(env, samples.disturbances));
  out.Set("repeatedRegions", to_js(env, samples.repeated_regions));
  out.Set("wallNs", samples.wall_ns);
  out.Set("busyNs", samples.busy_ns);
  return out;
}

}  // namespace kvm_mmu_bench::addon
