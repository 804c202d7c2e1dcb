#include "copies.hpp"

#include <cstring>

#include "../strategies/copiers.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

// Blocks: kBytes, and move(to, from) of that many.
template <class Integer>
struct Word {
  static constexpr std::size_t kBytes = sizeof(Integer);

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    copy_word<Integer>(to, from);
  }
};

struct TwoQuadwords {
  static constexpr std::size_t kBytes = 16;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    copy_word<std::uint64_t>(to, from);
    copy_word<std::uint64_t>(to + 8, from + 8);
  }
};

struct FourQuadwords {
  static constexpr std::size_t kBytes = 32;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) { copy_32_bytes(to, from); }
};

struct PastCaches {
  static constexpr std::size_t kBytes = 8;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    std::uint64_t word;
    __builtin_memcpy(&word, from, sizeof word);
    asm volatile("movnti %1, %0" : "=m"(*reinterpret_cast<std::uint64_t*>(to)) : "r"(word));
  }
};

// Vectors are blocks that leave() something behind. No clobbers: this code has no vector registers.
struct Ymm {
  static constexpr std::size_t kBytes = 32;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu (%1), %%ymm0\n\tvmovdqu %%ymm0, (%0)" ::"r"(to), "r"(from) : "memory");
  }
  // SSE code that runs later would have to merge with the upper halves.
  KVM_INLINE static void leave() { asm volatile("vzeroupper"); }
};

struct Zmm {
  static constexpr std::size_t kBytes = 64;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu64 (%1), %%zmm16\n\tvmovdqu64 %%zmm16, (%0)" ::"r"(to), "r"(from)
                 : "memory");
  }
  // SSE code does not know the registers from 16 on.
  KVM_INLINE static void leave() {}
};

// The first and the last block, which overlap unless bytes is twice a block.
template <class Block>
KVM_INLINE void copy_ends(std::byte* to, const std::byte* from, std::size_t bytes) {
  Block::move(to, from);
  Block::move(to + bytes - Block::kBytes, from + bytes - Block::kBytes);
}

// Rests by branches: at most two blocks, of the greatest size that fits.
KVM_INLINE void copy_below_8(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= 4) {
    copy_ends<Word<std::uint32_t>>(to, from, bytes);
  } else if (bytes >= 2) {
    copy_ends<Word<std::uint16_t>>(to, from, bytes);
  } else if (bytes == 1) {
    copy_word<std::uint8_t>(to, from);
  }
}

KVM_INLINE void copy_below_32(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= 16) {
    copy_ends<TwoQuadwords>(to, from, bytes);
  } else if (bytes >= 8) {
    copy_ends<Word<std::uint64_t>>(to, from, bytes);
  } else {
    copy_below_8(to, from, bytes);
  }
}

KVM_INLINE void copy_below_64(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= 32) {
    copy_ends<FourQuadwords>(to, from, bytes);
  } else {
    copy_below_32(to, from, bytes);
  }
}

KVM_INLINE std::uint8_t low_byte(const std::byte* address) {
  return static_cast<std::uint8_t>(reinterpret_cast<std::uintptr_t>(address));
}

// As the kernel's fallback decides. Forwards, loads could run into stores just made whose addresses
// end alike, and wait for them though they have nothing to do with each other.
KVM_INLINE bool better_backwards(const std::byte* to, const std::byte* from) {
  return low_byte(from) < low_byte(to);
}

// The compiler forgets how the value came about. Of a counter it would else work out where the loop
// ends before the first turn and what is left after the last one: more start-up, more registers.
template <class Value>
KVM_INLINE void hide_origin(Value& value) {
  asm volatile("" : "+r"(value));
}

KVM_INLINE void count_down(std::size_t& bytes, std::size_t step) {
  bytes -= step;
  hide_origin(bytes);
}

// bytes: at least one block. What is left of them stands behind.
template <class Block>
KVM_INLINE void copy_blocks(std::byte*& to, const std::byte*& from, std::size_t& bytes) {
#pragma GCC unroll 1
  do {
    Block::move(to, from);
    to += Block::kBytes, from += Block::kBytes;
    count_down(bytes, Block::kBytes);
  } while (bytes >= Block::kBytes);
}

