#include "verify.hpp"

#include <cstring>

#include "../mmu/vcpu_create.hpp"

namespace kvm_mmu_bench::core {

std::vector<std::uint8_t> bytes_after(const BootScript& script, const mmu::Strategy& strategy,
                                      std::size_t layout) {
  constexpr std::uint64_t kSeed = 1;
  const StructPlace place{.layout = layout, .phase = mmu::kLayouts[layout].phase};
  const Arena arena(VcpuBank::arena_bytes(1, script.states.size()));
  VcpuBank bank(arena, place, script.states, 1);
  Random random(kSeed);
  bank.place(random);
  const Vcpu& vcpu = bank.vcpus()[0];
  const std::vector<BootReset> resets = resolve(script, compiled_code(strategy, place), vcpu);
  for (std::size_t i = 0; i < resets.size(); ++i) {
    if (i != 0) mmu::load_root(layout, vcpu.mmu, 0x1000 * (i + 1));
    mmu::unload_roots(layout, vcpu.mmu);
    replay(vcpu.mmu, place.info().role_offset, {&resets[i], 1});
  }
  std::vector<std::uint8_t> bytes(place.info().size_bytes);
  std::memcpy(bytes.data(), vcpu.mmu, bytes.size());
  return bytes;
}

}  // namespace kvm_mmu_bench::core
