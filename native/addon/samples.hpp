// Samples of jobs in a cache state, for JavaScript.
#pragma once

#include <napi.h>

#include "../core/bench.hpp"

namespace kvm_mmu_bench::addon {

std::string_view name_of(core::CacheState state);

Napi::Object describe_samples(Napi::Env env, const core::JobSamples& samples,
                              std::string_view state);

// Of a bank: so many blocks, and resets in one timed region.
Napi::Object describe_bank(Napi::Env env, const core::JobSamples& samples, core::CacheState state,
                           std::size_t blocks, std::size_t resets_per_region);

}  // namespace kvm_mmu_bench::addon
