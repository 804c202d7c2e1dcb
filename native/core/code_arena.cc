#include "code_arena.hpp"

#include <link.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "arena.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Longest strategy function there may be; more than any has.
constexpr std::size_t kMostCodeBytes = 2048;

// A function that begins near the end of its first page goes on in the second.
constexpr std::size_t kSlotBytes = 2 * kPageBytes;
static_assert(kMostCodeBytes <= kPageBytes);

std::uintptr_t address_of(mmu::ResetFn function) {
  return reinterpret_cast<std::uintptr_t>(function);
}

template <class Visit>
void for_each_function(Visit visit) {
  for (const mmu::Strategy* strategy : mmu::strategies()) {
    for (const auto& layout : strategy->reset) {
      for (const mmu::ResetFn function : layout) visit(*strategy, function);
    }
  }
}

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

bool is_movable(mmu::ResetFn function) {
  bool movable = false;
  for_each_function([&](const mmu::Strategy& strategy, mmu::ResetFn each) {
    if (each == function) movable = strategy.movable;
  });
  return movable;
}

}  // namespace

std::size_t code_extent(mmu::ResetFn function) {
  std::size_t extent = std::min(kMostCodeBytes, bytes_to_end_of_segment(address_of(function)));
  for_each_function([&](const mmu::Strategy&, mmu::ResetFn other) {
    if (address_of(other) <= address_of(function)) return;
    extent = std::min(extent, address_of(other) - address_of(function));
  });
  return extent;
}

CodeArena::CodeArena(std::size_t functions) : bytes_(functions * kSlotBytes) {
  void* mapping = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::byte*>(mapping);
}

CodeArena::~CodeArena() { munmap(memory_, bytes_); }

std::vector<mmu::ResetFn> CodeArena::draw(const std::vector<mmu::ResetFn>& functions,
                                          Random& random) {
  constexpr std::size_t kStep = 16;
  std::vector<mmu::ResetFn> placed;
  if (mprotect(memory_, bytes_, PROT_READ | PROT_WRITE) != 0) return functions;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    std::byte* to = memory_ + i * kSlotBytes + kStep * random.below(kPageBytes / kStep);
    if (!is_movable(functions[i])) {
      placed.push_back(functions[i]);
      continue;
    }
    std::memcpy(to, reinterpret_cast<const void*>(functions[i]), code_extent(functions[i]));
    placed.push_back(reinterpret_cast<mmu::ResetFn>(to));
  }
  if (mprotect(memory_, bytes_, PROT_READ | PROT_EXEC) != 0) return functions;
  return placed;
}

}  // namespace kvm_mmu_bench::core
