#include "boot_batch.hpp"

#include <utility>

#include "pin.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

BootBatch::BootBatch(StructPlace place, const mmu::Strategy& strategy, BootScript script,
                     std::size_t boots)
    : place_(place),
      script_(std::move(script)),
      boots_(boots),
      arena_(VcpuBank::arena_bytes(1, script_.states.size())),
      bank_(arena_, place, script_.states, 1) {
  constexpr std::uint64_t kSeed = 1;
  Random random(kSeed);
  bank_.place(random);
  resets_ = resolve(script_, compiled_code(strategy, place), bank_.vcpus()[0]);
}

std::size_t BootBatch::run() {
  std::size_t full = 0;
  for (std::size_t boot = 0; boot < boots_; ++boot) {
    full += replay(bank_.vcpus()[0].mmu, place_.info().role_offset, resets_);
  }
  return full;
}

std::vector<double> BootBatch::time(std::size_t repeats, int cpu) {
  pin_this_thread(cpu);
  std::vector<double> ticks(repeats);
  run();
  for (double& one : ticks) {
    const std::uint64_t begin = ticks_begin();
    run();
    drain_stores();
    one = static_cast<double>(ticks_end() - begin);
  }
  return ticks;
}

}  // namespace kvm_mmu_bench::core
