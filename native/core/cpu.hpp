// What the processor says of itself, and whether the operating system lets us use it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kvm_mmu_bench::core {

struct Cpu {
  std::string vendor;
  std::string model_name;
  int family = 0;
  int model = 0;
  int stepping = 0;
  // CPUID's hypervisor signature; empty on bare metal.
  std::string hypervisor;
  // Usable ones only, named as in /proc/cpuinfo: AVX counts only if XCR0 enables its registers.
  std::vector<std::string> features;

  bool has(std::string_view feature) const;
};

Cpu identify_cpu();

// Every measurement executes these, whatever the strategy: the first that this CPU lacks as a
// sentence, empty where it has them all.
std::string measuring_unavailable(const Cpu& cpu);

}  // namespace kvm_mmu_bench::core
