#include "boot_batch.hpp"

#include <utility>

#include "pin.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

BootBatch::BootBatch(const Subject& subject, const mmu::Strategy& strategy, BootScript script,
                     std::size_t boots)
    : subject_(subject),
      script_(std::move(script)),
      boots_(boots),
      arena_(VcpuBank::arena_bytes(1, script_.states.size())),
      bank_(arena_, subject_, script_.states, 1) {
  constexpr std::uint64_t kSeed = 1;
  Random random(kSeed);
  bank_.place(random);
  resets_ = resolve(script_, strategy, subject_, bank_.vcpus()[0], nullptr);
}

std::size_t BootBatch::run() {
  const BootVcpu vcpu{.vcpu = bank_.vcpus()[0], .subject = &subject_};
  std::size_t full = 0;
  for (std::size_t boot = 0; boot < boots_; ++boot) full += replay(vcpu, resets_);
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