// The same from the end on. What is left stands in front.
template <class Block>
KVM_INLINE void copy_blocks_backwards(std::byte* to, const std::byte* from, std::size_t& bytes) {
#pragma GCC unroll 1
  do {
    count_down(bytes, Block::kBytes);
    Block::move(to + bytes, from + bytes);
  } while (bytes >= Block::kBytes);
}

// bytes: at least one vector. The last one overlaps what is already copied.
template <class Vector>
KVM_INLINE void copy_vectors(std::byte* to, const std::byte* from, std::size_t bytes) {
  copy_blocks<Vector>(to, from, bytes);
  hide_origin(to), hide_origin(from);
  if (bytes != 0) Vector::move(to + bytes - Vector::kBytes, from + bytes - Vector::kBytes);
  Vector::leave();
}

}  // namespace

[[gnu::noinline]] void copy_rep_movsb(std::byte* to, const std::byte* from, std::size_t bytes) {
  asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes)::"memory");
}

// As REP_GOOD kernels: the second one runs also where nothing is left.
[[gnu::noinline]] void copy_rep_movsq(std::byte* to, const std::byte* from, std::size_t bytes) {
  std::size_t count = bytes / 8;
  asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(count)::"memory");
  count = bytes % 8;
  asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count)::"memory");
}

[[gnu::noinline]] void copy_mov64(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= FourQuadwords::kBytes) {
    if (better_backwards(to, from)) {
      copy_blocks_backwards<FourQuadwords>(to, from, bytes);
    } else {
      copy_blocks<FourQuadwords>(to, from, bytes);
    }
  }
  copy_below_32(to, from, bytes);
}

// -fno-builtin-memcpy keeps it a call.
[[gnu::noinline]] void copy_libc(std::byte* to, const std::byte* from, std::size_t bytes) {
  std::memcpy(to, from, bytes);
}

[[gnu::noinline]] void copy_avx2(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= Ymm::kBytes) {
    copy_vectors<Ymm>(to, from, bytes);
  } else {
    copy_below_32(to, from, bytes);
  }
}

[[gnu::noinline]] void copy_avx512(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= Zmm::kBytes) {
    copy_vectors<Zmm>(to, from, bytes);
  } else {
    copy_below_64(to, from, bytes);
  }
}

// movnti is weakly ordered: without the sfence another CPU could see what is stored after the copy
// before the copy.
[[gnu::noinline]] void copy_nontemporal(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes >= PastCaches::kBytes) copy_blocks<PastCaches>(to, from, bytes);
  copy_below_8(to, from, bytes);
  asm volatile("sfence" ::: "memory");
}

namespace {
constexpr CopyRoutine kRoutines[] = {
    {.name = "rep-movsb",
     .description = "one rep movsb (ERMS/FSRM)",
     .needs = kErms,
     .isolated = false,
     .copy = &copy_rep_movsb},
    {.name = "rep-movsq",
     .description = "rep movsq, then rep movsb of the rest, as REP_GOOD kernels copy",
     .needs = 0,
     .isolated = false,
     .copy = &copy_rep_movsq},
    {.name = "mov64",
     .description = "general registers, 32 bytes a turn, as the kernel's fallback",
     .needs = 0,
     .isolated = false,
     .copy = &copy_mov64},
    {.name = "libc",
     .description = "the C library's memcpy, as user space copies",
     .needs = 0,
     .isolated = false,
     .copy = &copy_libc},
    {.name = "avx2",
     .description = "32-byte vector moves (a kernel may not use them here)",
     .needs = kAvx2,
     .isolated = false,
     .copy = &copy_avx2},
    {.name = "avx512",
     .description = "64-byte vector moves (a kernel may not use them here)",
     .needs = kAvx512f,
     .isolated = true,
     .copy = &copy_avx512},
    {.name = "nontemporal",
     .description = "movnti past the caches, then sfence",
     .needs = kSse2,
     .isolated = false,
     .copy = &copy_nontemporal},
};
}  // namespace

std::span<const CopyRoutine> copy_routines() { return kRoutines; }

}  // namespace kvm_mmu_bench::mmu
