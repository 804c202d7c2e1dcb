// createBatch(): whole boots without a timer inside, for an outer runner.

#include <memory>
#include <thread>
#include <utility>

#include "../core/boot_batch.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"

namespace kvm_mmu_bench::addon {

namespace {

constexpr std::int64_t kMostBoots = 1'000'000;
constexpr std::int64_t kMostRepeats = 1'000'000;

Napi::Value time_batch(const Napi::CallbackInfo& info, core::BootBatch& batch) {
  const auto repeats =
      static_cast<std::size_t>(as_integer(positional(info, 0, "repeats"), 1, kMostRepeats));
  const int cpu = static_cast<int>(as_integer(positional(info, 1, "cpu"), -1, 8191));
  std::vector<double> ticks;
  std::thread([&] { ticks = batch.time(repeats, cpu); }).join();
  return to_typed_array<Napi::Float64Array>(info.Env(), ticks);
}

Napi::Value create_batch(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const core::Subject subject = as_subject(request);
  const auto guest_states = as_guest_states(member(request, "guestStates"));
  const auto resets = as_indices(member(request, "resets"), guest_states.size());
  const auto boots = static_cast<std::size_t>(as_integer(member(request, "boots"), 1, kMostBoots));
  const auto batch = std::make_shared<core::BootBatch>(
      subject, as_strategy(member(request, "strategy")),
      core::make_script(guest_states, as_initial(request, guest_states.size()), resets, {},
                        subject),
      boots);
  Napi::Object handle = Napi::Object::New(env);
  handle.Set("run", Napi::Function::New(
                        env,
                        [batch](const Napi::CallbackInfo& call) -> Napi::Value {
                          return to_js(call.Env(), batch->run());
                        },
                        "run"));
  handle.Set("time", Napi::Function::New(
                         env,
                         [batch](const Napi::CallbackInfo& call) -> Napi::Value {
                           return time_batch(call, *batch);
                         },
                         "time"));
  return handle;
}

}  // namespace

void export_batch(Napi::Env env, Napi::Object exports) {
  exports.Set("createBatch", Napi::Function::New(env, create_batch, "createBatch"));
}

}  // namespace kvm_mmu_bench::addon
