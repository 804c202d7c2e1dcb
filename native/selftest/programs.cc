// Copies of any size, and code made at run time.

#include <algorithm>
#include <cstring>

#include "../core/code_arena.hpp"
#include "../core/executable_memory.hpp"
#include "../core/names.hpp"
#include "../core/programs/emit.hpp"
#include "../core/programs/program_job.hpp"
#include "../mmu/copies/copies.hpp"
#include "guarded.hpp"
#include "self_test.hpp"

namespace kvm_mmu_bench::selftest {

namespace {

constexpr std::uint64_t kSeed = 1;

void fill(const Guarded& memory, core::Random& random) {
  for (std::size_t i = 0; i < memory.size(); ++i) {
    memory.data()[i] = static_cast<std::byte>(random.next());
  }
}

bool is_same(const Guarded& one, const Guarded& other) {
  return std::memcmp(one.data(), other.data(), one.size()) == 0;
}

void check_routine(Checks& checks, const mmu::CopyRoutine& routine, std::size_t bytes, Edge edge,
                   core::Random& random) {
  const Guarded to(bytes, edge);
  const Guarded from(bytes, edge);
  fill(from, random);
  routine.copy(to.data(), from.data(), bytes);
  checks.expect(is_same(to, from),
                std::string(routine.name) + ": " + std::to_string(bytes) + " bytes are not copied");
}

// Every kind of step, by the number that JavaScript has for it.
core::Step random_step(std::size_t kind, std::size_t struct_bytes, core::Random& random) {
  std::size_t width = std::size_t{1} << random.below(4);
  while (width > struct_bytes) width /= 2;
  const std::size_t copied = 1 + random.below(struct_bytes);
  const std::size_t bytes = kind < 2 ? width : copied;
  const auto length = static_cast<std::uint32_t>(bytes);
  const auto offset = static_cast<std::uint32_t>(random.below(struct_bytes - bytes + 1));
  if (kind == 0) {
    return core::StoreImmediate{offset, length, static_cast<std::int32_t>(random.next())};
  }
  if (kind == 1) return core::StoreValue{offset, length};
  return core::Copy{static_cast<mmu::CopierKind>(kind - 2), offset, length};
}

constexpr std::size_t kKinds = 2 + mmu::kCopierNames.size();

core::Program random_program(std::size_t struct_bytes, const core::Cpu& cpu, core::Random& random) {
  core::Program program;
  for (std::size_t steps = random.below(12); steps > 0; --steps) {
    program.push_back(random_step(random.below(kKinds), struct_bytes, random));
    const bool lacking = !core::missing_features(core::needs_of(program), cpu).empty();
    if (lacking) program.pop_back();
  }
  return program;
}

// What the steps say, in C++.
void apply(const core::Program& program, const Guarded& to, const Guarded& values,
           const Guarded& image) {
  for (const core::Step& step : program) {
    if (const auto* number = std::get_if<core::StoreImmediate>(&step)) {
      const std::int64_t value = number->value;
      std::memcpy(to.data() + number->offset, &value, number->bytes);
    } else if (const auto* stored = std::get_if<core::StoreValue>(&step)) {
      std::memcpy(to.data() + stored->offset, values.data() + stored->offset, stored->bytes);
    } else if (const auto* copy = std::get_if<core::Copy>(&step)) {
      std::memcpy(to.data() + copy->offset, image.data() + copy->offset, copy->bytes);
    }
  }
}

void check_program(Checks& checks, const core::Program& program, std::size_t struct_bytes,
                   Edge edge, core::Random& random) {
  const core::x86::Code code = core::emit(program);
  core::ExecutableMemory memory(code.size());
  std::copy(code.begin(), code.end(), reinterpret_cast<std::uint8_t*>(memory.data()));
  memory.seal();
  const Guarded made(struct_bytes, edge);
  const Guarded expected(struct_bytes, edge);
  const Guarded values(struct_bytes, edge);
  const Guarded image(struct_bytes, edge);
  fill(values, random);
  fill(image, random);
  reinterpret_cast<core::ProgramFn>(memory.data())(made.data(), values.data(), image.data());
  apply(program, expected, values, image);
  checks.expect(is_same(made, expected),
                "a program of " + std::to_string(program.size()) + " steps does something else");
}

}  // namespace

void check_copies(Checks& checks) {
  core::Random random(kSeed);
  const core::Cpu cpu = core::identify_cpu();
  for (const mmu::CopyRoutine& routine : mmu::copy_routines()) {
    if (!core::missing_features(routine.needs, cpu).empty()) continue;
    for (std::size_t bytes = 0; bytes <= 520; ++bytes) {
      for (const Edge edge : {Edge::kBegin, Edge::kEnd}) {
        check_routine(checks, routine, bytes, edge, random);
      }
    }
    for (const Edge edge : {Edge::kBegin, Edge::kEnd}) {
      check_routine(checks, routine, 4096, edge, random);
    }
  }
}

void check_programs(Checks& checks) {
  constexpr int kPrograms = 3000;
  core::Random random(kSeed);
  const core::Cpu cpu = core::identify_cpu();
  for (int i = 0; i < kPrograms; ++i) {
    const bool large = random.below(20) == 0;
    const std::size_t bytes = 1 + random.below(large ? core::kMostStructBytes : 448);
    const Edge edge = random.below(2) == 0 ? Edge::kBegin : Edge::kEnd;
    check_program(checks, random_program(bytes, cpu, random), bytes, edge, random);
  }
}

}  // namespace kvm_mmu_bench::selftest
