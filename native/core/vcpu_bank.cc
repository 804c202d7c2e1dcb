#include "vcpu_bank.hpp"

#include <algorithm>
#include <cstring>

#include "../mmu/vcpu_create.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = mmu::kCacheLineBytes;

// A block of any layout, moved by up to a page and a line; its CPUID table has a page of its own.
constexpr std::size_t kBlockPages = 4;
constexpr std::size_t kCpuidPages = 1;

constexpr bool blocks_fit() {
  for (const mmu::LayoutInfo& layout : mmu::kLayouts) {
    if (layout.vcpu_bytes + kPageBytes + kLine > kBlockPages * kPageBytes) return false;
    if (layout.size_bytes > mmu::kImageStride) return false;
  }
  return mmu::kCpuidEntries * sizeof(mmu::CpuidEntry) <= kCpuidPages * kPageBytes;
}
static_assert(blocks_fit());

// Images begin anywhere in their first page.
std::size_t image_pages(std::size_t states) {
  return 1 + (states * mmu::kImageStride + kPageBytes - 1) / kPageBytes;
}

// Of the CPUID table a call scans as far as the vendor, and on the shadow path as far as the
// extended features.
std::size_t cpuid_bytes_read(const Vcpu& vcpu, mmu::MmuKind path) {
  const auto* last = vcpu.cpuid;
  if (path == mmu::MmuKind::kShadow) {
    while (last->function != mmu::kExtendedFeatures) ++last;
  }
  return static_cast<std::size_t>(last + 1 - vcpu.cpuid) * sizeof(mmu::CpuidEntry);
}

// What a whole call reads of the block besides its structs.
void append_lines_read(std::vector<std::byte*>& lines, const Vcpu& vcpu, mmu::MmuKind path,
                       const mmu::VcpuOffsets& at) {
  std::byte* arch = vcpu.block + at.arch;
  append_lines(lines, arch + at.cr0 - 8, at.efer + 8 - (at.cr0 - 8));
  append_lines(lines, arch + at.walk_mmu, 8);
  constexpr std::size_t kCpuidBefore = 24;
  append_lines(lines, arch + at.reserved_gpa_bits - kCpuidBefore, kCpuidBefore + 16);
  append_lines(lines, reinterpret_cast<std::byte*>(vcpu.cpuid), cpuid_bytes_read(vcpu, path));
}

}  // namespace

std::size_t VcpuBank::slot_bytes(std::size_t states) {
  return (kBlockPages + kCpuidPages + image_pages(states)) * kPageBytes;
}

std::size_t VcpuBank::arena_bytes(std::size_t vcpus, std::size_t states) {
  return BlockBank::arena_bytes(vcpus, slot_bytes(states));
}

VcpuBank::VcpuBank(const Arena& arena, const Subject& subject, std::span<const GuestRole> states,
                   std::size_t vcpus, std::vector<std::size_t> phases,
                   std::optional<std::size_t> image_distance)
    : BlockBank(arena, slot_bytes(states.size()), vcpus),
      subject_(subject),
      states_(states),
      nested_(std::any_of(states.begin(), states.end(),
                          [](const GuestRole& state) { return state.guest.nested; })),
      phases_(std::move(phases)),
      image_distance_(image_distance),
      vcpus_(vcpus) {
  if (phases_.empty()) phases_.push_back(subject.place.phase);
}

// In the images' first page.
std::size_t VcpuBank::image_offset(const Vcpu& vcpu, std::size_t line) const {
  if (!image_distance_) return usual_image_offset(line);
  return (reinterpret_cast<std::uintptr_t>(vcpu.mmu) + *image_distance_ - mmu::kImageStride) %
         kPageBytes;
}

Vcpu VcpuBank::put(std::byte* slot, std::size_t phase, std::size_t line) const {
  const std::size_t root_mmu = subject_.place.info().root_mmu_offset;
  const std::size_t block_start = (phase + kLine - root_mmu % kLine) % kLine;
  Vcpu vcpu{};
  vcpu.block = slot + block_start + line * kLine;
  vcpu.mmu = vcpu.block + root_mmu;
  vcpu.cpuid = reinterpret_cast<mmu::CpuidEntry*>(slot + kBlockPages * kPageBytes);
  vcpu.images = slot + (kBlockPages + kCpuidPages) * kPageBytes + image_offset(vcpu, line);
  vcpu.templates = {.first = vcpu.images, .count = states_.size()};
  mmu::fill_cpuid(std::span<mmu::CpuidEntry, mmu::kCpuidEntries>(vcpu.cpuid, mmu::kCpuidEntries),
                  is_amd());
  mmu::set_cpuid(subject_.place.layout, vcpu.block, states_[0].guest.maxphyaddr, vcpu.cpuid,
                 is_amd());
  make_templates(vcpu, states_[0].guest.maxphyaddr);
  create(vcpu);
  return vcpu;
}

