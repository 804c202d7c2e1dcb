#include "emit.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace kvm_mmu_bench::core {

namespace {

using mmu::CopierKind;
using x86::Memory;
using x86::Reg;

// Where a program keeps what it is called with, and what its copies use besides. kScratch holds a
// loaded value until it is stored, which is at once.
struct Registers {
  Reg to;
  Reg values;
  Reg image;
  // A copy's own.
  Reg copy_to;
  Reg copy_from;
  Reg copy_end;
  std::array<Reg, 4> data;
};

constexpr Reg kScratch = Reg::kRcx;

// As the function is called.
constexpr Registers kAsCalled{.to = Reg::kRdi,
                              .values = Reg::kRsi,
                              .image = Reg::kRdx,
                              .copy_to = Reg::kRax,
                              .copy_from = Reg::kRcx,
                              .copy_end = Reg::kRsi,
                              .data = {Reg::kR8, Reg::kR9, Reg::kR10, Reg::kR11}};

// String instructions use up rdi, rsi and rcx.
constexpr Registers kBesideStrings{.to = Reg::kRax,
                                   .values = Reg::kR8,
                                   .image = Reg::kRdx,
                                   .copy_to = Reg::kRdi,
                                   .copy_from = Reg::kRsi,
                                   .copy_end = Reg::kR8,
                                   .data = {Reg::kRcx, Reg::kR9, Reg::kR10, Reg::kR11}};

// A call may use up all but these; a loop of four registers leaves too few of the others.
constexpr Registers kAcrossCalls{.to = Reg::kRbx,
                                 .values = Reg::kR15,
                                 .image = Reg::kR14,
                                 .copy_to = Reg::kRdi,
                                 .copy_from = Reg::kRsi,
                                 .copy_end = Reg::kRax,
                                 .data = {Reg::kR8, Reg::kR9, Reg::kR10, Reg::kR11}};

constexpr std::uint32_t kBlockBytes = 32;
constexpr std::uint32_t kWordBytes = 8;
// A compiler writes so many turns of a copying loop out.
constexpr std::uint32_t kMostTurnsUnrolled = 2;

const Copy* as_copy(const Step& step) { return std::get_if<Copy>(&step); }

template <class Test>
bool any_copy(const Program& program, Test test) {
  return std::any_of(program.begin(), program.end(), [&](const Step& step) {
    return as_copy(step) != nullptr && test(*as_copy(step));
  });
}

bool is_string(const Copy& copy) {
  return copy.copier == CopierKind::kRepMovsb || copy.copier == CopierKind::kRepMovsq;
}

// Of Mov64: the vector copiers leave it less than two of its blocks.
bool loops_over_blocks(const Copy& copy) {
  return copy.copier == CopierKind::kMov64 && copy.bytes / kBlockBytes > kMostTurnsUnrolled;
}

class Emitter {
 public:
  explicit Emitter(const Program& program) : program_(program) {
    uses_values_ = std::any_of(program.begin(), program.end(), [](const Step& step) {
      return std::holds_alternative<StoreValue>(step);
    });
    fence_ =
        any_copy(program, [](const Copy& copy) { return copy.copier == CopierKind::kNontemporal; });
    const auto is_libc = [](const Copy& copy) { return copy.copier == CopierKind::kLibc; };
    const Copy* last = program.empty() ? nullptr : as_copy(program.back());
    tail_call_ = last != nullptr && is_libc(*last) && !fence_;
    const std::size_t libc_copies = static_cast<std::size_t>(std::count_if(
        program.begin(), program.end(),
        [&](const Step& step) { return as_copy(step) != nullptr && is_libc(*as_copy(step)); }));
    framed_ = libc_copies > (tail_call_ ? 1u : 0u) ||
              (uses_values_ && any_copy(program, loops_over_blocks));
    strings_ = !framed_ && any_copy(program, is_string);
    if (framed_) regs_ = kAcrossCalls;
    if (strings_) regs_ = kBesideStrings;
  }

  x86::Code emit() {
    enter();
    for (std::size_t i = 0; i < program_.size(); ++i) {
      last_ = i + 1 == program_.size();
      std::visit([this](const auto& step) { make(step); }, program_[i]);
      if (code_.size() > kMostProgramBytes) throw std::length_error("too much code");
    }
    if (tail_call_) return std::move(code_);
    if (fence_) x86::sfence(code_);
    leave_frame();
    x86::ret(code_);
    return std::move(code_);
  }

