#include "program_job.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "../bank_job.hpp"
#include "../code_arena.hpp"
#include "../executable_memory.hpp"
#include "../write_probe.hpp"
#include "emit.hpp"

namespace kvm_mmu_bench::core {

namespace {

// A bank of strategies has blocks of less than so many bytes; here more of them would not fit where
// the state wants them.
constexpr std::size_t kMostHotBytes = std::size_t{4} << 10;
constexpr std::size_t kMostEvictedBytes = std::size_t{64} << 10;

// As for the stores of strategies, with fewer blocks of a large struct; where they are passed over
// many times, the more often.
Region region_of(CacheState state, const ProgramStruct& subject) {
  Region region = region_of(state, Scope::kWrites);
  const bool hot = state == CacheState::kHot;
  const std::size_t most_bytes = hot ? kMostHotBytes : kMostEvictedBytes;
  for (; region.blocks > 1 && region.blocks * subject.stride() > most_bytes; region.blocks /= 2) {
    if (hot) region.passes *= 2;
  }
  return region;
}

std::vector<x86::Code> emit_all(const std::vector<Program>& programs) {
  std::vector<x86::Code> codes;
  for (const Program& program : programs) codes.push_back(emit(program));
  return codes;
}

std::vector<MovableCode> movable(const std::vector<x86::Code>& codes) {
  std::vector<MovableCode> all;
  for (const x86::Code& code : codes) all.push_back({code.data(), code.size()});
  return all;
}

// Where a job of programs measures: a bench with its code, arena and bank.
class ProgramBench : public Bench {
 public:
  ProgramBench(const ProgramSpec& spec, std::size_t blocks)
      : Bench({.schedule = spec.schedule,
               .state = spec.state,
               .check_state = true,
               .counters = spec.counters,
               .columns = spec.columns.size()}),
        codes_(emit_all(spec.columns)),
        code_arena_(movable(codes_)),
        arena_(ProgramBank::arena_bytes(blocks, spec.subject)),
        spare_memory_(ProgramBank::slot_bytes(spec.subject)),
        bank_(arena_, spec.subject, spec.states.data(), blocks),
        spare_(bank_.make(spare_memory_.data())) {}

  ProgramBank& bank() { return bank_; }
  const ProgramBlock& spare() const { return spare_; }

  void draw_code() { code_arena_.draw(random()); }

  ProgramFn code(std::size_t column) const {
    const std::byte* placed = code_arena_.placed_code(codes_[column].data());
    if (placed == nullptr) throw std::runtime_error("the system makes no memory executable");
    return reinterpret_cast<ProgramFn>(reinterpret_cast<std::uintptr_t>(placed));
  }

 private:
  std::vector<x86::Code> codes_;
  CodeArena code_arena_;
  Arena arena_;
  Arena spare_memory_;
  ProgramBank bank_;
  ProgramBlock spare_;
};

}  // namespace

ProgramSamples run_programs(const ProgramSpec& spec, const JobControl& control) {
  const Region region = region_of(spec.state, spec.subject);
  ProgramBench bench(spec, region.blocks);
  const bool injected = !spec.injected_cycles.empty();
  const SlideArena slides(spec.injected_cycles);
  // Shared by all blocks and hot, as the values of compiled strategies are.
  const ProgramStates states{.first = spec.states.data(), .stride = spec.subject.stride()};
  const auto measure = [&](std::size_t column) {
    const ResetCode<ProgramFn> code{.reset = bench.code(column),
                                    .delay = injected ? slides.slide(column) : nullptr};
    const auto time = [&](std::span<const ProgramBlock> blocks, std::size_t passes) {
      return time_programs(blocks, code, states, kFirstState, passes, spec.retirement);
    };
    bench.bank().create();
    bench.bank().create(bench.spare());
    return bench.region(column, bench.bank(), bench.bank().blocks(), bench.spare(), region.passes,
                        time);
  };
  const auto draw_code = [&] { bench.draw_code(); };
  return {
      .job = bench.run(control, bench.bank(), draw_code, measure, settling(spec.state, measure)),
      .blocks = region.blocks,
      .resets_per_region = region.blocks * region.passes};
}

ProgramProbe probe(const Program& program, std::span<const std::byte> values,
                   std::span<const std::byte> image) {
  const x86::Code code = emit(program);
  ExecutableMemory memory(code.size());
  std::memcpy(memory.data(), code.data(), code.size());
  memory.seal();
  const auto reset = reinterpret_cast<ProgramFn>(memory.data());
  const auto after = [&](std::byte filling) {
    std::vector<std::byte> bytes(image.size(), filling);
    reset(bytes.data(), values.data(), image.data());
    return bytes;
  };
  std::vector<std::byte> bytes = after(std::byte{0x00});
  std::vector<std::uint32_t> written = same_bytes(bytes, after(std::byte{0xff}));
  return {.written = std::move(written), .bytes = std::move(bytes)};
}

}  // namespace kvm_mmu_bench::core
