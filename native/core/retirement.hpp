// How one reset ends before the next begins.
#pragma once

#include <array>
#include <string_view>

namespace kvm_mmu_bench::core {

enum class Retirement { kOverlapped, kDrained };

struct RetirementInfo {
  std::string_view name;
  std::string_view description;
};

// In the order of Retirement.
inline constexpr std::array<RetirementInfo, 2> kRetirements{{
    {"overlapped", "resets follow each other freely"},
    {"drained", "the store buffer is empty before the next one, as a VM entry makes likely"},
}};

}  // namespace kvm_mmu_bench::core
