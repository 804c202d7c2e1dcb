// Copy routines with the size known at compile time. Inline assembly, so that the instruction under
// test is the one that runs, whatever the compiler thinks of memcpy idioms.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../copy_pieces.hpp"
#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

struct RepMovsb {
  static constexpr auto kKind = CopierKind::kRepMovsb;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
    std::size_t count = kBytes;
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count)::"memory");
  }
};

// As the kernel's REP_GOOD memcpy: quadwords, then the rest by bytes.
struct RepMovsq {
  static constexpr auto kKind = CopierKind::kRepMovsq;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
    std::size_t count = kBytes / 8;
    asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(count)::"memory");
    if constexpr (kBytes % 8 != 0) {
      count = kBytes % 8;
      asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count)::"memory");
    }
  }
};

template <class Word>
KVM_INLINE void copy_word(std::byte* to, const std::byte* from) {
  Word word;
  asm volatile("mov %1, %0" : "=r"(word) : "m"(*reinterpret_cast<const Word*>(from)));
  asm volatile("mov %1, %0" : "=m"(*reinterpret_cast<Word*>(to)) : "r"(word));
}

// Four loads, then four stores: the body of the kernel's memcpy_orig.
KVM_INLINE void copy_32_bytes(std::byte* to, const std::byte* from) {
  std::uint64_t a, b, c, d;
  asm volatile(
      "movq 0(%[from]), %[a]\n\tmovq 8(%[from]), %[b]\n\t"
      "movq 16(%[from]), %[c]\n\tmovq 24(%[from]), %[d]\n\t"
      "movq %[a], 0(%[to])\n\tmovq %[b], 8(%[to])\n\t"
      "movq %[c], 16(%[to])\n\tmovq %[d], 24(%[to])"
      : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d)
      : [from] "r"(from), [to] "r"(to)
      : "memory");
}

// As the kernel's fallback: a loop of 32 bytes by general registers, then the tail.
struct Mov64 {
  static constexpr auto kKind = CopierKind::kMov64;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
#pragma GCC unroll 1
    for (std::size_t left = kBytes / 32; left != 0; --left, to += 32, from += 32) {
      copy_32_bytes(to, from);
    }
    copy_tail<kBytes % 32>(to, from);
  }

 private:
  template <std::size_t kBytes>
  KVM_INLINE static void copy_tail(std::byte* to, const std::byte* from) {
    if constexpr (kBytes >= 8) {
      copy_word<std::uint64_t>(to, from);
      copy_tail<kBytes - 8>(to + 8, from + 8);
    } else if constexpr (kBytes >= 4) {
      copy_word<std::uint32_t>(to, from);
      copy_tail<kBytes - 4>(to + 4, from + 4);
    } else if constexpr (kBytes >= 2) {
      copy_word<std::uint16_t>(to, from);
      copy_tail<kBytes - 2>(to + 2, from + 2);
    } else if constexpr (kBytes == 1) {
      copy_word<std::uint8_t>(to, from);
    }
  }
};

// Unaligned vector moves; the tail overlaps what is already copied, as in vector memcpys.
// Vector: its kKind of copier, kBytes, and move(to, from) of that many.
template <class Vector>
struct VectorCopy {
  static constexpr auto kKind = Vector::kKind;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
    if constexpr (kBytes < Vector::kBytes) {
      Mov64::copy<kBytes>(to, from);
    } else {
#pragma GCC unroll 8
      for (std::size_t at = 0; at + Vector::kBytes <= kBytes; at += Vector::kBytes) {
        Vector::move(to + at, from + at);
      }
      if constexpr (kBytes % Vector::kBytes != 0) {
        Vector::move(to + kBytes - Vector::kBytes, from + kBytes - Vector::kBytes);
      }
    }
  }
};

// A strategy that copies the prepared struct of the role: all that a reset writes, by Copier.
template <class Copier>
struct CopiesTemplate : StrategyDefaults {
  static constexpr bool kTemplates = true;
  static constexpr Recipe kRecipe = copying<Copier>(RecipeKind::kCopies);

  template <class Mmu, class Call>
  KVM_INLINE static void reset(Mmu& mmu, const Call& call) {
    const std::byte* image = call.image();
    call.with_guest([&]<class Guest>(Guest) __attribute__((always_inline)) {
      copy_all_pieces<Copier, typename Call::Layout, Call::kKind, Guest>(&mmu, image);
    });
    call.store_beyond_role(mmu);
  }
};

// The thread's first idea: the contiguous constants by Copier, the rest field by field.
template <class Copier>
struct CopiesConstants : StrategyDefaults {
  static constexpr bool kTemplates = true;
  static constexpr Recipe kRecipe = copying<Copier>(RecipeKind::kCopiesConstants);

  template <class Mmu, class Call>
  KVM_INLINE static void reset(Mmu& mmu, const Call& call) {
    store_role(mmu, call);
    if constexpr (Call::kKind != MmuKind::kShadow) copy_constants(mmu, call);
    store_all_but_role<kAccessors | kFaultHandlers>(mmu, call);
  }

  // The shadow path stores its constants at the end of every call.
  template <class Mmu, class Call>
  KVM_INLINE static void always(Mmu& mmu, const Call& call) {
    if constexpr (Call::kKind == MmuKind::kShadow) copy_constants(mmu, call);
  }

 private:
  template <class Mmu, class Call>
  KVM_INLINE static void copy_constants(Mmu& mmu, const Call& call) {
    copy_piece<Copier, constant_pointers<typename Call::Layout, Call::kKind>()>(
        &mmu, call.constants_image());
  }
};

}  // namespace kvm_mmu_bench::mmu
