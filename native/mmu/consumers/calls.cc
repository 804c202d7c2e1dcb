#include "calls.hpp"

#include "../handlers.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

KVM_INLINE Handler& pointer(std::byte* mmu, const ConsumerContext* context) {
  return *reinterpret_cast<Handler*>(mmu + context->pointer);
}

KVM_INLINE void rewrite(std::byte* mmu, const ConsumerContext* context, std::size_t number) {
  pointer(mmu, context) = handler_at(context->targets[number]);
  // Else the call would take the value instead of loading the pointer again.
  asm volatile("" ::: "memory");
}

// Nothing of the caller's is left to do after a handler, but a tail call would be a jump.
KVM_INLINE void call(Handler handler) {
  handler();
  asm volatile("" ::: "memory");
}

#if KVM_HAS_RETPOLINE
// What a direct call reaches: as empty as the handlers' stubs, which are too far away for one.
[[gnu::noinline]] void direct_handler() { asm volatile(""); }

// As KVM treats page_fault, and get_guest_pgd since v6.1: compared with the usual handler, which is
// then called directly.
KVM_INLINE void compare_and_call(Handler handler) {
  if (handler == handler_at(kGetGuestCr3)) {
    call(direct_handler);
  } else {
    call(handler);
  }
}
#endif

}  // namespace

void call_plain(std::byte* mmu, const ConsumerContext* context, std::size_t) {
  call(pointer(mmu, context));
}

void rewrite_call_plain(std::byte* mmu, const ConsumerContext* context, std::size_t number) {
  rewrite(mmu, context, number);
  call(pointer(mmu, context));
}

#if KVM_HAS_RETPOLINE
[[gnu::indirect_branch("thunk")]] void call_retpoline(std::byte* mmu,
                                                      const ConsumerContext* context, std::size_t) {
  call(pointer(mmu, context));
}

[[gnu::indirect_branch("thunk")]] void rewrite_call_retpoline(std::byte* mmu,
                                                              const ConsumerContext* context,
                                                              std::size_t number) {
  rewrite(mmu, context, number);
  call(pointer(mmu, context));
}

[[gnu::indirect_branch("thunk")]] void call_compared(std::byte* mmu, const ConsumerContext* context,
                                                     std::size_t) {
  compare_and_call(pointer(mmu, context));
}

[[gnu::indirect_branch("thunk")]] void rewrite_call_compared(std::byte* mmu,
                                                             const ConsumerContext* context,
                                                             std::size_t number) {
  rewrite(mmu, context, number);
  compare_and_call(pointer(mmu, context));
}
#endif

}  // namespace kvm_mmu_bench::mmu
