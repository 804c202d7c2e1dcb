#include "names.hpp"

namespace kvm_mmu_bench::core {

namespace {

template <class List, class NameOf>
std::optional<std::size_t> index_of(const List& list, std::string_view name, NameOf name_of) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (name_of(list[i]) == name) return i;
  }
  return std::nullopt;
}

constexpr auto kItself = [](std::string_view name) { return name; };
constexpr auto kItsName = [](const auto& item) { return item.name; };

template <class Enum>
std::optional<Enum> as(std::optional<std::size_t> index) {
  if (!index) return std::nullopt;
  return static_cast<Enum>(*index);
}

}  // namespace

std::optional<std::size_t> find_layout(std::string_view name) {
  return index_of(mmu::kLayouts, name, kItsName);
}

std::optional<CacheState> find_state(std::string_view name) {
  return as<CacheState>(index_of(kCacheStates, name, kItsName));
}

std::optional<Retirement> find_retirement(std::string_view name) {
  return as<Retirement>(index_of(kRetirements, name, kItsName));
}

std::optional<Scope> find_scope(std::string_view name) {
  return as<Scope>(index_of(kScopes, name, kItsName));
}

std::optional<mmu::MmuKind> find_path(std::string_view name) {
  return as<mmu::MmuKind>(index_of(mmu::kPaths, name, kItsName));
}

std::optional<std::size_t> find_compute(std::string_view name) {
  return index_of(mmu::Computes::kNames, name, kItself);
}

std::optional<mmu::GuestMode> find_guest_mode(std::string_view name) {
  return as<mmu::GuestMode>(index_of(mmu::GuestModes::kNames, name, kItself));
}

const mmu::Strategy* find_strategy(std::string_view name) {
  for (const mmu::Strategy* strategy : mmu::strategies()) {
    if (strategy->name == name) return strategy;
  }
  return nullptr;
}

std::string missing_features(std::uint32_t needs, const Cpu& cpu) {
  std::string missing;
  for (std::size_t i = 0; i < mmu::kFeatureNames.size(); ++i) {
    if ((needs >> i & 1) == 0 || cpu.has(mmu::kFeatureNames[i])) continue;
    if (!missing.empty()) missing += ", ";
    missing += mmu::kFeatureNames[i];
  }
  return missing;
}

}  // namespace kvm_mmu_bench::core
