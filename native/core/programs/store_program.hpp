// What a reset does to one struct, step by step: the source of code made at run time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "../../mmu/recipe.hpp"

namespace kvm_mmu_bench::core {

// Everything of a step lies within the first so many bytes of a struct.
inline constexpr std::size_t kMostStructBytes = 4096;
inline constexpr std::size_t kMostSteps = 4096;

// A number in the instruction, to `bytes` (1, 2, 4, 8) at `offset`; sign-extended to 8.
struct StoreImmediate {
  std::uint32_t offset;
  std::uint32_t bytes;
  std::int32_t value;

  friend bool operator==(const StoreImmediate&, const StoreImmediate&) = default;
};

// What the state's values, which are always hot, hold at the same offset: loaded just before.
struct StoreValue {
  std::uint32_t offset;
  std::uint32_t bytes;

  friend bool operator==(const StoreValue&, const StoreValue&) = default;
};

// So many bytes from the state's image, which is the block's own, to the same offset.
struct Copy {
  mmu::CopierKind copier;
  std::uint32_t offset;
  std::uint32_t bytes;

  friend bool operator==(const Copy&, const Copy&) = default;
};

using Step = std::variant<StoreImmediate, StoreValue, Copy>;
using Program = std::vector<Step>;

// CPU features without which a copier does not run or is not worth its name, as mmu::Feature bits.
std::uint32_t needs_of(mmu::CopierKind copier);
// The same of all of a program.
std::uint32_t needs_of(const Program& program);

}  // namespace kvm_mmu_bench::core
