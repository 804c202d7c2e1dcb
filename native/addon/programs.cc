// startPrograms(), assembleProgram(), probeProgram(): code made at run time.

#include <algorithm>
#include <cstring>

#include "../core/programs/emit.hpp"
#include "../core/programs/program_job.hpp"
#include "conversion.hpp"
#include "exports.hpp"
#include "job_thread.hpp"
#include "program_steps.hpp"
#include "samples.hpp"

namespace kvm_mmu_bench::addon {

namespace {

// The struct's bytes in either state, one after the other; then as far apart as they are used.
std::vector<std::byte> as_states(const Argument& argument, const core::ProgramStruct& subject) {
  const std::vector<std::uint8_t> bytes = as_uint8s(argument);
  if (bytes.size() != core::kProgramStates * subject.bytes) {
    throw Napi::RangeError::New(argument.value.Env(), argument.name + " must be " +
                                                          std::to_string(subject.bytes) +
                                                          " bytes for each of two states, not " +
                                                          std::to_string(bytes.size()) + " in all");
  }
  std::vector<std::byte> states(core::kProgramStates * subject.stride());
  for (std::size_t i = 0; i < core::kProgramStates; ++i) {
    const auto state = std::as_bytes(std::span(bytes)).subspan(i * subject.bytes, subject.bytes);
    std::copy(state.begin(), state.end(), states.data() + i * subject.stride());
  }
  return states;
}

std::vector<core::Program> as_programs(const Argument& argument, std::size_t struct_bytes) {
  std::vector<core::Program> programs;
  for (const Argument& item : as_items(argument, "programs")) {
    const Napi::Object column = as_object(item);
    as_string({column.Get("name"), item.name + ".name"});
    programs.push_back(as_program({column.Get("steps"), item.name + ".steps"}, struct_bytes));
  }
  return programs;
}

Napi::Value start_programs(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const Napi::Function on_round = as_function(positional(info, 1, "onRound"));
  core::ProgramSpec spec{.subject = {.bytes = as_struct_bytes(request),
                                     .phase = as_phase(member(request, "phase"), 0)},
                         .states = {},
                         .columns = {},
                         .state = as_state(member(request, "state")),
                         .retirement = as_retirement(member(request, "retirement")),
                         .injected_cycles = {},
                         .schedule = {},
                         .counters = {}};
  spec.states = as_states(member(request, "images"), spec.subject);
  spec.columns = as_programs(member(request, "columns"), spec.subject.bytes);
  spec.injected_cycles = as_injection(member(request, "injectedCycles"), spec.columns.size());
  spec.schedule = as_schedule(request, spec.columns.size());
  spec.counters = as_counters(member(request, "counters"));
  return start_job(
      info.Env(), on_round, [spec = std::move(spec)](const core::JobControl& control) -> Deliver {
        return [samples = core::run_programs(spec, control), state = spec.state](Napi::Env env) {
          return describe_bank(env, samples.job, state, samples.blocks, samples.resets_per_region);
        };
      });
}

core::Program as_one_program(const Napi::Object& request, std::size_t struct_bytes) {
  return as_program(member(request, "steps"), struct_bytes);
}

Napi::Value assemble_program(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const core::Program program = as_one_program(request, as_struct_bytes(request));
  return to_typed_array<Napi::Uint8Array>(info.Env(), core::emit(program));
}

Napi::Value probe_program(const Napi::CallbackInfo& info) {
  const Napi::Object request = as_object(positional(info, 0, "request"));
  const std::size_t struct_bytes = as_struct_bytes(request);
  const core::Program program = as_one_program(request, struct_bytes);
  const core::ProgramStruct subject{.bytes = struct_bytes, .phase = 0};
  const Argument images = member(request, "images");
  const std::vector<std::byte> states =
      images.value.IsUndefined() ? std::vector<std::byte>(core::kProgramStates * subject.stride())
                                 : as_states(images, subject);
  const auto state = [&](std::size_t index) {
    return std::span(states).subspan(index * subject.stride(), struct_bytes);
  };
  const core::ProgramProbe probe = core::probe(program, state(0), state(1));
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("writtenBytes", to_typed_array<Napi::Uint32Array>(info.Env(), probe.written));
  Napi::Uint8Array bytes = Napi::Uint8Array::New(info.Env(), struct_bytes);
  std::memcpy(bytes.Data(), probe.bytes.data(), struct_bytes);
  out.Set("bytes", bytes);
  return out;
}

}  // namespace

void export_programs(Napi::Env env, Napi::Object exports) {
  exports.Set("startPrograms", Napi::Function::New(env, start_programs, "startPrograms"));
  exports.Set("assembleProgram", Napi::Function::New(env, assemble_program, "assembleProgram"));
  exports.Set("probeProgram", Napi::Function::New(env, probe_program, "probeProgram"));
}

}  // namespace kvm_mmu_bench::addon