void VcpuBank::place(Random& random) {
  draw(random, [&](std::size_t i, std::byte* slot, std::size_t line) {
    vcpus_[i] = put(slot, phases_[i % phases_.size()], line);
  });
  collect_lines();
}

Vcpu VcpuBank::make(std::byte* slot) const { return put(slot, subject_.place.phase, 0); }

// The whole call on a block of its own, whose struct is then the image.
void VcpuBank::call_into_image(const Vcpu& vcpu, std::byte* image,
                               const mmu::GuestState& guest) const {
  const std::size_t layout = subject_.place.layout;
  const mmu::LayoutInfo& info = subject_.place.info();
  std::vector<std::byte> block(info.vcpu_bytes);
  const mmu::Templates none{.first = nullptr, .count = 0};
  mmu::create_mmu(layout, block.data() + info.root_mmu_offset, identity_of(vcpu));
  mmu::create_block(layout, block.data(), identity_of(vcpu));
  mmu::set_cpuid(layout, block.data(), guest.maxphyaddr, vcpu.cpuid, is_amd());
  mmu::load_registers(layout, block.data(), guest);
  init_code(mmu::kFieldByField, subject_)(block.data(), &subject_.host, &none);
  const std::size_t offset = guest.nested ? info.nested_mmu_offset : info.root_mmu_offset;
  std::memcpy(image, block.data() + offset, info.size_bytes);
}

// As the kernel's own way leaves a vCPU that was just created, in the subject's scope.
void VcpuBank::make_template(const Vcpu& vcpu, std::size_t state, const GuestRole& to) const {
  const std::size_t layout = subject_.place.layout;
  std::byte* image = vcpu.images + state * mmu::kImageStride;
  if (subject_.scope == Scope::kInit) {
    call_into_image(vcpu, image, to.guest);
    return;
  }
  mmu::create_mmu(layout, image, identity_of(vcpu));
  writes_code(mmu::kFieldByField, layout, to.role.kind, to.role.mode)
      .full(image, &to.role, nullptr);
}

void VcpuBank::make_templates(const Vcpu& vcpu, unsigned maxphyaddr) const {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    make_template(vcpu, i, states_[i]);
    if (states_[i].guest.maxphyaddr == maxphyaddr) continue;
    mmu::invalidate_role(subject_.place.layout, vcpu.images + i * mmu::kImageStride);
  }
}

// Root tables follow from a vCPU's place in the arena, not from where the arena happens to be: the
// same run leaves the same bytes.
std::uintptr_t VcpuBank::identity_of(const Vcpu& vcpu) const {
  return reinterpret_cast<std::uintptr_t>(vcpu.block) -
         reinterpret_cast<std::uintptr_t>(arena().data());
}

void VcpuBank::create(const Vcpu& vcpu, std::size_t registers) const {
  std::memcpy(vcpu.mmu, vcpu.image(0), subject_.place.info().size_bytes);
  if (!nested_ && subject_.scope == Scope::kWrites) return;
  mmu::create_block(subject_.place.layout, vcpu.block, identity_of(vcpu));
  mmu::load_registers(subject_.place.layout, vcpu.block, states_[registers].guest);
}

void VcpuBank::create(std::size_t registers) const {
  for (const Vcpu& vcpu : vcpus_) create(vcpu, registers);
}

void VcpuBank::collect_lines() {
  const mmu::LayoutInfo& info = subject_.place.info();
  forget_lines();
  for (const Vcpu& vcpu : vcpus_) {
    std::vector<std::byte*> of_structs;
    append_lines(of_structs, vcpu.mmu, info.size_bytes);
    if (nested_) append_lines(of_structs, vcpu.block + info.nested_mmu_offset, info.size_bytes);
    std::vector<std::byte*> others;
    append_lines(others, vcpu.images, states_.size() * mmu::kImageStride);
    if (subject_.scope == Scope::kInit) {
      append_lines_read(others, vcpu, subject_.path, info.vcpu);
    }
    add_lines(std::move(of_structs), others);
  }
}

}  // namespace kvm_mmu_bench::core
