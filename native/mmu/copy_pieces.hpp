// Which bytes a copying strategy may copy, worked out at compile time from a layout's field list.
//
// The span of a reset also covers bytes that the reset does not own. Those that the image holds
// rightly by definition are copied over (docs/strategies.md says why for each); at any other byte
// the span is cut:
//   copied  roots (kvm_mmu_unload has just invalidated them), root table pointers and translate_gpa
//   (set
//           at vCPU creation for good), holes
//   cut     paging metadata that this mode does not write (an earlier mode's values stay there),
//   pdptrs
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "stores.hpp"
#include "types.hpp"

namespace kvm_mmu_bench::mmu {

struct Piece {
  std::size_t offset;
  std::size_t size_bytes;
};

enum class ByteUse : unsigned char { kOwned, kJustified, kForbidden };

template <class Layout, class Guest>
consteval bool owns_metadata_byte(std::size_t byte) {
  using Mmu = typename Layout::Mmu;
  if constexpr (!Guest::kPaged) return false;
  constexpr std::size_t check = offsetof(Mmu, guest_rsvd_check);
  if (byte < check || byte >= check + sizeof(RsvdBitsValidate)) return true;
  const std::size_t word = (byte - check) / 8;
  if (word == 10) return true;
  return writes_guest_mask<Guest>(static_cast<unsigned>(word / 5), static_cast<unsigned>(word % 5));
}

template <class Layout, class Guest>
consteval auto byte_uses() {
  std::array<ByteUse, sizeof(typename Layout::Mmu)> uses{};
  uses.fill(ByteUse::kJustified);
  for (const Field& field : Layout::kFields) {
    for (std::size_t byte = field.offset; byte < field.offset + field.size_bytes; ++byte) {
      switch (field.role) {
        case FieldRole::kConstant:
        case FieldRole::kRoleDependent:
        case FieldRole::kZeroCheck:
          uses[byte] = ByteUse::kOwned;
          break;
        case FieldRole::kMetadata:
          uses[byte] =
              owns_metadata_byte<Layout, Guest>(byte) ? ByteUse::kOwned : ByteUse::kForbidden;
          break;
        case FieldRole::kRoot:
        case FieldRole::kUntouched:
          uses[byte] = ByteUse::kJustified;
          break;
        case FieldRole::kVolatile:
          uses[byte] = ByteUse::kForbidden;
          break;
      }
    }
  }
  return uses;
}

inline constexpr std::size_t kMaxPieces = 8;

struct Pieces {
  std::array<Piece, kMaxPieces> piece{};
  std::size_t count = 0;
};

// Maximal runs that begin and end with an owned byte and contain no forbidden one.
template <class Layout, class Guest>
consteval Pieces copy_pieces() {
  constexpr auto uses = byte_uses<Layout, Guest>();
  Pieces pieces{};
  bool open = false;
  for (std::size_t byte = 0; byte < uses.size(); ++byte) {
    if (uses[byte] == ByteUse::kForbidden) open = false;
    if (uses[byte] != ByteUse::kOwned) continue;
    if (!open) pieces.piece.at(pieces.count++) = {byte, 0};
    open = true;
    Piece& last = pieces.piece[pieces.count - 1];
    last.size_bytes = byte + 1 - last.offset;
  }
  return pieces;
}

// The run of constant pointers: the fields that the thread's first idea would have copied at once.
// Between them may stand gva_to_gpa, which is stored afterwards, and translate_gpa, which never
// changes.
template <class Layout>
consteval Piece constant_pointers() {
  std::size_t first = sizeof(typename Layout::Mmu);
  std::size_t end = 0;
  for (const Field& field : Layout::kFields) {
    if (field.role != FieldRole::kConstant || field.size_bytes != sizeof(Handler)) continue;
    if (field.offset < first) first = field.offset;
    if (field.offset + field.size_bytes > end) end = field.offset + field.size_bytes;
  }
  return {first, end - first};
}

// Copies each piece with its size known to the copier at compile time, as a memcpy of a struct is.
template <class Copier, Piece kPiece>
KVM_INLINE void copy_piece(std::byte* mmu, const std::byte* image) {
  Copier::template copy<kPiece.size_bytes>(mmu + kPiece.offset, image + kPiece.offset);
}

template <class Copier, class Layout, class Guest>
KVM_INLINE void copy_all_pieces(void* mmu, const std::byte* image) {
  constexpr Pieces pieces = copy_pieces<Layout, Guest>();
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) __attribute__((always_inline)) {
    (copy_piece<Copier, pieces.piece[kIndex]>(static_cast<std::byte*>(mmu), image), ...);
  }
  (std::make_index_sequence<pieces.count>{});
}

}  // namespace kvm_mmu_bench::mmu
