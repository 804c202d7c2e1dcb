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

using enum ConsumerKind;

constexpr std::array kConsumers{
    Consumer{kNone, "nothing", "nothing looks at the struct", 0, false, consume_nothing},
    Consumer{kReads, "read-pointer", "one pointer, by an 8-byte load", 0, false, read_pointer},
    Consumer{kReads, "read-same-width", "4 pointers, by 8-byte loads", 0, false, read_same_width},
    Consumer{kReads, "read-narrower", "4 pointers' upper halves", 0, false, read_narrower},
    Consumer{kReads, "read-16", "4 pointers, by 16-byte loads", kSse2, false, read_16_bytes},
    Consumer{kReads, "read-32", "4 pointers, by a 32-byte load", kAvx2, false, read_32_bytes},
    Consumer{kReads, "read-64", "8 quadwords, by a 64-byte load", kAvx512f, true, read_64_bytes},
    Consumer{kCalls, "call-plain", "an indirect call", 0, false, call_plain},
    Consumer{kCalls, "call-retpoline", "a call through a retpoline", 0, false, kCallRetpoline},
    Consumer{kCalls, "call-compared", "compared with the usual target and called directly", 0,
             false, kCallCompared},
    Consumer{kRewrites, "rewrite-call-plain", "the pointer rewritten, then an indirect call", 0,
             false, rewrite_call_plain},
    Consumer{kRewrites, "rewrite-call-retpoline", "the pointer rewritten, then a retpoline", 0,
             false, kRewriteCallRetpoline},
    Consumer{kRewrites, "rewrite-call-compared", "the pointer rewritten, then compared", 0, false,
             kRewriteCallCompared},
};

}  // namespace

std::span<const Consumer> consumers() { return kConsumers; }

}  // namespace kvm_mmu_bench::mmu
