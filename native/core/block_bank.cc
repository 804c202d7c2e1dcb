#include "block_bank.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <stdexcept>

namespace kvm_mmu_bench::core {

void append_lines(std::vector<std::byte*>& lines, std::byte* begin, std::size_t bytes) {
  constexpr std::size_t kLine = mmu::kCacheLineBytes;
  auto* line =
      reinterpret_cast<std::byte*>(reinterpret_cast<std::uintptr_t>(begin) / kLine * kLine);
  for (; line < begin + bytes; line += kLine) lines.push_back(line);
}

std::size_t BlockBank::arena_bytes(std::size_t blocks, std::size_t slot_bytes) {
  constexpr std::size_t kSlotsPerBlock = 4;
  constexpr std::size_t kLeastSlots = 64;
  return std::max(blocks * kSlotsPerBlock, kLeastSlots) * slot_bytes;
}

BlockBank::BlockBank(const Arena& arena, std::size_t slot_bytes, std::size_t blocks)
    : arena_(arena), slot_bytes_(slot_bytes), blocks_(blocks), slots_(arena.size() / slot_bytes) {
  if (slots_.size() < blocks) throw std::length_error("the arena has fewer slots than blocks");
  std::iota(slots_.begin(), slots_.end(), std::size_t{0});
}

void BlockBank::forget_lines() {
  struct_lines_.clear();
  all_lines_.clear();
  lines_of_.clear();
}

void BlockBank::add_lines(std::vector<std::byte*> of_struct, std::span<std::byte* const> others) {
  struct_lines_.insert(struct_lines_.end(), of_struct.begin(), of_struct.end());
  of_struct.insert(of_struct.end(), others.begin(), others.end());
  all_lines_.insert(all_lines_.end(), of_struct.begin(), of_struct.end());
  lines_of_.push_back(std::move(of_struct));
}

}  // namespace kvm_mmu_bench::core
