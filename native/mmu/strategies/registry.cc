#include "../strategy.hpp"

namespace kvm_mmu_bench::mmu {

namespace {
constexpr const Strategy* kStrategies[] = {
#define STRATEGY(name) &name,
#include "strategies.inc"
#undef STRATEGY
};
}  // namespace

std::span<const Strategy* const> strategies() { return kStrategies; }

}  // namespace kvm_mmu_bench::mmu
