#include "store_program.hpp"

#include "../../mmu/strategy.hpp"

namespace kvm_mmu_bench::core {

std::uint32_t needs_of(mmu::CopierKind copier) {
  switch (copier) {
    case mmu::CopierKind::kRepMovsb:
      return mmu::kErms;
    case mmu::CopierKind::kAvx2:
      return mmu::kAvx2;
    case mmu::CopierKind::kAvx512:
      return mmu::kAvx512f;
    case mmu::CopierKind::kNontemporal:
      return mmu::kSse2;
    case mmu::CopierKind::kRepMovsq:
    case mmu::CopierKind::kMov64:
    case mmu::CopierKind::kLibc:
      return 0;
  }
  return 0;
}

std::uint32_t needs_of(const Program& program) {
  std::uint32_t needs = 0;
  for (const Step& step : program) {
    if (const Copy* copy = std::get_if<Copy>(&step)) needs |= needs_of(copy->copier);
  }
  return needs;
}

}  // namespace kvm_mmu_bench::core
