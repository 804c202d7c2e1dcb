#include "vcpu_bank.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "../mmu/vcpu_create.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = mmu::kCacheLineBytes;
constexpr std::size_t kLinesPerPage = kPageBytes / kLine;

// A block of any layout, moved by up to a page and a line.
constexpr std::size_t kBlockPages = 4;

constexpr bool blocks_fit() {
  for (const mmu::LayoutInfo& layout : mmu::kLayouts) {
    if (layout.vcpu_bytes + kPageBytes + kLine > kBlockPages * kPageBytes) return false;
    if (layout.size_bytes > Vcpu::kImageStride) return false;
  }
  return true;
}
static_assert(blocks_fit());

// Images begin anywhere in their first page.
std::size_t image_pages(std::size_t states) {
  return 1 + (states * Vcpu::kImageStride + kPageBytes - 1) / kPageBytes;
}

std::size_t slot_bytes(std::size_t states) {
  return (kBlockPages + image_pages(states)) * kPageBytes;
}

void append_lines(std::vector<std::byte*>& lines, std::byte* begin, std::size_t bytes) {
  auto* line =
      reinterpret_cast<std::byte*>(reinterpret_cast<std::uintptr_t>(begin) / kLine * kLine);
  for (; line < begin + bytes; line += kLine) lines.push_back(line);
}

}  // namespace

std::size_t VcpuBank::arena_bytes(std::size_t vcpus, std::size_t states) {
  constexpr std::size_t kSlotsPerVcpu = 4;
  constexpr std::size_t kLeastSlots = 64;
  return std::max(vcpus * kSlotsPerVcpu, kLeastSlots) * slot_bytes(states);
}

VcpuBank::VcpuBank(const Arena& arena, StructPlace place, std::span<const mmu::RoleState> states,
                   std::size_t vcpus)
    : arena_(arena),
      place_(place),
      states_(states),
      slot_bytes_(slot_bytes(states.size())),
      slots_(arena.size() / slot_bytes_),
      vcpus_(vcpus) {
  if (slots_.size() < vcpus) throw std::length_error("the arena has fewer slots than vCPUs");
  std::iota(slots_.begin(), slots_.end(), std::size_t{0});
}

void VcpuBank::place(Random& random) {
  random.shuffle(std::span(slots_));
  // Structs spread evenly over the sets of a first-level cache, images half a page away from their
  // struct.
  const std::size_t rotation = random.below(kLinesPerPage);
  for (std::size_t i = 0; i < vcpus_.size(); ++i) {
    const std::size_t line = (rotation + i * kLinesPerPage / vcpus_.size()) % kLinesPerPage;
    const std::size_t image_line = (line + kLinesPerPage / 2) % kLinesPerPage;
    std::byte* slot = arena_.data() + slots_[i] * slot_bytes_;
    const std::size_t block_start =
        (place_.phase + kLine - place_.info().root_mmu_offset % kLine) % kLine;
    vcpus_[i].mmu = slot + block_start + place_.info().root_mmu_offset + line * kLine;
    vcpus_[i].images = slot + kBlockPages * kPageBytes + image_line * kLine;
    prepare(vcpus_[i]);
  }
  collect_lines();
}

// Each image as the kernel's own way leaves a vCPU that was just created. Its root tables follow
// from its place in the arena, not from where the arena happens to be: the same run leaves the same
// bytes.
void VcpuBank::prepare(const Vcpu& vcpu) const {
  const auto identity =
      reinterpret_cast<std::uintptr_t>(vcpu.mmu) - reinterpret_cast<std::uintptr_t>(arena_.data());
  for (std::size_t state = 0; state < states_.size(); ++state) {
    std::byte* image = vcpu.images + state * Vcpu::kImageStride;
    mmu::create_mmu(place_.layout, image, identity);
    reset_fn(mmu::kFieldByField, place_, states_[state].mode)(image, &states_[state], nullptr);
  }
  create(vcpu);
}

void VcpuBank::create(const Vcpu& vcpu) const {
  std::memcpy(vcpu.mmu, vcpu.image(0), place_.info().size_bytes);
}

void VcpuBank::create() const {
  for (const Vcpu& vcpu : vcpus_) create(vcpu);
}

void VcpuBank::collect_lines() {
  struct_lines_.clear();
  all_lines_.clear();
  const std::size_t bytes = place_.info().size_bytes;
  for (const Vcpu& vcpu : vcpus_) append_lines(struct_lines_, vcpu.mmu, bytes);
  all_lines_ = struct_lines_;
  for (const Vcpu& vcpu : vcpus_) {
    append_lines(all_lines_, vcpu.images, states_.size() * Vcpu::kImageStride);
  }
}

}  // namespace kvm_mmu_bench::core
