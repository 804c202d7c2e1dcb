#include "footprint.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "../mmu/types.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::size_t kLine = mmu::kCacheLineBytes;
constexpr std::size_t kLinesPerPage = kPageBytes / kLine;

// Of a page with code, about half runs: a recording does not tell its pages of code from those of
// data, and this leaves most of them to data, which has most of the lines.
constexpr std::size_t kCodeLinesPerPage = kLinesPerPage / 2;

// Recordings do not tell stores from loads. In most programs a quarter to a third of the memory
// accesses are stores; what matters here is that evicted lines are partly dirty.
constexpr std::size_t kLinesPerStore = 3;

constexpr std::byte kRet{0xc3};
constexpr std::byte kInt3{0xcc};

constexpr std::size_t pages_for(std::size_t lines, std::size_t lines_per_page) {
  return (lines + lines_per_page - 1) / lines_per_page;
}

ScatteredLines::Extent code_extent(const GuestFootprint& footprint) {
  const std::size_t lines = footprint.code_lines;
  return {.lines = lines, .pages = pages_for(lines, kCodeLinesPerPage)};
}

// The pages that code leaves over, but enough of them.
ScatteredLines::Extent data_extent(const GuestFootprint& footprint) {
  const std::size_t lines = footprint.data_lines;
  const std::size_t code_pages = code_extent(footprint).pages;
  const std::size_t left = footprint.pages > code_pages ? footprint.pages - code_pages : 0;
  return {.lines = lines, .pages = std::clamp(left, pages_for(lines, kLinesPerPage), lines)};
}

template <class ExtentOf>
std::size_t most_pages(std::span<const GuestFootprint> all, ExtentOf extent_of) {
  std::size_t most = 0;
  for (const GuestFootprint& each : all) most = std::max(most, extent_of(each).pages);
  return most;
}

// A step through n items that reaches all of them, each far from the few before it: near the golden
// section of n.
std::size_t scattering_step(std::size_t n) {
  constexpr double kGoldenSection = 0.6180339887498949;
  auto step = static_cast<std::size_t>(static_cast<double>(n) * kGoldenSection);
  while (std::gcd(step, n) != 1) ++step;
  return step;
}

// A function that returns at once, in every line; false if it may not be run.
bool make_code(std::span<std::byte> memory) {
  std::fill(memory.begin(), memory.end(), kInt3);
  for (std::size_t at = 0; at < memory.size(); at += kLine) memory[at] = kRet;
  return mprotect(memory.data(), memory.size(), PROT_READ | PROT_EXEC) == 0;
}

}  // namespace

ScatteredLines::ScatteredLines(std::size_t pages)
    : arena_(pages * kPageBytes), pages_(arena_.size() / kPageBytes) {
  for (std::size_t i = 0; i < pages_.size(); ++i) pages_[i].index = static_cast<std::uint32_t>(i);
}

void ScatteredLines::draw(Random& random) {
  random.shuffle(std::span(pages_));
  for (Page& page : pages_) {
    page.first_line = static_cast<std::uint8_t>(random.below(kLinesPerPage));
    page.line_step = static_cast<std::uint8_t>(2 * random.below(kLinesPerPage / 2) + 1);
  }
}

template <class Visit>
void ScatteredLines::for_each(Extent extent, Visit visit) const {
  if (extent.pages > pages_.size())
    throw std::length_error("the footprint is larger than its memory");
  const std::size_t step = scattering_step(extent.lines);
  std::size_t at = 0;
  for (std::size_t left = extent.lines; left != 0; --left) {
    std::size_t rank = at;
    std::size_t nth = 0;
    if (at >= extent.pages) {
      rank = (at - extent.pages) / (kLinesPerPage - 1);
      nth = 1 + (at - extent.pages) % (kLinesPerPage - 1);
    }
    const Page& page = pages_[rank];
    const std::size_t line = (page.first_line + nth * page.line_step) % kLinesPerPage;
    visit(arena_.data() + page.index * kPageBytes + line * kLine, rank * kLinesPerPage + nth);
    at += step;
    if (at >= extent.lines) at -= extent.lines;
  }
}

Footprint::Footprint(std::span<const GuestFootprint> all)
    : code_(most_pages(all, code_extent)),
      data_(most_pages(all, data_extent)),
      runs_code_(make_code(code_.memory())) {}

void Footprint::draw(Random& random) {
  code_.draw(random);
  data_.draw(random);
}

// Code comes last because a guest runs its lines again and again: they are what it used last.
void Footprint::touch(const GuestFootprint& footprint) const {
  data_.for_each(data_extent(footprint), [](std::byte* line, std::size_t number) {
    auto* word = reinterpret_cast<volatile std::uint64_t*>(line);
    asm volatile("" ::"r"(*word));
    if (number % kLinesPerStore == 0) *word = number;
  });
  code_.for_each(code_extent(footprint), [this](std::byte* line, std::size_t) {
    if (runs_code_) {
      reinterpret_cast<void (*)()>(line)();
    } else {
      __builtin_prefetch(line, 0, 2);
    }
  });
  drain_stores();
}

}  // namespace kvm_mmu_bench::core
