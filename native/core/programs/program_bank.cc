#include "program_bank.hpp"

#include <cstring>
#include <utility>

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t pages_of(std::size_t bytes) { return (bytes + kPageBytes - 1) / kPageBytes; }

// As far into its block as root_mmu is into a vCPU: so it is as far from its images, too.
constexpr std::size_t kLinesBefore = 10;

// The struct moved by up to a page and a line; the images begin anywhere in their first page.
std::size_t struct_pages(const ProgramStruct& subject) {
  return pages_of((kLinesBefore + 1) * mmu::kCacheLineBytes + kPageBytes + subject.bytes);
}
std::size_t image_pages(const ProgramStruct& subject) {
  return 1 + pages_of(kProgramStates * subject.stride());
}

}  // namespace

std::size_t ProgramStruct::stride() const {
  return (bytes + mmu::kCacheLineBytes - 1) / mmu::kCacheLineBytes * mmu::kCacheLineBytes;
}

std::size_t ProgramBank::slot_bytes(const ProgramStruct& subject) {
  // An odd number: else slots would have fewer sets of a larger cache than there are.
  return ((struct_pages(subject) + image_pages(subject)) | 1) * kPageBytes;
}

std::size_t ProgramBank::arena_bytes(std::size_t blocks, const ProgramStruct& subject) {
  return BlockBank::arena_bytes(blocks, slot_bytes(subject));
}

ProgramBank::ProgramBank(const Arena& arena, const ProgramStruct& subject, const std::byte* states,
                         std::size_t blocks)
    : BlockBank(arena, slot_bytes(subject), blocks),
      subject_(subject),
      states_(states),
      blocks_(blocks) {}

ProgramBlock ProgramBank::put(std::byte* slot, std::size_t line) const {
  const ProgramBlock block{
      .mmu = slot + (line + kLinesBefore) * mmu::kCacheLineBytes + subject_.phase,
      .images = slot + struct_pages(subject_) * kPageBytes + usual_image_offset(line),
      .rest = {}};
  std::memcpy(block.images, states_, kProgramStates * subject_.stride());
  create(block);
  return block;
}

void ProgramBank::place(Random& random) {
  draw(random,
       [&](std::size_t i, std::byte* slot, std::size_t line) { blocks_[i] = put(slot, line); });
  forget_lines();
  for (const ProgramBlock& block : blocks_) {
    std::vector<std::byte*> of_struct;
    append_lines(of_struct, block.mmu, subject_.bytes);
    std::vector<std::byte*> others;
    append_lines(others, block.images, kProgramStates * subject_.stride());
    add_lines(std::move(of_struct), others);
  }
}

void ProgramBank::create(const ProgramBlock& block) const {
  std::memcpy(block.mmu, block.images, subject_.bytes);
}

void ProgramBank::create() const {
  for (const ProgramBlock& block : blocks_) create(block);
}

}  // namespace kvm_mmu_bench::core
