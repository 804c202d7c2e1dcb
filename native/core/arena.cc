#include "arena.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <new>
#include <sstream>

namespace kvm_mmu_bench::core {

namespace {

constexpr const char* kThpFolder = "/sys/kernel/mm/transparent_hugepage/";

// kB of transparent huge pages in the mappings that lie within [begin, end).
std::size_t huge_kb_between(std::uintptr_t begin, std::uintptr_t end) {
  std::ifstream smaps("/proc/self/smaps");
  std::string line;
  bool inside = false;
  std::size_t kb = 0;
  while (std::getline(smaps, line)) {
    std::uintptr_t from = 0, to = 0;
    char dash = 0;
    std::istringstream header(line);
    if (header >> std::hex >> from >> dash >> to && dash == '-') {
      inside = from < end && to > begin;
    } else if (inside && line.rfind("AnonHugePages:", 0) == 0) {
      kb += std::stoul(line.substr(line.find_first_of("0123456789")));
    }
  }
  return kb;
}

}  // namespace

std::size_t huge_page_bytes() {
  std::ifstream file(std::string(kThpFolder) + "hpage_pmd_size");
  std::size_t bytes = 0;
  file >> bytes;
  return file ? bytes : 0;
}

std::string huge_pages_unavailable() {
  std::ifstream file(std::string(kThpFolder) + "enabled");
  std::string setting;
  if (!std::getline(file, setting)) return "the kernel has no transparent huge pages";
  if (setting.find("[never]") != std::string::npos) {
    return std::string(kThpFolder) + "enabled is never: write madvise to it";
  }
  return "";
}

Arena::Arena(std::size_t bytes, Pages pages) {
  const std::size_t huge = std::max(huge_page_bytes(), kPageBytes);
  size_ = (bytes + huge - 1) / huge * huge;
  mapping_bytes_ = size_ + huge;
  mapping_ =
      mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping_ == MAP_FAILED) throw std::bad_alloc();
  const auto start = reinterpret_cast<std::uintptr_t>(mapping_);
  data_ = reinterpret_cast<std::byte*>((start + huge - 1) / huge * huge);
  // Refusal is no error: huge_page_share() tells.
  madvise(data_, size_, pages == Pages::kHuge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  for (std::size_t page = 0; page < size_; page += kPageBytes) data_[page] = std::byte{1};
}

Arena::~Arena() { munmap(mapping_, mapping_bytes_); }

double Arena::huge_page_share() const {
  const auto begin = reinterpret_cast<std::uintptr_t>(data_);
  const std::size_t kb = huge_kb_between(begin, begin + size_);
  return std::min(1.0, static_cast<double>(kb) * 1024 / static_cast<double>(size_));
}

}  // namespace kvm_mmu_bench::core