 private:
  // The stack is a multiple of 16 at every call.
  void enter() {
    if (framed_) {
      x86::push(code_, Reg::kRbp);
      x86::move(code_, Reg::kRbp, Reg::kRsp);
      for (int i = 0; i < (uses_values_ ? 2 : 0); ++i) x86::push(code_, Reg::kR15);
      x86::push(code_, Reg::kR14);
      x86::push(code_, Reg::kRbx);
      x86::move(code_, regs_.image, Reg::kRdx);
      if (uses_values_) x86::move(code_, regs_.values, Reg::kRsi);
      x86::move(code_, regs_.to, Reg::kRdi);
    } else if (strings_) {
      if (uses_values_) x86::move(code_, regs_.values, Reg::kRsi);
      // One copy from the struct's start on needs no second address.
      const bool alone = program_.size() == 1 && as_copy(program_[0])->offset == 0;
      if (!alone) x86::move(code_, regs_.to, Reg::kRdi);
    }
  }

  void leave_frame() {
    if (!framed_) return;
    x86::pop(code_, Reg::kRbx);
    x86::pop(code_, Reg::kR14);
    for (int i = 0; i < (uses_values_ ? 2 : 0); ++i) x86::pop(code_, Reg::kR15);
    x86::pop(code_, Reg::kRbp);
  }

  void make(const StoreImmediate& step) {
    x86::store(code_, {regs_.to, step.offset}, step.bytes, step.value);
  }

  void make(const StoreValue& step) {
    x86::load(code_, kScratch, step.bytes, {regs_.values, step.offset});
    x86::store(code_, {regs_.to, step.offset}, step.bytes, kScratch);
  }

  void make(const Copy& step) {
    switch (step.copier) {
      case CopierKind::kRepMovsb:
        return copy_by_rep_movsb(step);
      case CopierKind::kRepMovsq:
        return copy_by_rep_movsq(step);
      case CopierKind::kMov64:
        return copy_by_mov64(step);
      case CopierKind::kLibc:
        return copy_by_libc(step);
      case CopierKind::kAvx2:
        return copy_by_vectors(step, kYmmBytes, x86::load_ymm0, x86::store_ymm0);
      case CopierKind::kAvx512:
        return copy_by_vectors(step, kZmmBytes, x86::load_zmm16, x86::store_zmm16);
      case CopierKind::kNontemporal:
        return copy_past_caches(step);
    }
  }

  void point(Reg reg, Memory at) {
    if (reg == at.base && at.offset == 0) return;
    if (at.offset == 0) {
      x86::move(code_, reg, at.base);
    } else {
      x86::lea(code_, reg, at);
    }
  }

  Memory to(std::uint32_t offset) const { return {regs_.to, offset}; }
  Memory from(std::uint32_t offset) const { return {regs_.image, offset}; }

  void point_strings(std::uint32_t offset) {
    const bool untouched = strings_ && offset == 0 && !string_began_;
    if (!untouched) point(Reg::kRdi, to(offset));
    point(Reg::kRsi, from(offset));
    string_began_ = true;
  }

  void copy_by_rep_movsb(const Copy& step) {
    point_strings(step.offset);
    x86::set(code_, Reg::kRcx, step.bytes);
    x86::rep_movsb(code_);
  }

  void copy_by_rep_movsq(const Copy& step) {
    point_strings(step.offset);
    x86::set(code_, Reg::kRcx, step.bytes / kWordBytes);
    x86::rep_movsq(code_);
    if (step.bytes % kWordBytes == 0) return;
    x86::set(code_, Reg::kRcx, step.bytes % kWordBytes);
    x86::rep_movsb(code_);
  }

  void copy_by_libc(const Copy& step) {
    point(Reg::kRsi, from(step.offset));
    x86::set(code_, Reg::kRdx, step.bytes);
    point(Reg::kRdi, to(step.offset));
    const bool tail = last_ && tail_call_;
    if (tail) leave_frame();
    x86::set_address(code_, Reg::kRax, reinterpret_cast<std::uintptr_t>(&std::memcpy));
    if (tail) return x86::jump(code_, Reg::kRax);
    x86::call(code_, Reg::kRax);
  }

  // Where a block of a copy is read and written.
  struct Ends {
    Reg to;
    Reg from;
  };

  Ends ends_of_block(std::uint32_t offset) {
    // At the struct's start the addresses are there already.
    if (offset == 0) return {.to = regs_.to, .from = regs_.image};
    string_began_ = true;
    x86::lea(code_, regs_.copy_to, to(offset));
    x86::lea(code_, regs_.copy_from, from(offset));
    return {.to = regs_.copy_to, .from = regs_.copy_from};
  }

