#include "subject.hpp"

namespace kvm_mmu_bench::core {

mmu::HostParameters host_parameters(mmu::MmuKind path, unsigned physical_bits,
                                    std::uint8_t max_tdp_level) {
  mmu::HostParameters host;
  host.physical_bits = physical_bits;
  host.max_tdp_level = max_tdp_level;
  if (path == mmu::MmuKind::kNpt) host.tdp_root_level = max_tdp_level;
  return host;
}

std::size_t usual_compute(std::size_t layout) {
  const auto path = static_cast<std::size_t>(mmu::MmuKind::kEpt);
  std::size_t usual = 0;
  for (std::size_t i = 0; i < mmu::kComputeCount; ++i) {
    if (mmu::kFieldByField.init[layout][path][i] != nullptr) usual = i;
  }
  return usual;
}

Subject usual_subject(std::size_t layout) {
  constexpr auto kPath = mmu::MmuKind::kEpt;
  return {.place = {.layout = layout, .phase = mmu::kLayouts[layout].phase},
          .path = kPath,
          .scope = Scope::kWrites,
          .compute = usual_compute(layout),
          .host = {}};
}

mmu::RoleState role_state(const mmu::GuestState& guest, const Subject& subject) {
  return mmu::compute_role_state(guest, subject.path, subject.host,
                                 subject.place.info().role_style);
}

}  // namespace kvm_mmu_bench::core
