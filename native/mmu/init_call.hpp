// Scope `init`: the whole of kvm_init_mmu (facts, sections 2 and 3). The vCPU is read, the role
// computed and compared; a full reset then goes the strategy's way.
#pragma once

#include <array>
#include <string_view>

#include "call.hpp"

namespace kvm_mmu_bench::mmu {

// vcpu: a kvm_vcpu-shaped block. templates: for strategies that copy.
using InitFn = void (*)(void* vcpu, const HostParameters* host, const Templates* templates);

template <class... Cs>
struct ComputeList {
  static constexpr std::array<std::string_view, sizeof...(Cs)> kNames{Cs::kName...};
};

// Oldest first.
using Computes = ComputeList<V5_10Compute, V5_17Compute, V6_1Compute>;
inline constexpr std::size_t kComputeCount = Computes::kNames.size();

// A struct with two roles is v6.1's way, one with one role the older ways.
template <class Mmu, class Compute>
constexpr bool kComputes = HasSplitRole<Mmu> ==
                           (std::string_view(Compute::kName) == V6_1Compute::kName);

template <class S, class L, class K, class Compute>
KVM_INLINE void init_mmu(typename L::Mmu& mmu, const typename L::Vcpu& vcpu,
                         const HostParameters& host, const Templates& templates,
                         const RoleInputs& in) {
  const ComputedCall<L, K, Compute> call(vcpu, host, templates, in);
  if (!role_is(mmu, call.words(), K::kKind)) S::reset(mmu, call);
  S::always(mmu, call);
}

template <class S, class L, class K, class Compute>
void init_call(void* block, const HostParameters* host, const Templates* templates) {
  if constexpr (!S::kNothing) {
    auto& vcpu = *static_cast<typename L::Vcpu*>(block);
    const RoleInputs in = read_inputs(vcpu);
    if (vcpu.walk_mmu == &vcpu.nested_mmu) {
      init_mmu<S, L, Nested, Compute>(vcpu.nested_mmu, vcpu, *host, *templates, in);
    } else {
      init_mmu<S, L, K, Compute>(vcpu.root_mmu, vcpu, *host, *templates, in);
    }
  }
}

template <class S, class L, class K, class Compute>
constexpr InitFn init_code() {
  if constexpr (kComputes<typename L::Mmu, Compute>) return &init_call<S, L, K, Compute>;
  return nullptr;
}

template <class S, class L, class K, class... Cs>
constexpr std::array<InitFn, sizeof...(Cs)> init_of_path(ComputeList<Cs...>) {
  return {init_code<S, L, K, Cs>()...};
}

}  // namespace kvm_mmu_bench::mmu
