// probeWrites(), replayBytes(), describeRole(): what tests compare with the facts and with each
// other.

#include <vector>

#include "../core/boot_job.hpp"
#include "../core/verify.hpp"
#include "../core/write_probe.hpp"
#include "../mmu/role_state.hpp"
#include "arguments.hpp"
#include "conversion.hpp"
#include "exports.hpp"

namespace kvm_mmu_bench::addon {

namespace {

Napi::Value probe_writes(const Napi::CallbackInfo& info) {
  const auto bytes = core::written_bytes(as_strategy(positional(info, 1, "strategy")),
                                         as_layout(positional(info, 0, "layout")),
                                         as_guest_mode(positional(info, 2, "guest")));
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("writtenBytes", to_typed_array<Napi::Uint32Array>(info.Env(), bytes));
  return out;
}

Napi::Value replay_bytes(const Napi::CallbackInfo& info) {
  const std::size_t layout = as_layout(positional(info, 0, "layout"));
  const mmu::Strategy& strategy = as_strategy(positional(info, 1, "strategy"));
  const auto guest_states = as_guest_states(positional(info, 2, "guestStates"));
  const auto resets = as_indices(positional(info, 3, "resets"), guest_states.size());
  const core::BootScript script =
      core::make_script(guest_states, resets, {}, mmu::kLayouts[layout]);
  const std::vector<std::uint8_t> bytes = core::bytes_after(script, strategy, layout);
  return to_typed_array<Napi::Uint8Array>(info.Env(), bytes);
}

std::vector<std::uint64_t> words(const mmu::RsvdBitsValidate& check) {
  std::vector<std::uint64_t> out;
  for (const auto& masks : check.mask) out.insert(out.end(), std::begin(masks), std::end(masks));
  out.push_back(check.bad_mt_xwr);
  return out;
}

Napi::Value describe_role(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto word = [&](std::size_t index, const char* name) {
    return static_cast<std::uint64_t>(as_integer(positional(info, index, name), 0, 0xffffffff));
  };
  const mmu::GuestRegisters registers{.cr0 = word(0, "cr0"),
                                      .cr4 = word(1, "cr4"),
                                      .efer = word(2, "efer"),
                                      .smm = as_integer(positional(info, 3, "smm"), 0, 1) != 0};
  const mmu::RoleState state = mmu::compute_role_state(registers, {}, false);
  Napi::Object out = Napi::Object::New(env);
  out.Set("guest", to_js(env, mmu::GuestModes::kNames[static_cast<std::size_t>(state.mode)]));
  out.Set("roleBase", state.role.base);
  out.Set("roleExt", state.role.ext);
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
