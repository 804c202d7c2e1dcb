// Blocks of memory that are placed anew in an arena whenever asked, and the lines of them that a
// cache state is put on.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../mmu/types.hpp"
#include "arena.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

inline constexpr std::size_t kLinesPerPage = kPageBytes / mmu::kCacheLineBytes;

// The lines that these bytes lie in.
void append_lines(std::vector<std::byte*>& lines, std::byte* begin, std::size_t bytes);

// Where images begin in their first page: at a line half a page from their block's.
constexpr std::size_t usual_image_offset(std::size_t line) {
  return (line + kLinesPerPage / 2) % kLinesPerPage * mmu::kCacheLineBytes;
}

class BlockBank {
 public:
  // Arena bytes that so many blocks want: enough slots that placements differ.
  static std::size_t arena_bytes(std::size_t blocks, std::size_t slot_bytes);

  virtual ~BlockBank() = default;
  BlockBank(const BlockBank&) = delete;
  BlockBank& operator=(const BlockBank&) = delete;

  // Draws pages and offsets for every block and creates them there.
  virtual void place(Random& random) = 0;

  // Every line of the structs, and of all that a reset reaches into. Valid until the next place().
  std::span<std::byte* const> struct_lines() const { return struct_lines_; }
  std::span<std::byte* const> all_lines() const { return all_lines_; }
  // All lines of one block.
  std::span<std::byte* const> lines_of(std::size_t block) const { return lines_of_[block]; }

  const Arena& arena() const { return arena_; }

 protected:
  // Throws std::length_error if the arena has fewer slots than blocks.
  BlockBank(const Arena& arena, std::size_t slot_bytes, std::size_t blocks);

  // put(block, slot, line) for every block: its slot, drawn, and the line of the slot's first page
  // to begin at.
  template <class Put>
  void draw(Random& random, Put put) {
    random.shuffle(std::span(slots_));
    // Structs spread evenly over the sets of a first-level cache.
    const std::size_t rotation = random.below(kLinesPerPage);
    for (std::size_t i = 0; i < blocks_; ++i) {
      put(i, arena_.data() + slots_[i] * slot_bytes_,
          (rotation + i * kLinesPerPage / blocks_) % kLinesPerPage);
    }
  }

  void forget_lines();
  // Of the next block: its struct's, then the others.
  void add_lines(std::vector<std::byte*> of_struct, std::span<std::byte* const> others);

 private:
  const Arena& arena_;
  std::size_t slot_bytes_;
  std::size_t blocks_;
  std::vector<std::size_t> slots_;
  std::vector<std::byte*> struct_lines_;
  std::vector<std::byte*> all_lines_;
  std::vector<std::vector<std::byte*>> lines_of_;
};

}  // namespace kvm_mmu_bench::core
