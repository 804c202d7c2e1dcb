// What a strategy does, in words: enough to make its code for a layout that was not known when this
// was compiled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kvm_mmu_bench::mmu {

// How bytes are copied.
enum class CopierKind : std::uint8_t {
  kRepMovsb,
  kRepMovsq,
  kMov64,
  kLibc,
  kAvx2,
  kAvx512,
  kNontemporal,
};

// In the order of CopierKind.
inline constexpr std::array<std::string_view, 7> kCopierNames{
    "rep-movsb", "rep-movsq", "mov64", "libc", "avx2", "avx512", "nontemporal"};

enum class RecipeKind : std::uint8_t {
  kNone,             // it cannot be told
  kNothing,          // no instruction at all
  kStores,           // field by field, without what it leaves to vCPU creation
  kCopies,           // all that a reset writes, from a prepared struct
  kCopiesConstants,  // the run of constant pointers from a prepared struct, the rest field by field
};

struct Recipe {
  RecipeKind kind = RecipeKind::kNone;
  // Of the two that copy.
  CopierKind copier{};
};

// A copier that does not say its kind can only be measured as compiled code.
template <class Copier>
constexpr Recipe copying(RecipeKind kind) {
  if constexpr (requires { Copier::kKind; }) return {.kind = kind, .copier = Copier::kKind};
  return {};
}

}  // namespace kvm_mmu_bench::mmu
