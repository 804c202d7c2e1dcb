#include "cpu.hpp"

#include <cpuid.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace kvm_mmu_bench::core {

namespace {

struct Leaf {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// Zeroes where the CPU does not have the leaf.
Leaf cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0) {
  Leaf out;
  if (!__get_cpuid_count(leaf, subleaf, &out.eax, &out.ebx, &out.ecx, &out.edx)) return {};
  return out;
}

std::string text(std::initializer_list<std::uint32_t> words) {
  std::string out;
  for (const std::uint32_t word : words) {
    std::array<char, sizeof word> bytes;
    std::memcpy(bytes.data(), &word, sizeof word);
    out.append(bytes.data(), bytes.size());
  }
  return out.substr(0, out.find('\0'));
}

std::string model_name() {
  std::string name;
  for (std::uint32_t leaf = 0x80000002; leaf <= 0x80000004; ++leaf) {
    const Leaf part = cpuid(leaf);
    name += text({part.eax, part.ebx, part.ecx, part.edx});
  }
  const auto first = name.find_first_not_of(' ');
  if (first == std::string::npos) return "unknown";
  return name.substr(first, name.find_last_not_of(' ') - first + 1);
}

// Register state that the operating system saves; 0 where it does not use XSAVE.
std::uint64_t extended_control() {
  constexpr std::uint32_t kOsxsave = 1u << 27;
  if ((cpuid(1).ecx & kOsxsave) == 0) return 0;
  std::uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32 | low;
}

std::vector<std::string> usable_features() {
  const Leaf basic = cpuid(1);
  const Leaf structured = cpuid(7);
  const Leaf extended = cpuid(0x80000001);
  const Leaf power = cpuid(0x80000007);
  const std::uint64_t state = extended_control();
  const bool ymm = (state & 0x6) == 0x6;
  const bool zmm = (state & 0xe6) == 0xe6;
  const auto bit = [](std::uint32_t word, unsigned position) {
    return (word >> position & 1) != 0;
  };
  const std::pair<const char*, bool> known[] = {
      {"sse2", bit(basic.edx, 26)},
      {"clflush", bit(basic.edx, 19)},
      {"clflushopt", bit(structured.ebx, 23)},
      {"clwb", bit(structured.ebx, 24)},
      {"erms", bit(structured.ebx, 9)},
      {"fsrm", bit(structured.edx, 4)},
      {"avx2", ymm && bit(structured.ebx, 5)},
      {"avx512f", zmm && bit(structured.ebx, 16)},
      {"rdtscp", bit(extended.edx, 27)},
      {"constant_tsc", bit(power.edx, 8)},
  };
  std::vector<std::string> features;
  for (const auto& [name, present] : known) {
    if (present) features.emplace_back(name);
  }
  return features;
}

}  // namespace

bool Cpu::has(std::string_view feature) const {
  return std::find(features.begin(), features.end(), feature) != features.end();
}

Cpu identify_cpu() {
  Cpu cpu;
  const Leaf identity = cpuid(0);
  cpu.vendor = text({identity.ebx, identity.edx, identity.ecx});
  cpu.model_name = model_name();
  const Leaf version = cpuid(1);
  const auto field = [&](unsigned low, unsigned bits) {
    return static_cast<int>(version.eax >> low & ((1u << bits) - 1));
  };
  cpu.stepping = field(0, 4);
  cpu.family = field(8, 4) + (field(8, 4) == 15 ? field(20, 8) : 0);
  cpu.model = field(4, 4) + (field(8, 4) >= 6 ? field(16, 4) << 4 : 0);
  constexpr std::uint32_t kHypervisor = 1u << 31;
  if ((version.ecx & kHypervisor) != 0) {
    // Outside the basic range, so that __get_cpuid_count would refuse it.
    Leaf signature;
    __cpuid(0x40000000, signature.eax, signature.ebx, signature.ecx, signature.edx);
    cpu.hypervisor = text({signature.ebx, signature.ecx, signature.edx});
    if (cpu.hypervisor.empty()) cpu.hypervisor = "unnamed hypervisor";
  }
  cpu.features = usable_features();
  return cpu;
}

std::string measuring_unavailable(const Cpu& cpu) {
  for (const char* needed : {"rdtscp", "clflush"}) {
    if (!cpu.has(needed)) {
      return std::string("this CPU lacks ") + needed +
             ", which every measurement needs: use a CPU, or a CPU model of the virtual machine, "
             "that has it";
    }
  }
  return "";
}

}  // namespace kvm_mmu_bench::core
