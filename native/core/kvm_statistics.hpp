// What KVM counts of a vCPU, by name (KVM_GET_STATS_FD, Linux 5.14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "file_descriptor.hpp"

namespace kvm_mmu_bench::core {

// Nothing where this kernel has no such statistic, or none at all.
std::optional<std::uint64_t> read_kvm_statistic(const FileDescriptor& vcpu, std::string_view name);

}  // namespace kvm_mmu_bench::core
