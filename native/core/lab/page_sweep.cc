#include "page_sweep.hpp"

#include <algorithm>
#include <numeric>

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = 64;

void load(const std::byte* from) {
  std::uint64_t value;
  asm volatile("mov %1, %0" : "=r"(value) : "m"(*reinterpret_cast<const std::uint64_t*>(from)));
}

void store(std::byte* to) {
  asm volatile("movq $1, %0" : "=m"(*reinterpret_cast<std::uint64_t*>(to)));
}

}  // namespace

PageSweep::PageSweep(std::size_t bytes, Pages pages)
    : arena_(std::max(bytes, kPageBytes), pages), order_(arena_.size() / kPageBytes) {
  std::iota(order_.begin(), order_.end(), 0u);
  order_.resize((std::max(bytes, kPageBytes) + kPageBytes - 1) / kPageBytes);
}

void PageSweep::draw(Random& random) { random.shuffle(std::span(order_)); }

template <class Touch>
void PageSweep::for_each_line(std::size_t bytes, Touch touch) const {
  for (const std::uint32_t page : order_) {
    std::byte* const begin = arena_.data() + std::size_t{page} * kPageBytes;
    const std::size_t here = std::min(bytes, kPageBytes);
    for (std::size_t at = 0; at < here; at += kLine) touch(begin + at);
    bytes -= here;
    if (bytes == 0) break;
  }
}

void PageSweep::read(std::size_t bytes) const { for_each_line(bytes, load); }

void PageSweep::write(std::size_t bytes) const { for_each_line(bytes, store); }

void PageSweep::read_one_line_each() const {
  std::size_t line = 0;
  for (const std::uint32_t page : order_) {
    load(arena_.data() + std::size_t{page} * kPageBytes + line % kPageBytes);
    line += kLine;
  }
}

}  // namespace kvm_mmu_bench::core
