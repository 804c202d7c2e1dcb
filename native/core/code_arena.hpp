// Copies of strategies' code at drawn addresses, so that no strategy owes its time to where the
// linker put it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "../mmu/strategy.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

// A function of any signature.
using CodeAddress = const void*;

template <class Function>
CodeAddress address_of(Function* function) {
  return reinterpret_cast<CodeAddress>(function);
}

// A function's machine code, which runs at any address.
struct MovableCode {
  CodeAddress function;
  std::size_t bytes;
};

class CodeArena {
 public:
  // Room for these functions. Throws std::bad_alloc.
  explicit CodeArena(std::vector<MovableCode> code);
  ~CodeArena();
  CodeArena(const CodeArena&) = delete;
  CodeArena& operator=(const CodeArena&) = delete;

  // Copies every function to an address of its own, any multiple of 16 in a page of its own: the
  // alignments and instruction cache sets that a linker might have chosen. Writable only meanwhile.
  void draw(Random& random);

  // Where the last draw put a function; the function itself before the first.
  template <class Function>
  Function* placed(Function* function) const {
    const std::byte* placed = placed_code(address_of(function));
    if (placed == nullptr) return function;
    // A function type has no const to keep, which compilers differ about.
    return reinterpret_cast<Function*>(reinterpret_cast<std::uintptr_t>(placed));
  }

  // The same of code that is nothing but bytes, which cannot run where it is; nullptr: the system
  // refuses to make it executable.
  const std::byte* placed_code(CodeAddress code) const {
    const auto found = placed_.find(code);
    return found == placed_.end() ? nullptr : found->second;
  }

 private:
  std::vector<MovableCode> code_;
  std::size_t slot_bytes_;
  std::byte* memory_ = nullptr;
  std::size_t bytes_ = 0;
  std::unordered_map<CodeAddress, const std::byte*> placed_;
};

// Of these strategy functions those that can be moved: null ones and those that cannot
// (memcpy-libc) stay where they are.
std::vector<MovableCode> movable_code(const std::vector<CodeAddress>& functions);

// Bytes from a strategy function's start to the next one's: at least its own length.
std::size_t code_extent(CodeAddress function);

}  // namespace kvm_mmu_bench::core
