// Reading or writing lines of many pages: page by page in random order, so that a page's lines are
// streamed but no prefetcher knows the next page.
#pragma once

#include <cstdint>
#include <vector>

#include "../arena.hpp"
#include "../random.hpp"

namespace kvm_mmu_bench::core {

class PageSweep {
 public:
  // Room for so many bytes. Throws std::bad_alloc.
  PageSweep(std::size_t bytes, Pages pages);

  // Another order.
  void draw(Random& random);

  // The first `bytes` of that order, whole lines.
  void read(std::size_t bytes) const;
  void write(std::size_t bytes) const;

  // One line of each page, spread over the cache sets as read() spreads them.
  void read_one_line_each() const;

 private:
  template <class Touch>
  void for_each_line(std::size_t bytes, Touch touch) const;

  Arena arena_;
  std::vector<std::uint32_t> order_;
};

}  // namespace kvm_mmu_bench::core
