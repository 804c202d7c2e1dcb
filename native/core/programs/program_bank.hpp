// A bank of plain blocks: a struct of any size at a phase, and its images, placed anew whenever
// asked.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../timed_region.hpp"

namespace kvm_mmu_bench::core {

// A reset alternates between two states of the struct.
inline constexpr std::size_t kProgramStates = 2;

// The struct that programs write.
struct ProgramStruct {
  std::size_t bytes;  // 1..kMostStructBytes
  std::size_t phase;  // of its first byte in its line

  // From one state's values or image to the other's.
  std::size_t stride() const;
};

class ProgramBank : public BlockBank {
 public:
  static std::size_t arena_bytes(std::size_t blocks, const ProgramStruct& subject);
  // Of one block.
  static std::size_t slot_bytes(const ProgramStruct& subject);

  // states: the struct's bytes after a reset to either state, subject.stride() apart; must outlive
  // the bank.
  ProgramBank(const Arena& arena, const ProgramStruct& subject, const std::byte* states,
              std::size_t blocks);

  void place(Random& random) override;

  // A block in memory of the caller's, slot_bytes() of it: outside the bank.
  ProgramBlock make(std::byte* slot) const { return put(slot, 0); }

  // As a reset to state 0 leaves it.
  void create(const ProgramBlock& block) const;
  void create() const;

  std::span<const ProgramBlock> blocks() const { return blocks_; }

 private:
  ProgramBlock put(std::byte* slot, std::size_t line) const;

  ProgramStruct subject_;
  const std::byte* states_;
  std::vector<ProgramBlock> blocks_;
};

}  // namespace kvm_mmu_bench::core
