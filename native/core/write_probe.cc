#include "write_probe.hpp"

#include <array>
#include <cstring>

#include "bank_job.hpp"

namespace kvm_mmu_bench::core {

namespace {

using Struct = std::array<std::byte, mmu::kImageStride>;

// A struct filled with one value, after the reset.
Struct after_reset(mmu::ResetFn reset, const mmu::RoleState& state, const Struct& image,
                   std::byte filling) {
  Struct memory;
  memory.fill(filling);
  reset(memory.data(), &state, image.data());
  return memory;
}

}  // namespace

// A byte that the reset leaves alone differs between two opposite fillings; one that it writes does
// not.
std::vector<std::uint32_t> written_bytes(const mmu::Strategy& strategy, const Subject& subject,
                                         mmu::GuestMode mode, bool early) {
  const mmu::RoleState state = role_state(typical_guest(mode, true), subject);
  const auto code = [&](const mmu::Strategy& of) {
    return writes_code(of, subject.place.layout, state.kind, mode);
  };
  const mmu::ResetFn reset = early ? code(strategy).early : code(strategy).full;
  if (reset == nullptr) return {};
  Struct image{};
  code(mmu::kFieldByField).full(image.data(), &state, nullptr);
  const Struct low = after_reset(reset, state, image, std::byte{0x00});
  const Struct high = after_reset(reset, state, image, std::byte{0xff});
  std::vector<std::uint32_t> offsets;
  for (std::uint32_t at = 0; at < low.size(); ++at) {
    if (low[at] == high[at]) offsets.push_back(at);
  }
  return offsets;
}

}  // namespace kvm_mmu_bench::core
