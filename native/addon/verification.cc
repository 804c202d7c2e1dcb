// probeWrites(), replayBytes(), describeRole(): what tests compare with the facts and with each
// other.

#include <vector>

#include "../core/boot_job.hpp"
#include "../core/verify.hpp"
#include "../core/write_probe.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"

namespace kvm_mmu_bench::addon {

namespace {

Napi::Value probe_writes(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const auto bytes =
      core::written_bytes(as_strategy(member(request, "strategy")), as_subject(request),
                          as_guest_mode(member(request, "guest")), as_early(request));
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("writtenBytes", to_typed_array<Napi::Uint32Array>(info.Env(), bytes));
  return out;
}

core::Templates as_templates(const Napi::Object& request) {
  const Argument kept = member(request, "keepTemplates");
  if (kept.value.IsUndefined()) return core::Templates::kMadeAnew;
  return as_integer(kept, 0, 1) != 0 ? core::Templates::kKept : core::Templates::kMadeAnew;
}

Napi::Value replay_bytes(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const core::Subject subject = as_subject(request);
  const mmu::Strategy& strategy = as_strategy(member(request, "strategy"));
  const auto guest_states = as_guest_states(member(request, "guestStates"));
  const auto resets = as_indices(member(request, "resets"), guest_states.size());
  const core::BootScript script = core::make_script(
      guest_states, as_initial(request, guest_states.size()), resets, {}, subject);
  const core::StructBytes bytes =
      core::bytes_after(script, strategy, subject, as_templates(request));
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("root", to_typed_array<Napi::Uint8Array>(info.Env(), bytes.root_mmu));
  out.Set("nested", to_typed_array<Napi::Uint8Array>(info.Env(), bytes.nested_mmu));
  return out;
}

std::vector<std::uint64_t> words(const mmu::RsvdBitsValidate& check) {
  std::vector<std::uint64_t> out;
  for (const auto& masks : check.mask) out.insert(out.end(), std::begin(masks), std::end(masks));
  out.push_back(check.bad_mt_xwr);
  return out;
}

Napi::Value describe_role(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const mmu::RoleState state = core::role_state(
      as_guest_states(member(request, "guestStates")).front(), as_subject(request));
  Napi::Object out = Napi::Object::New(env);
  out.Set("guest", to_js(env, mmu::GuestModes::kNames[static_cast<std::size_t>(state.mode)]));
  out.Set("roleBase", state.words.role.base);
  out.Set("roleExt", state.words.role.ext);
  out.Set("rootRole", state.words.root_role);
  out.Set("rootLevel", state.root_level);
  out.Set("shadowRootLevel", state.shadow_root_level);
  out.Set("permissions", to_typed_array<Napi::Uint8Array>(env, state.permissions));
  out.Set("pkruMask", state.pkru_mask);
  out.Set("guestReservedBits",
          to_typed_array<Napi::BigUint64Array>(env, words(state.guest_rsvd_check)));
  out.Set("shadowZeroBits",
          to_typed_array<Napi::BigUint64Array>(env, words(state.shadow_zero_check)));
  return out;
}

}  // namespace

void export_verification(Napi::Env env, Napi::Object exports) {
  exports.Set("probeWrites", Napi::Function::New(env, probe_writes, "probeWrites"));
  exports.Set("replayBytes", Napi::Function::New(env, replay_bytes, "replayBytes"));
  exports.Set("describeRole", Napi::Function::New(env, describe_role, "describeRole"));
}

}  // namespace kvm_mmu_bench::addon
