// Copies of strategies' code at drawn addresses, so that no strategy owes its time to where the
// linker put it.
#pragma once

#include <cstddef>
#include <vector>

#include "../mmu/strategy.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

class CodeArena {
 public:
  // Room for this many functions. Throws std::bad_alloc.
  explicit CodeArena(std::size_t functions);
  ~CodeArena();
  CodeArena(const CodeArena&) = delete;
  CodeArena& operator=(const CodeArena&) = delete;

  // Copies every function to an address of its own, any multiple of 16 in a page of its own: the
  // alignments and instruction cache sets that a linker might have chosen. Writable only meanwhile.
  // A function that refers to others (memcpy-libc) stays where it is.
  std::vector<mmu::ResetFn> draw(const std::vector<mmu::ResetFn>& functions, Random& random);

 private:
  std::byte* memory_;
  std::size_t bytes_;
};

// Bytes from a strategy function's start to the next one's: at least its own length.
std::size_t code_extent(mmu::ResetFn function);

}  // namespace kvm_mmu_bench::core
