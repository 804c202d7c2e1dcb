// Makes an arm's setting: everything that happens between two resets.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../kvm_guest.hpp"
#include "arm.hpp"
#include "page_sweep.hpp"
#include "remote_writer.hpp"

namespace kvm_mmu_bench::core {

// Why a setting cannot be made here; empty if it can. cpus: those that the process may run on.
std::string setting_unavailable(Setting setting, std::span<const int> cpus);

class Surroundings {
 public:
  // What these arms need. Made on the measuring thread. Throws std::bad_alloc, std::runtime_error.
  Surroundings(std::span<const Arm> arms, int measuring_cpu, std::span<const int> cpus);

  void draw(Random& random);

  // chosen: lines that the setting is for; others: what else a reset reaches, to be hot.
  void leave(const Arm& arm, std::span<std::byte* const> chosen,
             std::span<std::byte* const> others);

  // Whether the setting leaves lines where they are, and acts on its own: then the code of a reset
  // is as cold as it leaves it.
  static bool is_exit(Setting setting);

  // Of the real guest, if there is one: instructions that were interpreted per exit.
  std::optional<double> interpreted_per_exit() const;

  const CacheStateSetter& setter() const { return setter_; }

 private:
  CacheStateSetter setter_;
  std::optional<PageSweep> many_pages_;
  std::optional<PageSweep> touched_;
  std::unique_ptr<RemoteWriter> remote_;
  std::optional<KvmGuest> guest_;
};

}  // namespace kvm_mmu_bench::core
