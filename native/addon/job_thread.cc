#include "job_thread.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace kvm_mmu_bench::addon {

namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(50);

// Shared by the thread, the cancel function and the environment's cleanup; the last one to leave
// frees it.
struct Job {
  explicit Job(Napi::Env env) : deferred(Napi::Promise::Deferred::New(env)) {}

  Napi::Promise::Deferred deferred;
  Napi::ThreadSafeFunction to_javascript;
  std::atomic<bool> cancelled = false;
  std::thread thread;
  Deliver deliver;
  std::string error;

  void join() {
    if (thread.joinable()) thread.join();
  }
};

void settle(Napi::Env env, Job& job) {
  if (job.error.empty()) {
    job.deferred.Resolve(job.deliver(env));
  } else {
    job.deferred.Reject(Napi::Error::New(env, job.error).Value());
  }
}

// In plain C, because what ends the call may be the end of a worker: then nothing may throw, and
// there is no exception to fetch. What the callback itself throws is as uncaught as in any timer;
// the job goes on.
void tell(napi_env env, napi_value on_round, std::size_t done) {
  napi_value receiver = nullptr;
  napi_value argument = nullptr;
  if (napi_get_undefined(env, &receiver) != napi_ok ||
      napi_create_double(env, static_cast<double>(done), &argument) != napi_ok ||
      napi_call_function(env, receiver, on_round, 1, &argument, nullptr) == napi_ok) {
    return;
  }
  bool pending = false;
  napi_value thrown = nullptr;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
  if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) napi_fatal_exception(env, thrown);
}

// Progress is dropped, not queued, while JavaScript is busy with an earlier one.
class Progress {
 public:
  explicit Progress(Napi::ThreadSafeFunction& to_javascript) : to_javascript_(to_javascript) {}

  void report(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < kProgressInterval) return;
    last_ = now;
    to_javascript_.NonBlockingCall([done](Napi::Env env, Napi::Function on_round) {
      if (static_cast<napi_env>(env) != nullptr) tell(env, on_round, done);
    });
  }

 private:
  Napi::ThreadSafeFunction& to_javascript_;
  std::chrono::steady_clock::time_point last_{};
};

void run(const std::shared_ptr<Job>& job, const Work& work) {
  Progress progress(job->to_javascript);
  try {
    job->deliver = work({job->cancelled, [&](std::size_t done) { progress.report(done); }});
  } catch (const std::exception& error) {
    job->error = error.what();
  }
  job->to_javascript.NonBlockingCall([job](Napi::Env env, Napi::Function) {
    if (static_cast<napi_env>(env) != nullptr) settle(env, *job);
  });
  job->to_javascript.Release();
}

}  // namespace

Napi::Object start_job(Napi::Env env, Napi::Function on_round, Work work) {
  const auto job = std::make_shared<Job>(env);
  // The finalizer runs when the job has ended, or when the environment goes away under it.
  job->to_javascript =
      Napi::ThreadSafeFunction::New(env, on_round, "kvm-mmu-bench job", 0, 1, [job](Napi::Env) {
        job->cancelled = true;
        job->join();
      });
  try {
    job->thread = std::thread([job, work = std::move(work)] { run(job, work); });
  } catch (const std::system_error& error) {
    // Nobody else will settle it, or let the environment go.
    job->error = std::string("no thread can be started: ") + error.what();
    settle(env, *job);
    job->to_javascript.Abort();
  }
  Napi::Object handle = Napi::Object::New(env);
  handle.Set("samples", job->deferred.Promise());
  handle.Set("cancel",
             Napi::Function::New(
                 env, [job](const Napi::CallbackInfo&) { job->cancelled = true; }, "cancel"));
  return handle;
}

}  // namespace kvm_mmu_bench::addon