  void copy_block(Ends ends) {
    for (std::uint32_t i = 0; i < regs_.data.size(); ++i) {
      x86::load(code_, regs_.data[i], kWordBytes, {ends.from, i * kWordBytes});
    }
    for (std::uint32_t i = 0; i < regs_.data.size(); ++i) {
      x86::store(code_, {ends.to, i * kWordBytes}, kWordBytes, regs_.data[i]);
    }
  }

  // So many turns of body(ends), which moves turn_bytes; the last step of all may use its arguments
  // up.
  template <class Body>
  void loop(const Copy& step, std::uint32_t turn_bytes, Reg end, Body body) {
    const std::uint32_t bytes = step.bytes / turn_bytes * turn_bytes;
    const bool use_up = last_ && bytes == step.bytes && !framed_;
    x86::lea(code_, end, from(step.offset + bytes));
    Ends ends{.to = regs_.copy_to, .from = regs_.copy_from};
    if (use_up) ends = {.to = regs_.to, .from = regs_.image};
    point(ends.from, from(step.offset));
    point(ends.to, to(step.offset));
    string_began_ = true;
    x86::align_loop(code_);
    const std::size_t begin = code_.size();
    body(ends);
    x86::add(code_, ends.from, turn_bytes);
    x86::add(code_, ends.to, turn_bytes);
    x86::compare(code_, ends.from, end);
    x86::jump_back_if_not_equal(code_, begin);
  }

  void copy_by_mov64(const Copy& step) {
    const std::uint32_t blocks = step.bytes / kBlockBytes;
    if (blocks > kMostTurnsUnrolled) {
      loop(step, kBlockBytes, regs_.copy_end, [this](Ends ends) { copy_block(ends); });
    } else {
      for (std::uint32_t i = 0; i < blocks; ++i) {
        copy_block(ends_of_block(step.offset + i * kBlockBytes));
      }
    }
    copy_rest(step, blocks * kBlockBytes);
  }

  // Word by word, the largest first.
  void copy_rest(const Copy& step, std::uint32_t done) {
    for (std::uint32_t bytes = kWordBytes; bytes > 0; bytes /= 2) {
      for (; step.bytes - done >= bytes; done += bytes) {
        x86::load_part(code_, kScratch, bytes, from(step.offset + done));
        x86::store(code_, to(step.offset + done), bytes, kScratch);
      }
    }
  }

  template <class Load, class Store>
  void copy_by_vectors(const Copy& step, std::uint32_t vector, Load load, Store store) {
    if (step.bytes < vector) return copy_by_mov64(step);
    const auto copy_at = [&](std::uint32_t offset) {
      const Ends ends = ends_of_block(offset);
      load(code_, ends.from);
      store(code_, ends.to);
    };
    for (std::uint32_t at = 0; at + vector <= step.bytes; at += vector) copy_at(step.offset + at);
    // Over what is already copied.
    if (step.bytes % vector != 0) copy_at(step.offset + step.bytes - vector);
  }

  void copy_past_caches(const Copy& step) {
    const auto copy_word = [this](Memory to, Memory from, std::uint32_t bytes) {
      x86::load(code_, regs_.data[0], bytes, from);
      x86::store_past_caches(code_, to, bytes, regs_.data[0]);
    };
    const std::uint32_t words = step.bytes / kWordBytes;
    if (words > kMostTurnsUnrolled) {
      loop(step, kWordBytes, regs_.data[1], [&](Ends ends) {
        copy_word({ends.to, 0}, {ends.from, 0}, kWordBytes);
      });
    } else {
      for (std::uint32_t i = 0; i < words; ++i) {
        const std::uint32_t at = step.offset + i * kWordBytes;
        copy_word(to(at), from(at), kWordBytes);
      }
    }
    std::uint32_t done = words * kWordBytes;
    if (step.bytes - done >= 4) {
      copy_word(to(step.offset + done), from(step.offset + done), 4);
      done += 4;
    }
    copy_rest(step, done);
  }

  static constexpr std::uint32_t kYmmBytes = 32;
  static constexpr std::uint32_t kZmmBytes = 64;

  const Program& program_;
  Registers regs_ = kAsCalled;
  bool uses_values_;
  // The C library's memcpy is jumped to at the end.
  bool tail_call_;
  bool fence_;
  bool framed_;
  bool strings_;
  bool last_ = false;
  // rdi is no longer what it was when the function was called.
  bool string_began_ = false;
  x86::Code code_;
};

}  // namespace

x86::Code emit(const Program& program) { return Emitter(program).emit(); }

}  // namespace kvm_mmu_bench::core
