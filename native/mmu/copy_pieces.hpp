// What a copying strategy copies: pieces of the image that an equivalent copy may cover, worked out
// at compile time from a layout's field list.
//
// The span of a reset also covers bytes that the reset does not own. Those that the image holds
// rightly by definition are copied over (docs/strategies.md says why for each); at any other byte
// the span is cut:
//   copied  roots (kvm_mmu_unload has just invalidated them), root table pointers and translate_gpa
//           (set at vCPU creation for good), holes, what this kind of MMU never writes
//   cut     masks and metadata that this mode does not write (an earlier mode's values stay there),
//           pdptrs
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "call.hpp"
#include "types.hpp"

namespace kvm_mmu_bench::mmu {

struct Piece {
  std::size_t offset;
  std::size_t size_bytes;
};

// A field's role on TDP is its layout's; shadow paging and nested_mmu see some fields otherwise.
consteval FieldRole role_on(MmuKind kind, const Field& field) {
  const std::string_view name = field.name;
  const bool follows_paging_mode = name == "page_fault" || name == "sync_page" ||
                                   name == "sync_spte" || name == "direct_map" ||
                                   name == "shadow_root_level";
  if (kind == MmuKind::kShadow && (follows_paging_mode || name == "invlpg")) {
    return FieldRole::kRoleDependent;
  }
  if (kind == MmuKind::kNested &&
      (follows_paging_mode || name == "root_role" || field.role == FieldRole::kZeroCheck)) {
    return FieldRole::kUntouched;
  }
  return field.role;
}

enum class ByteUse : unsigned char { kOwned, kJustified, kForbidden };

// Of a RsvdBitsValidate: the last word is always written with the masks.
// Not consteval, which clang 14 refuses to call with a lambda in a template.
template <class WritesMask>
constexpr bool owns_mask_byte(std::size_t byte, WritesMask writes_mask) {
  const std::size_t word = byte / 8;
  if (word == 10) return true;
  return writes_mask(static_cast<unsigned>(word / 5), static_cast<unsigned>(word % 5));
}

template <class Layout, class Guest>
consteval bool owns_metadata_byte(std::size_t byte) {
  using Mmu = typename Layout::Mmu;
  if constexpr (!Guest::kPaged) return false;
  constexpr std::size_t check = offsetof(Mmu, guest_rsvd_check);
  if (byte < check || byte >= check + sizeof(RsvdBitsValidate)) return true;
  return owns_mask_byte(byte - check, [](unsigned large, unsigned level) {
    return has_mask(Guest::kRootLevel, large, level);
  });
}

template <MmuKind kKind, class Guest>
consteval ByteUse zero_check_use(std::size_t byte_in_check) {
  const bool owned = owns_mask_byte(byte_in_check, [](unsigned large, unsigned level) {
    return writes_zero_mask<kKind, Guest>(large, level);
  });
  if (owned) return ByteUse::kOwned;
  // AMD's tables have the same level all along; shadow tables change theirs with the mode.
  return is_tdp(kKind) ? ByteUse::kJustified : ByteUse::kForbidden;
}

template <class Layout, MmuKind kKind, class Guest>
consteval auto byte_uses() {
  std::array<ByteUse, sizeof(typename Layout::Mmu)> uses{};
  uses.fill(ByteUse::kJustified);
  for (const Field& field : Layout::kFields) {
    for (std::size_t byte = field.offset; byte < field.offset + field.size_bytes; ++byte) {
      switch (role_on(kKind, field)) {
        case FieldRole::kConstant:
        case FieldRole::kRoleDependent:
          uses[byte] = ByteUse::kOwned;
          break;
        case FieldRole::kZeroCheck:
          uses[byte] = zero_check_use<kKind, Guest>(byte - field.offset);
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

inline constexpr std::size_t kMaxPieces = 12;

struct Pieces {
  std::array<Piece, kMaxPieces> piece{};
  std::size_t count = 0;
};

// Maximal runs that begin and end with an owned byte and contain no forbidden one.
template <class Layout, MmuKind kKind, class Guest>
consteval Pieces copy_pieces() {
  constexpr auto uses = byte_uses<Layout, kKind, Guest>();
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
// What stands between them is stored afterwards (gva_to_gpa), or never changes (translate_gpa), or
// has its value for this role in the image (page_fault on the shadow path).
template <class Layout, MmuKind kKind>
consteval Piece constant_pointers() {
  std::size_t first = sizeof(typename Layout::Mmu);
  std::size_t end = 0;
  for (const Field& field : Layout::kFields) {
    if (role_on(kKind, field) != FieldRole::kConstant || field.size_bytes != sizeof(Handler)) {
      continue;
    }
    if (field.offset < first) first = field.offset;
    if (field.offset + field.size_bytes > end) end = field.offset + field.size_bytes;
  }
  return {first, end - first};
}

// Copies each piece with its size known to the copier at compile time, as a memcpy of a struct is.
template <class Copier, Piece kPiece>
KVM_INLINE void copy_piece(void* mmu, const std::byte* image) {
  Copier::template copy<kPiece.size_bytes>(static_cast<std::byte*>(mmu) + kPiece.offset,
                                           image + kPiece.offset);
}

template <class Copier, class Layout, MmuKind kKind, class Guest>
KVM_INLINE void copy_all_pieces(void* mmu, const std::byte* image) {
  constexpr Pieces pieces = copy_pieces<Layout, kKind, Guest>();
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) __attribute__((always_inline)) {
    (copy_piece<Copier, pieces.piece[kIndex]>(mmu, image), ...);
  }
  (std::make_index_sequence<pieces.count>{});
}

}  // namespace kvm_mmu_bench::mmu
