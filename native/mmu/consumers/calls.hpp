// Calls through a pointer, in the ways that kernels call those of struct kvm_mmu.
#pragma once

#include "consumers.hpp"

// Of the compilers that build this, only GCC can make single functions call through thunks.
#if defined(__clang__)
#define KVM_HAS_RETPOLINE 0
#else
#define KVM_HAS_RETPOLINE 1
#endif

namespace kvm_mmu_bench::mmu {

void call_plain(std::byte* mmu, const ConsumerContext* context, std::size_t);
// The same after storing the context's next target into the pointer.
void rewrite_call_plain(std::byte* mmu, const ConsumerContext* context, std::size_t number);

#if KVM_HAS_RETPOLINE
void call_retpoline(std::byte* mmu, const ConsumerContext* context, std::size_t);
void rewrite_call_retpoline(std::byte* mmu, const ConsumerContext* context, std::size_t number);
// Directly where get_guest_pgd is the usual one, else through a thunk.
void call_compared(std::byte* mmu, const ConsumerContext* context, std::size_t);
void rewrite_call_compared(std::byte* mmu, const ConsumerContext* context, std::size_t number);
#endif

}  // namespace kvm_mmu_bench::mmu
