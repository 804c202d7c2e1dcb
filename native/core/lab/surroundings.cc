#include "surroundings.hpp"

#include <algorithm>
#include <stdexcept>

#include "../cpu.hpp"
#include "../tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// More than the translations of any core's last-level TLB, three times over.
constexpr std::size_t kManyPages = 12288;
constexpr std::size_t kLinesPerPage = kPageBytes / mmu::kCacheLineBytes;
constexpr std::size_t kFewPages = kManyPages / kLinesPerPage;

bool any_of(std::span<const Arm> arms, Setting setting) {
  return std::any_of(arms.begin(), arms.end(),
                     [&](const Arm& arm) { return arm.setting == setting; });
}

// What the largest of the touching arms wants; 0: none touches.
std::size_t touched_bytes(std::span<const Arm> arms) {
  std::size_t most = any_of(arms, Setting::kFewPages) ? kFewPages * kPageBytes : 0;
  for (const Arm& arm : arms) {
    if (arm.setting == Setting::kReads || arm.setting == Setting::kWrites) {
      most = std::max({most, arm.bytes, kPageBytes});
    }
  }
  return most;
}

int another_cpu(std::span<const int> cpus, int measuring_cpu) {
  const auto found =
      std::find_if(cpus.begin(), cpus.end(), [&](int cpu) { return cpu != measuring_cpu; });
  return found == cpus.end() ? -1 : *found;
}

void exit_by_cpuid() {
  std::uint32_t leaf = 0, count = 0, ebx, edx;
  asm volatile("cpuid" : "+a"(leaf), "=b"(ebx), "+c"(count), "=d"(edx)::"memory");
}

CacheState cache_state_of(Setting setting) {
  switch (setting) {
    case Setting::kL1Evicted:
      return CacheState::kL1Evicted;
    case Setting::kL2Evicted:
      return CacheState::kL2Evicted;
    case Setting::kDram:
      return CacheState::kDram;
    default:
      return CacheState::kHot;
  }
}

}  // namespace

std::string setting_unavailable(Setting setting, std::span<const int> cpus) {
  switch (setting) {
    case Setting::kRemote:
      return cpus.size() > 1 ? "" : "needs two CPUs, and this process may run on one only";
    case Setting::kKvmExit:
      return kvm_unavailable();
    case Setting::kCpuidExit:
      return identify_cpu().hypervisor.empty()
                 ? "not in a virtual machine, so no instruction exits to a hypervisor"
                 : "";
    default:
      return "";
  }
}

bool Surroundings::is_exit(Setting setting) {
  return setting == Setting::kKvmExit || setting == Setting::kCpuidExit;
}

Surroundings::Surroundings(std::span<const Arm> arms, int measuring_cpu, std::span<const int> cpus)
    : setter_(identify_cpu(), read_caches(std::max(measuring_cpu, 0))) {
  if (any_of(arms, Setting::kManyPages))
    many_pages_.emplace(kManyPages * kPageBytes, Pages::kSmall);
  if (const std::size_t bytes = touched_bytes(arms); bytes != 0)
    touched_.emplace(bytes, Pages::kHuge);
  if (any_of(arms, Setting::kRemote)) {
    const std::string unavailable = setting_unavailable(Setting::kRemote, cpus);
    if (!unavailable.empty()) throw std::runtime_error("setting remote " + unavailable);
    remote_ = std::make_unique<RemoteWriter>(another_cpu(cpus, measuring_cpu));
  }
  if (any_of(arms, Setting::kKvmExit)) guest_.emplace();
}

void Surroundings::draw(Random& random) {
  if (many_pages_) many_pages_->draw(random);
  if (touched_) touched_->draw(random);
}

std::optional<double> Surroundings::interpreted_per_exit() const {
  if (!guest_ || guest_->turns() == 0) return std::nullopt;
  const auto interpreted = guest_->interpreted();
  if (!interpreted) return std::nullopt;
  return static_cast<double>(*interpreted) / guest_->turns();
}

void Surroundings::leave(const Arm& arm, std::span<std::byte* const> chosen,
                         std::span<std::byte* const> others) {
  switch (arm.setting) {
    case Setting::kHot:
    case Setting::kL1Evicted:
    case Setting::kL2Evicted:
    case Setting::kDram: {
      const CacheState state = cache_state_of(arm.setting);
      setter_.set(state, chosen);
      // Lines that were in memory reach the last-level cache with the second eviction.
      if (state == CacheState::kL2Evicted) setter_.set(state, chosen);
      for (std::byte* line : others) touch_line(line);
      break;
    }
    case Setting::kRemote:
      remote_->dirty(chosen);
      break;
    case Setting::kManyPages:
      many_pages_->read_one_line_each();
      break;
    case Setting::kFewPages:
      touched_->read(kFewPages * kPageBytes);
      break;
    case Setting::kReads:
      touched_->read(arm.bytes);
      break;
    case Setting::kWrites:
      touched_->write(arm.bytes);
      break;
    case Setting::kKvmExit:
      guest_->run_until_exit();
      break;
    case Setting::kCpuidExit:
      exit_by_cpuid();
      break;
  }
  drain_stores();
}

}  // namespace kvm_mmu_bench::core
