// The addresses that a reset stores into the function pointer members.
//
// In the kernel they are link-time constants that fit a sign-extended 32-bit immediate, so each is
// one `movq $imm32, mem`. A shared object cannot have such relocations: these are fixed numbers
// instead, in pages that can be mapped where the pointers are to be called.
#pragma once

#include <array>
#include <cstdint>

#include "types.hpp"

namespace kvm_mmu_bench::mmu {

inline Handler handler_at(std::uintptr_t address) { return reinterpret_cast<Handler>(address); }

// Beyond the heap of a program that is loaded low, as node is: that begins up to 1 GiB after it.
inline constexpr std::uintptr_t kHandlerBase = 0x70000000;

inline constexpr std::uintptr_t kGetGuestCr3 = kHandlerBase + 0x0000;
inline constexpr std::uintptr_t kGetPdptr = kHandlerBase + 0x1040;
inline constexpr std::uintptr_t kTdpPageFault = kHandlerBase + 0x2080;
inline constexpr std::uintptr_t kInjectPageFault = kHandlerBase + 0x30c0;
inline constexpr std::uintptr_t kNonpagingGvaToGpa = kHandlerBase + 0x4100;
inline constexpr std::uintptr_t kPaging32GvaToGpa = kHandlerBase + 0x5140;
inline constexpr std::uintptr_t kPaging64GvaToGpa = kHandlerBase + 0x6180;
inline constexpr std::uintptr_t kNonpagingSyncPage = kHandlerBase + 0x71c0;
inline constexpr std::uintptr_t kTranslateGpa = kHandlerBase + 0x8200;
inline constexpr std::uintptr_t kNonpagingPageFault = kHandlerBase + 0x9240;
inline constexpr std::uintptr_t kPaging32PageFault = kHandlerBase + 0xa280;
inline constexpr std::uintptr_t kPaging64PageFault = kHandlerBase + 0xb2c0;
inline constexpr std::uintptr_t kPaging32SyncPage = kHandlerBase + 0xc300;
inline constexpr std::uintptr_t kPaging64SyncPage = kHandlerBase + 0xd340;
inline constexpr std::uintptr_t kPaging32Invlpg = kHandlerBase + 0xe380;
inline constexpr std::uintptr_t kPaging64Invlpg = kHandlerBase + 0xf3c0;
inline constexpr std::uintptr_t kNoInvlpg = 0;
// From v6.4 on, of tables without guest's page tables to follow.
inline constexpr std::uintptr_t kNoSyncSpte = 0;

// All that can be called, ascending.
inline constexpr std::array kHandlers{
    kGetGuestCr3,       kGetPdptr,           kTdpPageFault,      kInjectPageFault,
    kNonpagingGvaToGpa, kPaging32GvaToGpa,   kPaging64GvaToGpa,  kNonpagingSyncPage,
    kTranslateGpa,      kNonpagingPageFault, kPaging32PageFault, kPaging64PageFault,
    kPaging32SyncPage,  kPaging64SyncPage,   kPaging32Invlpg,    kPaging64Invlpg};

}  // namespace kvm_mmu_bench::mmu
