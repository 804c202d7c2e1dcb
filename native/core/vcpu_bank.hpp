// A bank of vCPUs: kvm_vcpu-shaped blocks and their images, placed anew in the arena whenever
// asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "block_bank.hpp"
#include "subject.hpp"

namespace kvm_mmu_bench::core {

// A state that the guest is in at some reset, and what the reset makes of it.
struct GuestRole {
  mmu::GuestState guest;
  mmu::RoleState role;
};

struct Vcpu {
  std::byte* block;
  // root_mmu in it.
  std::byte* mmu;
  // One image per role state: templates are per vCPU because they hold its root tables.
  std::byte* images;
  mmu::Templates templates;
  mmu::CpuidEntry* cpuid;

  const std::byte* image(std::size_t state) const { return images + state * mmu::kImageStride; }
};

class VcpuBank : public BlockBank {
 public:
  // Arena bytes that a bank of this many vCPUs wants: enough slots that placements differ.
  static std::size_t arena_bytes(std::size_t vcpus, std::size_t states);
  // Of one vCPU.
  static std::size_t slot_bytes(std::size_t states);

  // states: what resets go to; state 0 is that of vCPU creation. subject and states must outlive
  // the bank. phases: of each vCPU's structs, in turn; empty: the subject's for all.
  // image_distance: bytes from the struct to the image of state 1, modulo a page; none: the images
  // begin at a line half a page from their block.
  VcpuBank(const Arena& arena, const Subject& subject, std::span<const GuestRole> states,
           std::size_t vcpus, std::vector<std::size_t> phases = {},
           std::optional<std::size_t> image_distance = {});

  // Draws pages and offsets for every vCPU and creates them there.
  void place(Random& random) override;

  // A vCPU in memory of the caller's, slot_bytes() of it, zeroed: outside the bank.
  Vcpu make(std::byte* slot) const;

  // Every vCPU as kvm_mmu_create and its first reset leave it: state 0, no roots; registers as in
  // `registers`.
  void create(std::size_t registers = 0) const;
  void create(const Vcpu& vcpu, std::size_t registers = 0) const;

  // Fills a vCPU's images anew, for a guest with this CPUID: those of states with another match no
  // role.
  void make_templates(const Vcpu& vcpu, unsigned maxphyaddr) const;
  // The image of one state, as the baseline's reset to `to` leaves it.
  void make_template(const Vcpu& vcpu, std::size_t state, const GuestRole& to) const;

  std::span<const Vcpu> vcpus() const { return vcpus_; }

 private:
  Vcpu put(std::byte* slot, std::size_t phase, std::size_t line) const;
  std::size_t image_offset(const Vcpu& vcpu, std::size_t line) const;
  bool is_amd() const { return subject_.path == mmu::MmuKind::kNpt; }
  std::uintptr_t identity_of(const Vcpu& vcpu) const;
  void call_into_image(const Vcpu& vcpu, std::byte* image, const mmu::GuestState& guest) const;
  // All lines: besides the structs', those of the images, and in scope `init` of the vCPU's
  // registers and CPUID.
  void collect_lines();

  const Subject& subject_;
  std::span<const GuestRole> states_;
  bool nested_;
  std::vector<std::size_t> phases_;
  std::optional<std::size_t> image_distance_;
  std::vector<Vcpu> vcpus_;
};

}  // namespace kvm_mmu_bench::core
