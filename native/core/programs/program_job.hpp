// Bank jobs of code that is made when they begin, for structs of any layout; measured as compiled
// strategies are.
#pragma once

#include "../bench.hpp"
#include "../retirement.hpp"
#include "program_bank.hpp"
#include "store_program.hpp"

namespace kvm_mmu_bench::core {

struct ProgramSpec {
  ProgramStruct subject;
  // The struct's bytes after a reset to either state, subject.stride() apart.
  std::vector<std::byte> states;
  std::vector<Program> columns;
  CacheState state;
  Retirement retirement;
  // Core cycles of delay added to each reset of a column; empty: none, and no code for it.
  std::vector<std::size_t> injected_cycles;
  Schedule schedule;
  // To be counted beside the time.
  std::vector<const CounterEvent*> counters;
};

struct ProgramSamples {
  JobSamples job;
  std::size_t blocks;
  std::size_t resets_per_region;
};

// Throws std::runtime_error where the system makes no memory executable, std::bad_alloc,
// std::length_error (emit()).
ProgramSamples run_programs(const ProgramSpec& spec, const JobControl& control);

struct ProgramProbe {
  // Offsets that the program writes, ascending, found by running it on two opposite fillings.
  std::vector<std::uint32_t> written;
  // The struct, all zero before.
  std::vector<std::byte> bytes;
};

// values, image: of the struct's size.
ProgramProbe probe(const Program& program, std::span<const std::byte> values,
                   std::span<const std::byte> image);

}  // namespace kvm_mmu_bench::core
