// Names that people type, to what the code works with. Empty where there is no such name.
#pragma once

#include <optional>
#include <string_view>

#include "../mmu/strategy.hpp"
#include "cache_state.hpp"
#include "cpu.hpp"
#include "retirement.hpp"
#include "subject.hpp"

namespace kvm_mmu_bench::core {

std::optional<std::size_t> find_layout(std::string_view name);
std::optional<CacheState> find_state(std::string_view name);
std::optional<Retirement> find_retirement(std::string_view name);
std::optional<Scope> find_scope(std::string_view name);
std::optional<mmu::MmuKind> find_path(std::string_view name);
// Index into mmu::Computes::kNames.
std::optional<std::size_t> find_compute(std::string_view name);
std::optional<mmu::GuestMode> find_guest_mode(std::string_view name);
const mmu::Strategy* find_strategy(std::string_view name);

// Of these Feature bits those that this CPU lacks, comma separated; empty if it has them all.
std::string missing_features(std::uint32_t needs, const Cpu& cpu);

}  // namespace kvm_mmu_bench::core
