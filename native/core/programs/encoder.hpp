// x86-64 machine code of the few instructions that a reset is made of. Each function appends one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvm_mmu_bench::core::x86 {

using Code = std::vector<std::uint8_t>;

// By their numbers. Those that an address needs more bytes for (rsp, rbp, r12, r13) are no base of
// a Memory.
enum class Reg : std::uint8_t {
  kRax = 0,
  kRcx = 1,
  kRdx = 2,
  kRbx = 3,
  kRsp = 4,
  kRbp = 5,
  kRsi = 6,
  kRdi = 7,
  kR8 = 8,
  kR9 = 9,
  kR10 = 10,
  kR11 = 11,
  kR14 = 14,
  kR15 = 15,
};

struct Memory {
  Reg base;
  std::uint32_t offset;  // below 2 GiB
};

// mov of 1, 2, 4 or 8 bytes: an immediate (to 8 bytes sign-extended), a register's lowest bytes.
void store(Code& code, Memory to, unsigned bytes, std::int32_t value);
void store(Code& code, Memory to, unsigned bytes, Reg from);
// Into the whole register, zero-extended: movzb, movzw, mov.
void load(Code& code, Reg to, unsigned bytes, Memory from);
// Into its lowest bytes only.
void load_part(Code& code, Reg to, unsigned bytes, Memory from);
// movnti of 4 or 8 bytes.
void store_past_caches(Code& code, Memory to, unsigned bytes, Reg from);

// mov between registers, 8 bytes.
void move(Code& code, Reg to, Reg from);
// mov of a number below 4 GiB, zero-extended; of any address.
void set(Code& code, Reg to, std::uint32_t value);
void set_address(Code& code, Reg to, std::uintptr_t address);
void lea(Code& code, Reg to, Memory of);
// To a whole register; 0..127.
void add(Code& code, Reg to, unsigned value);
void compare(Code& code, Reg left, Reg right);
// jne to an earlier place, less than 126 bytes before.
void jump_back_if_not_equal(Code& code, std::size_t target);

void rep_movsb(Code& code);
void rep_movsq(Code& code);

// vmovdqu of ymm0, vmovdqu64 of zmm16.
void load_ymm0(Code& code, Reg from);
void store_ymm0(Code& code, Reg to);
void load_zmm16(Code& code, Reg from);
void store_zmm16(Code& code, Reg to);

void push(Code& code, Reg reg);
void pop(Code& code, Reg reg);
// By the address in a register, one of the first eight.
void call(Code& code, Reg address);
void jump(Code& code, Reg address);
void ret(Code& code);
void sfence(Code& code);

// So that a loop begins where a compiler would let it: at the next multiple of 16 if no more than
// 10 bytes of nops lead there, else of 8. Code itself begins at a multiple of 16.
void align_loop(Code& code);

}  // namespace kvm_mmu_bench::core::x86
