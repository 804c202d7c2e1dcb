// Page-aligned memory, on huge pages where the system gives them, or on small ones.
#pragma once

#include <cstddef>
#include <string>

namespace kvm_mmu_bench::core {

inline constexpr std::size_t kPageBytes = 4096;

// Size of a transparent huge page, 0 where the kernel has none.
std::size_t huge_page_bytes();

// Why an arena will have no huge pages; empty if it can.
std::string huge_pages_unavailable();

enum class Pages { kHuge, kSmall };

class Arena {
 public:
  // Throws std::bad_alloc. All pages are present when it returns.
  explicit Arena(std::size_t bytes, Pages pages = Pages::kHuge);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

  // Share of the arena that lies on huge pages, 0..1, as /proc/self/smaps says; 0 if it cannot be
  // read.
  double huge_page_share() const;

 private:
  void* mapping_;
  std::size_t mapping_bytes_;
  std::byte* data_;
  std::size_t size_;
};

}  // namespace kvm_mmu_bench::core
