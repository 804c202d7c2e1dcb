// From a program to a function's machine code, the same instructions as the compiled strategies'
// (but for which registers they use), in straight lines but for a copy's own loop. The code refers
// to nothing by its distance, so it runs at any address; its type is ProgramFn.
#pragma once

#include "encoder.hpp"
#include "store_program.hpp"

namespace kvm_mmu_bench::core {

// More than a struct's stores need, or any sensible copies of it.
inline constexpr std::size_t kMostProgramBytes = std::size_t{128} << 10;

// Throws std::length_error beyond kMostProgramBytes.
x86::Code emit(const Program& program);

}  // namespace kvm_mmu_bench::core
