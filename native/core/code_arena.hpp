// Copies of strategies' code at drawn addresses, so that no strategy owes its time to where the
// linker put it.
#pragma once

#include <cstddef>
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

class CodeArena {
 public:
  // Room for these functions; null ones and those of strategies that cannot be moved (memcpy-libc)
  // stay where they are. Throws std::bad_alloc.
  explicit CodeArena(const std::vector<CodeAddress>& functions);
  ~CodeArena();
  CodeArena(const CodeArena&) = delete;
  CodeArena& operator=(const CodeArena&) = delete;

  // Copies every function to an address of its own, any multiple of 16 in a page of its own: the
  // alignments and instruction cache sets that a linker might have chosen. Writable only meanwhile.
  void draw(Random& random);

  // Where the last draw put a function; the function itself before the first.
  template <class Function>
  Function* placed(Function* function) const {
    const auto found = placed_.find(address_of(function));
    return found == placed_.end() ? function : reinterpret_cast<Function*>(found->second);
  }

 private:
  struct Code {
    CodeAddress function;
    std::size_t bytes;
  };

  std::vector<Code> code_;
  std::size_t slot_bytes_;
  std::byte* memory_ = nullptr;
  std::size_t bytes_ = 0;
  std::unordered_map<CodeAddress, const std::byte*> placed_;
};

// Bytes from a strategy function's start to the next one's: at least its own length.
std::size_t code_extent(CodeAddress function);

}  // namespace kvm_mmu_bench::core
