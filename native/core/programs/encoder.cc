#include "encoder.hpp"

#include <array>
#include <cstring>
#include <initializer_list>
#include <span>
#include <stdexcept>

namespace kvm_mmu_bench::core::x86 {

namespace {

constexpr std::uint8_t kOperandSize16 = 0x66;
constexpr std::uint8_t kTwoBytes = 0x0f;

unsigned number(Reg reg) { return static_cast<unsigned>(reg); }
unsigned low(Reg reg) { return number(reg) & 7; }
unsigned high(Reg reg) { return number(reg) >> 3; }

void append(Code& code, std::initializer_list<unsigned> bytes) {
  for (const unsigned byte : bytes) code.push_back(static_cast<std::uint8_t>(byte));
}

template <class Number>
void append_number(Code& code, Number value) {
  std::array<std::uint8_t, sizeof(value)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(value));
  code.insert(code.end(), bytes.begin(), bytes.end());
}

// Left out where it says nothing.
void append_rex(Code& code, bool wide, unsigned reg_high, unsigned base_high) {
  const unsigned rex = 0x40 | (wide ? 8u : 0u) | reg_high << 2 | base_high;
  if (rex != 0x40) append(code, {rex});
}

// ModRM and displacement; reg: a register's low bits, or an opcode's extension.
void append_memory(Code& code, unsigned reg, Memory memory) {
  const unsigned base = low(memory.base);
  constexpr unsigned kNeedsSib = 4;
  constexpr unsigned kNeedsDisplacement = 5;
  if (base == kNeedsSib || base == kNeedsDisplacement || memory.offset > 0x7fffffff) {
    throw std::logic_error("this address is not encoded");
  }
  if (memory.offset == 0) return append(code, {reg << 3 | base});
  if (memory.offset <= 0x7f) return append(code, {0x40 | reg << 3 | base, memory.offset});
  append(code, {0x80 | reg << 3 | base});
  append_number(code, memory.offset);
}

void append_registers(Code& code, unsigned reg, Reg other) {
  append(code, {0xc0 | reg << 3 | low(other)});
}

// [66] [rex] opcode memory, of a register and memory.
void append_instruction(Code& code, unsigned bytes, std::initializer_list<unsigned> opcode, Reg reg,
                        Memory memory) {
  // The low bytes of rsi and rdi would need a prefix that is not made here.
  if (bytes == 1 && number(reg) >= 4 && number(reg) < 8) {
    throw std::logic_error("this byte register is not encoded");
  }
  if (bytes == 2) append(code, {kOperandSize16});
  append_rex(code, bytes == 8, high(reg), high(memory.base));
  append(code, opcode);
  append_memory(code, low(reg), memory);
}

void check_width(unsigned bytes) {
  if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
    throw std::logic_error("a move is of 1, 2, 4 or 8 bytes");
  }
}

// vmovdqu of ymm0.
void move_ymm0(Code& code, unsigned opcode, Reg address) {
  if (high(address) == 0) {
    append(code, {0xc5, 0xfe, opcode});
  } else {
    append(code, {0xc4, 0xc1, 0x7e, opcode});
  }
  append_memory(code, 0, {address, 0});
}

// vmovdqu64 of zmm16.
void move_zmm16(Code& code, unsigned opcode, Reg address) {
  append(code, {0x62, high(address) == 0 ? 0xe1u : 0xc1u, 0xfe, 0x48, opcode});
  append_memory(code, 0, {address, 0});
}

}  // namespace

void store(Code& code, Memory to, unsigned bytes, std::int32_t value) {
  check_width(bytes);
  if (bytes == 2) append(code, {kOperandSize16});
  append_rex(code, bytes == 8, 0, high(to.base));
  append(code, {bytes == 1 ? 0xc6u : 0xc7u});
  append_memory(code, 0, to);
  if (bytes == 1) return append_number(code, static_cast<std::uint8_t>(value));
  if (bytes == 2) return append_number(code, static_cast<std::uint16_t>(value));
  append_number(code, value);
}

void store(Code& code, Memory to, unsigned bytes, Reg from) {
  check_width(bytes);
  append_instruction(code, bytes, {bytes == 1 ? 0x88u : 0x89u}, from, to);
}

