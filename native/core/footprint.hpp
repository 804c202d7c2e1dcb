// The guest between two transitions: it touches as many lines, in as many pages, as a recording
// counted, in memory of its own, and so leaves the caches to the next reset as it would have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "arena.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

// What a guest touched between two transitions.
struct GuestFootprint {
  std::uint32_t code_lines;  // distinct, 64 bytes
  std::uint32_t data_lines;  // distinct, 64 bytes
  std::uint32_t pages;       // distinct, 4 KiB, of code and data together
};

// Lines scattered over pages. Every page of a set has its first line in it; the others fill the
// pages one by one. So of two sets the greater contains the smaller, if it has at least one more
// line for each page more: no other choice lets more pairs of counts nest.
class ScatteredLines {
 public:
  struct Extent {
    std::size_t lines;
    std::size_t pages;  // enough to hold the lines, and no more than lines
  };

  // Room for sets of this many pages, without positions until the first draw(). Throws
  // std::bad_alloc.
  explicit ScatteredLines(std::size_t pages);

  // Which pages of the arena, and which lines of them come first.
  void draw(Random& random);

  // Calls visit(line, number) for every line of the set: far apart from call to call, so that no
  // prefetcher follows. A line has the same number in every set. Throws std::length_error if there
  // is no room for the set.
  template <class Visit>
  void for_each(Extent extent, Visit visit) const;

  std::span<std::byte> memory() const { return {arena_.data(), arena_.size()}; }

 private:
  struct Page {
    std::uint32_t index;
    // The n-th line is first_line + n * line_step, modulo the lines of a page; line_step is odd.
    std::uint8_t first_line;
    std::uint8_t line_step;
  };

  // On huge pages, as the memory of a guest usually is; while it does not page itself, its
  // translations are as large. So a set takes a TLB entry for every 2 MiB, and what the reset needs
  // stays; where the system gives small pages only, it takes one a page.
  Arena arena_;
  // In the order in which sets take them. Eight bytes a page is what touching a set costs the
  // caches beside the set.
  std::vector<Page> pages_;
};

class Footprint {
 public:
  // Room for the largest of them: 4 KiB for each of its pages. Throws std::bad_alloc.
  explicit Footprint(std::span<const GuestFootprint> all);

  // Positions anew. To be called once at least; what is touched next comes from memory.
  void draw(Random& random);

  // Loads every line of data, writes a third of them, runs every line of code; returns with the
  // store buffer empty. The same lines for the same counts, because a guest's working set persists,
  // and but for a few pages' first lines within those of greater counts.
  // Throws std::length_error if the footprint is larger than those it was made for.
  void touch(const GuestFootprint& footprint) const;

  // False where the system refuses memory for code: then its lines are only prefetched, to the
  // second-level cache.
  bool runs_code() const { return runs_code_; }

 private:
  ScatteredLines code_;
  ScatteredLines data_;
  bool runs_code_;
};

}  // namespace kvm_mmu_bench::core
