// createBatch(): whole boots without a timer inside, for an outer runner.

#include <future>
#include <memory>
#include <utility>

#include "../core/boot_batch.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"

namespace kvm_mmu_bench::addon {

namespace {

constexpr std::int64_t kMostBoots = 1'000'000;
constexpr std::int64_t kMostRepeats = 1'000'000;

// A batch that JavaScript holds, in memory that its garbage collector should know of: megabytes
// behind two small functions.
class HeldBatch {
 public:
  HeldBatch(Napi::Env env, const core::Subject& subject, const mmu::Strategy& strategy,
            core::BootScript script, std::size_t boots)
      : env_(env),
        bytes_(static_cast<std::int64_t>(core::VcpuBank::arena_bytes(1, script.states.size()))),
        batch_(subject, strategy, std::move(script), boots) {
    tell(bytes_);
  }
  ~HeldBatch() { tell(-bytes_); }
  HeldBatch(const HeldBatch&) = delete;
  HeldBatch& operator=(const HeldBatch&) = delete;

  core::BootBatch& batch() { return batch_; }

 private:
  // In plain C: a destructor must not throw.
  void tell(std::int64_t change) const {
    std::int64_t in_all = 0;
    napi_adjust_external_memory(env_, change, &in_all);
  }

  napi_env env_;
  std::int64_t bytes_;
  core::BootBatch batch_;
};

Napi::Value time_batch(const Napi::CallbackInfo& info, core::BootBatch& batch) {
  const auto repeats =
      static_cast<std::size_t>(as_integer(positional(info, 0, "repeats"), 1, kMostRepeats));
  const int cpu = static_cast<int>(as_integer(positional(info, 1, "cpu"), -1, 8191));
  // On a thread of its own, which gets pinned; what it throws arrives here.
  const std::vector<double> ticks =
      std::async(std::launch::async, [&] { return batch.time(repeats, cpu); }).get();
  return to_typed_array<Napi::Float64Array>(info.Env(), ticks);
}

Napi::Value create_batch(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const core::Subject subject = as_subject(request);
  const auto guest_states = as_guest_states(member(request, "guestStates"));
  const auto resets = as_indices(member(request, "resets"), guest_states.size());
  const auto boots = static_cast<std::size_t>(as_integer(member(request, "boots"), 1, kMostBoots));
  const auto held = std::make_shared<HeldBatch>(
      env, subject, as_strategy(member(request, "strategy")),
      core::make_script(guest_states, as_initial(request, guest_states.size()), resets, {},
                        subject),
      boots);
  Napi::Object handle = Napi::Object::New(env);
  handle.Set("run", Napi::Function::New(
                        env,
                        [held](const Napi::CallbackInfo& call) -> Napi::Value {
                          return to_js(call.Env(), held->batch().run());
                        },
                        "run"));
  handle.Set("time", Napi::Function::New(
                         env,
                         [held](const Napi::CallbackInfo& call) -> Napi::Value {
                           return time_batch(call, held->batch());
                         },
                         "time"));
  return handle;
}

}  // namespace

void export_batch(Napi::Env env, Napi::Object exports) {
  exports.Set("createBatch", Napi::Function::New(env, create_batch, "createBatch"));
}

}  // namespace kvm_mmu_bench::addon
