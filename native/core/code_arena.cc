#include "code_arena.hpp"

#include <link.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "arena.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Longest strategy function there may be; more than any has.
constexpr std::size_t kMostCodeBytes = 2 * kPageBytes;

template <class Visit>
void for_each_function(Visit visit) {
  for (const mmu::Strategy* strategy : mmu::strategies()) {
    for (const auto& layout : strategy->writes) {
      for (const auto& kind : layout) {
        for (const mmu::WritesCode& code : kind) {
          visit(*strategy, address_of(code.full));
          visit(*strategy, address_of(code.early));
        }
      }
    }
    for (const auto& layout : strategy->init) {
      for (const auto& path : layout) {
        for (const mmu::InitFn function : path) visit(*strategy, address_of(function));
      }
    }
  }
}

std::uintptr_t as_number(CodeAddress address) { return reinterpret_cast<std::uintptr_t>(address); }

struct SegmentSearch {
  std::uintptr_t address;
  std::size_t left;
};

// From an address to the end of the loaded segment that it lies in: what may be read behind the
// last function.
std::size_t bytes_to_end_of_segment(std::uintptr_t address) {
  SegmentSearch search{address, 0};
  dl_iterate_phdr(
      [](dl_phdr_info* module, std::size_t, void* data) {
        auto& wanted = *static_cast<SegmentSearch*>(data);
        for (int i = 0; i < module->dlpi_phnum; ++i) {
          const ElfW(Phdr)& segment = module->dlpi_phdr[i];
          const std::uintptr_t begin = module->dlpi_addr + segment.p_vaddr;
          if (segment.p_type != PT_LOAD || wanted.address < begin) continue;
          if (wanted.address >= begin + segment.p_memsz) continue;
          wanted.left = begin + segment.p_memsz - wanted.address;
          return 1;
        }
        return 0;
      },
      &search);
  return search.left;
}

bool is_movable(CodeAddress function) {
  bool movable = false;
  for_each_function([&](const mmu::Strategy& strategy, CodeAddress each) {
    if (each == function) movable = strategy.movable;
  });
  return movable;
}

}  // namespace

std::size_t code_extent(CodeAddress function) {
  std::size_t extent = std::min(kMostCodeBytes, bytes_to_end_of_segment(as_number(function)));
  for_each_function([&](const mmu::Strategy&, CodeAddress other) {
    if (as_number(other) <= as_number(function)) return;
    extent = std::min(extent, as_number(other) - as_number(function));
  });
  return extent;
}

std::vector<MovableCode> movable_code(const std::vector<CodeAddress>& functions) {
  std::vector<MovableCode> code;
  for (const CodeAddress function : functions) {
    if (function == nullptr || !is_movable(function)) continue;
    code.push_back({function, code_extent(function)});
  }
  return code;
}

CodeArena::CodeArena(std::vector<MovableCode> code) : code_(std::move(code)) {
  std::size_t most = 0;
  for (const MovableCode& each : code_) most = std::max(most, each.bytes);
  // A function that begins near the end of its first page goes on in the next.
  slot_bytes_ = kPageBytes + (most + kPageBytes - 1) / kPageBytes * kPageBytes;
  if (code_.empty()) return;
  bytes_ = code_.size() * slot_bytes_;
  void* mapping = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::byte*>(mapping);
}

CodeArena::~CodeArena() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

void CodeArena::draw(Random& random) {
  constexpr std::size_t kStep = 16;
  placed_.clear();
  if (memory_ == nullptr || mprotect(memory_, bytes_, PROT_READ | PROT_WRITE) != 0) return;
  std::unordered_map<CodeAddress, const std::byte*> placed;
  for (std::size_t i = 0; i < code_.size(); ++i) {
    std::byte* to = memory_ + i * slot_bytes_ + kStep * random.below(kPageBytes / kStep);
    std::memcpy(to, code_[i].function, code_[i].bytes);
    placed.emplace(code_[i].function, to);
  }
  if (mprotect(memory_, bytes_, PROT_READ | PROT_EXEC) == 0) placed_ = std::move(placed);
}

}  // namespace kvm_mmu_bench::core
