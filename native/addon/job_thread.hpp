// A measuring job on a thread of its own, seen from JavaScript as {samples: Promise, cancel()}.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "../core/job.hpp"

namespace kvm_mmu_bench::addon {

// Turns a finished job into the value that `samples` resolves with; runs on the JavaScript thread.
using Deliver = std::function<Napi::Value(Napi::Env)>;

// Does the work on the job's thread and returns how to deliver it. A std::exception rejects
// `samples`.
using Work = std::function<Deliver(const core::JobControl&)>;

// on_round(done) is called on the JavaScript thread, some twenty times a second at most.
Napi::Object start_job(Napi::Env env, Napi::Function on_round, Work work);

}  // namespace kvm_mmu_bench::addon
