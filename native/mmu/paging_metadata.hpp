// Guest paging metadata and the shadow page tables' reserved bits (facts, section 2.2).
#pragma once

#include <cstdint>
#include <span>

#include "guest.hpp"
#include "types.hpp"

namespace kvm_mmu_bench::mmu {

// Reserved bits of the guest's own page tables. Only the masks of the mode's levels are meaningful.
RsvdBitsValidate guest_reserved_bits(const GuestRegisters& registers, unsigned maxphyaddr);

// Reserved bits of the EPT tables that KVM builds; same for every guest state.
RsvdBitsValidate ept_reserved_bits(unsigned physical_bits);

// One byte for each of the 16 page fault error codes; bit i of it: does access right i fault?
void permission_bytes(const GuestRegisters& registers,
                      std::span<std::uint8_t, kPermissionBytes> out);

// Two bits (access, write disable) for each of the 16 page fault error codes.
std::uint32_t pkru_mask(const GuestRegisters& registers);

}  // namespace kvm_mmu_bench::mmu