void load(Code& code, Reg to, unsigned bytes, Memory from) {
  check_width(bytes);
  if (bytes >= 4) return load_part(code, to, bytes, from);
  append_rex(code, false, high(to), high(from.base));
  append(code, {kTwoBytes, bytes == 1 ? 0xb6u : 0xb7u});
  append_memory(code, low(to), from);
}

void load_part(Code& code, Reg to, unsigned bytes, Memory from) {
  check_width(bytes);
  append_instruction(code, bytes, {bytes == 1 ? 0x8au : 0x8bu}, to, from);
}

void store_past_caches(Code& code, Memory to, unsigned bytes, Reg from) {
  if (bytes != 4 && bytes != 8) throw std::logic_error("movnti is of 4 or 8 bytes");
  append_instruction(code, bytes, {kTwoBytes, 0xc3}, from, to);
}

void move(Code& code, Reg to, Reg from) {
  append_rex(code, true, high(from), high(to));
  append(code, {0x89});
  append_registers(code, low(from), to);
}

void set(Code& code, Reg to, std::uint32_t value) {
  append_rex(code, false, 0, high(to));
  append(code, {0xb8 | low(to)});
  append_number(code, value);
}

void set_address(Code& code, Reg to, std::uintptr_t address) {
  append_rex(code, true, 0, high(to));
  append(code, {0xb8 | low(to)});
  append_number(code, address);
}

void lea(Code& code, Reg to, Memory of) { append_instruction(code, 8, {0x8d}, to, of); }

void add(Code& code, Reg to, unsigned value) {
  if (value > 0x7f) throw std::logic_error("only small numbers are added");
  append_rex(code, true, 0, high(to));
  append(code, {0x83});
  append_registers(code, 0, to);
  append(code, {value});
}

void compare(Code& code, Reg left, Reg right) {
  append_rex(code, true, high(right), high(left));
  append(code, {0x39});
  append_registers(code, low(right), left);
}

void jump_back_if_not_equal(Code& code, std::size_t target) {
  constexpr std::size_t kBytes = 2;
  const std::size_t distance = code.size() + kBytes - target;
  if (distance > 128) throw std::logic_error("too far for a short jump");
  append(code, {0x75, 0x100u - static_cast<unsigned>(distance)});
}

void rep_movsb(Code& code) { append(code, {0xf3, 0xa4}); }

void rep_movsq(Code& code) { append(code, {0xf3, 0x48, 0xa5}); }

void load_ymm0(Code& code, Reg from) { move_ymm0(code, 0x6f, from); }

void store_ymm0(Code& code, Reg to) { move_ymm0(code, 0x7f, to); }

void load_zmm16(Code& code, Reg from) { move_zmm16(code, 0x6f, from); }

void store_zmm16(Code& code, Reg to) { move_zmm16(code, 0x7f, to); }

void push(Code& code, Reg reg) {
  append_rex(code, false, 0, high(reg));
  append(code, {0x50 | low(reg)});
}

void pop(Code& code, Reg reg) {
  append_rex(code, false, 0, high(reg));
  append(code, {0x58 | low(reg)});
}

void call(Code& code, Reg address) { append(code, {0xff, 0xd0 | low(address)}); }

void jump(Code& code, Reg address) { append(code, {0xff, 0xe0 | low(address)}); }

void ret(Code& code) { append(code, {0xc3}); }

void sfence(Code& code) { append(code, {0x0f, 0xae, 0xf8}); }

void align_loop(Code& code) {
  // The longest nop is of nine bytes here.
  static constexpr std::array<std::array<std::uint8_t, 9>, 9> kNops{{
      {0x90},
      {0x66, 0x90},
      {0x0f, 0x1f, 0x00},
      {0x0f, 0x1f, 0x40, 0x00},
      {0x0f, 0x1f, 0x44, 0x00, 0x00},
      {0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00},
      {0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00},
      {0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
      {0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
  }};
  constexpr std::size_t kMostSkipped = 10;
  std::size_t left = -code.size() % 16;
  if (left > kMostSkipped) left = -code.size() % 8;
  while (left > 0) {
    const std::size_t bytes = left < kNops.size() ? left : kNops.size();
    const auto nop = std::span(kNops[bytes - 1]).first(bytes);
    code.insert(code.end(), nop.begin(), nop.end());
    left -= bytes;
  }
}

}  // namespace kvm_mmu_bench::core::x86
