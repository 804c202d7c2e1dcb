#include "consumers.hpp"

#include <array>

#include "../strategy.hpp"
#include "calls.hpp"
#include "read_back.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

#if KVM_HAS_RETPOLINE
constexpr ConsumerFn kCallRetpoline = call_retpoline;
constexpr ConsumerFn kRewriteCallRetpoline = rewrite_call_retpoline;
constexpr ConsumerFn kCallCompared = call_compared;
constexpr ConsumerFn kRewriteCallCompared = rewrite_call_compared;
#else
constexpr ConsumerFn kCallRetpoline = nullptr;
constexpr ConsumerFn kRewriteCallRetpoline = nullptr;
constexpr ConsumerFn kCallCompared = nullptr;
constexpr ConsumerFn kRewriteCallCompared = nullptr;
#endif

constexpr bool kReads = false;
constexpr bool kCalls = true;

constexpr std::array kConsumers{
    Consumer{"nothing", "nothing looks at the struct", 0, false, kReads, consume_nothing},
    Consumer{"read-same-width", "4 pointers, by 8-byte loads", 0, false, kReads, read_same_width},
    Consumer{"read-narrower", "4 pointers' upper halves", 0, false, kReads, read_narrower},
    Consumer{"read-16", "4 pointers, by 16-byte loads", kSse2, false, kReads, read_16_bytes},
    Consumer{"read-32", "4 pointers, by a 32-byte load", kAvx2, false, kReads, read_32_bytes},
    Consumer{"read-64", "8 quadwords, by a 64-byte load", kAvx512f, true, kReads, read_64_bytes},
    Consumer{"call-plain", "an indirect call", 0, false, kCalls, call_plain},
    Consumer{"call-retpoline", "an indirect call through a retpoline", 0, false, kCalls,
             kCallRetpoline},
    Consumer{"call-compared", "compared with the usual target and called directly", 0, false,
             kCalls, kCallCompared},
    Consumer{"rewrite-call-plain", "the pointer rewritten, then an indirect call", 0, false, kCalls,
             rewrite_call_plain},
    Consumer{"rewrite-call-retpoline", "the pointer rewritten, then through a retpoline", 0, false,
             kCalls, kRewriteCallRetpoline},
    Consumer{"rewrite-call-compared", "the pointer rewritten, then compared", 0, false, kCalls,
             kRewriteCallCompared},
};

}  // namespace

std::span<const Consumer> consumers() { return kConsumers; }

}  // namespace kvm_mmu_bench::mmu
