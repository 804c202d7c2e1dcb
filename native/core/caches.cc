#include "caches.hpp"

#include <cpuid.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

namespace kvm_mmu_bench::core {

namespace {

std::string first_word(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

// A sysfs size such as 32K or 36608K; 0 if it is none.
std::size_t size_in_bytes(const std::string& word) {
  std::size_t digits = 0;
  while (digits < word.size() && std::isdigit(static_cast<unsigned char>(word[digits])) != 0) {
    ++digits;
  }
  if (digits == 0 || digits > 12) return 0;
  const std::size_t number = std::stoul(word.substr(0, digits));
  if (digits == word.size()) return number;
  if (word[digits] == 'K') return number << 10;
  if (word[digits] == 'M') return number << 20;
  return 0;
}

std::vector<Cache> from_sysfs(int cpu) {
  std::vector<Cache> caches;
  for (int index = 0;; ++index) {
    const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                               "/cache/index" + std::to_string(index) + "/";
    std::string type = first_word(folder + "type");
    if (type.empty()) return caches;
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    caches.push_back({.level = static_cast<int>(size_in_bytes(first_word(folder + "level"))),
                      .type = type,
                      .size_bytes = size_in_bytes(first_word(folder + "size")),
                      .ways = size_in_bytes(first_word(folder + "ways_of_associativity")),
                      .sets = size_in_bytes(first_word(folder + "number_of_sets")),
                      .line_bytes = size_in_bytes(first_word(folder + "coherency_line_size"))});
  }
}

// Deterministic cache parameters: leaf 4 on Intel, 0x8000001d of the same shape on AMD.
std::vector<Cache> from_cpuid() {
  constexpr std::array<const char*, 4> kTypes{"", "data", "instruction", "unified"};
  std::vector<Cache> caches;
  for (const std::uint32_t leaf : {0x4u, 0x8000001du}) {
    for (std::uint32_t index = 0; index < 16; ++index) {
      std::uint32_t eax, ebx, ecx, edx;
      if (!__get_cpuid_count(leaf, index, &eax, &ebx, &ecx, &edx)) break;
      const std::uint32_t type = eax & 0x1f;
      if (type == 0 || type >= kTypes.size()) break;
      const std::size_t line = (ebx & 0xfff) + 1;
      const std::size_t partitions = (ebx >> 12 & 0x3ff) + 1;
      const std::size_t ways = (ebx >> 22) + 1;
      const std::size_t sets = std::size_t{ecx} + 1;
      caches.push_back({.level = static_cast<int>(eax >> 5 & 0x7),
                        .type = kTypes[type],
                        .size_bytes = line * partitions * ways * sets,
                        .ways = ways,
                        .sets = sets,
                        .line_bytes = line});
    }
    if (!caches.empty()) return caches;
  }
  return caches;
}

}  // namespace

std::vector<Cache> read_caches(int cpu) {
  std::vector<Cache> caches = from_sysfs(cpu);
  return caches.empty() ? from_cpuid() : caches;
}

const Cache* data_cache(std::span<const Cache> caches, int level) {
  const auto found = std::find_if(caches.begin(), caches.end(), [&](const Cache& cache) {
    return cache.level == level && cache.type != "instruction";
  });
  return found == caches.end() ? nullptr : &*found;
}

}  // namespace kvm_mmu_bench::core
