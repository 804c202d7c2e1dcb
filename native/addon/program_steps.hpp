// Programs as JavaScript has them: rows of [kind, offset, bytes, value], kinds by their index.
#pragma once

#include "../core/programs/store_program.hpp"
#include "arguments.hpp"

namespace kvm_mmu_bench::addon {

// Every kind of step, in the order of their indices: {name, description, unavailable}.
Napi::Array describe_program_steps(Napi::Env env);

// `structBytes`: size of the struct that programs write.
std::size_t as_struct_bytes(const Napi::Object& request);

// An Int32Array of rows, each within the struct and of a kind that this CPU has.
core::Program as_program(const Argument& argument, std::size_t struct_bytes);

}  // namespace kvm_mmu_bench::addon
