// A bank of vCPUs: kvm_vcpu-shaped blocks and their images, placed anew in the arena whenever
// asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../mmu/strategy.hpp"
#include "arena.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

// Where a bank's structs lie: which layout, and the struct's offset in its first line.
struct StructPlace {
  std::size_t layout;  // index into mmu::kLayouts
  std::size_t phase;   // bytes, 0..56, a multiple of 8

  const mmu::LayoutInfo& info() const { return mmu::kLayouts[layout]; }
};

// The code of one strategy for this place and guest mode.
inline mmu::ResetFn reset_fn(const mmu::Strategy& strategy, StructPlace place,
                             mmu::GuestMode mode) {
  return strategy.reset[place.layout][static_cast<std::size_t>(mode)];
}

struct Vcpu {
  std::byte* mmu;
  // One image per role state, kImageStride apart: templates are per vCPU because they hold its root
  // tables.
  std::byte* images;

  static constexpr std::size_t kImageStride = 448;
  const std::byte* image(std::size_t state) const { return images + state * kImageStride; }
};

class VcpuBank {
 public:
  // Arena bytes that a bank of this many vCPUs wants: enough slots that placements differ.
  static std::size_t arena_bytes(std::size_t vcpus, std::size_t states);

  // states: the role states that resets go to; state 0 is that of vCPU creation. All must outlive
  // the bank.
  VcpuBank(const Arena& arena, StructPlace place, std::span<const mmu::RoleState> states,
           std::size_t vcpus);

  // Draws pages and offsets for every vCPU and creates them there.
  void place(Random& random);

  // Fills a vCPU's images, and creates it.
  void prepare(const Vcpu& vcpu) const;

  // Every vCPU as kvm_mmu_create and its first reset leave it: state 0, no roots.
  void create() const;

  std::span<const Vcpu> vcpus() const { return vcpus_; }

  // Every line of the structs, and of the images that reach into it; valid until the next place().
  std::span<std::byte* const> struct_lines() const { return struct_lines_; }
  std::span<std::byte* const> all_lines() const { return all_lines_; }

 private:
  void create(const Vcpu& vcpu) const;
  void collect_lines();

  const Arena& arena_;
  StructPlace place_;
  std::span<const mmu::RoleState> states_;
  std::size_t slot_bytes_;
  std::vector<std::size_t> slots_;
  std::vector<Vcpu> vcpus_;
  std::vector<std::byte*> struct_lines_;
  std::vector<std::byte*> all_lines_;
};

}  // namespace kvm_mmu_bench::core
