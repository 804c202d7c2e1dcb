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
  return same_bytes(low, high);
}

std::vector<std::uint32_t> same_bytes(std::span<const std::byte> low,
                                      std::span<const std::byte> high) {
  std::vector<std::uint32_t> offsets;
  for (std::uint32_t at = 0; at < low.size(); ++at) {
    if (low[at] == high[at]) offsets.push_back(at);
  }
  return offsets;
}

// Opposite states and opposite fillings: a byte that is the same after both is a number of the
// code.
std::optional<std::int64_t> immediate_of(std::size_t layout, const mmu::Field& field) {
  const Subject subject = usual_subject(layout);
  const mmu::ResetFn reset =
      writes_code(mmu::kFieldByField, layout, subject.path, mmu::GuestMode::kUnpaged).full;
  const auto after = [&](std::byte filling) {
    mmu::RoleState state;
    std::memset(static_cast<void*>(&state), std::to_integer<int>(filling), sizeof state);
    return after_reset(reset, state, {}, filling);
  };
  const Struct low = after(std::byte{0x00});
  const Struct high = after(std::byte{0xff});
  const auto bytes_of = [&](const Struct& bytes) {
    return std::span(bytes).subspan(field.offset, field.size_bytes);
  };
  std::int64_t value = 0;
  if (field.size_bytes > sizeof value) return std::nullopt;
  if (same_bytes(bytes_of(low), bytes_of(high)).size() != field.size_bytes) return std::nullopt;
  std::memcpy(&value, bytes_of(low).data(), field.size_bytes);
  const unsigned unused = static_cast<unsigned>(8 * (sizeof value - field.size_bytes));
  return value << unused >> unused;
}

}  // namespace kvm_mmu_bench::core
