#include "vcpu_create.hpp"

#include <array>
#include <cstring>

#include "handlers.hpp"
#include "layouts/registry.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

template <class Mmu>
void unload(void* memory) {
  Mmu& mmu = *static_cast<Mmu*>(memory);
  mmu.root_hpa = kInvalidPage;
  mmu.root_pgd = 0;
  for (RootInfo& root : mmu.prev_roots) root = {.pgd = 0, .hpa = kInvalidPage};
}

template <class Mmu>
void create(void* memory, std::uintptr_t identity) {
  std::memset(memory, 0, sizeof(Mmu));
  Mmu& mmu = *static_cast<Mmu*>(memory);
  const auto table = [&](unsigned index) {
    return reinterpret_cast<std::uint64_t*>((identity & ~std::uintptr_t{0xfff}) + index * 0x1000);
  };
  mmu.pae_root = table(1);
  mmu.pml4_root = table(2);
  mmu.pml5_root = table(3);
  if constexpr (requires { mmu.translate_gpa; }) mmu.translate_gpa = handler_at(kTranslateGpa);
  unload<Mmu>(memory);
}

template <class Mmu>
void load(void* memory, std::uint64_t root_hpa) {
  Mmu& mmu = *static_cast<Mmu*>(memory);
  mmu.prev_roots[0] = {.pgd = mmu.root_pgd, .hpa = mmu.root_hpa};
  mmu.root_hpa = root_hpa;
  mmu.root_pgd = root_hpa ^ 0x1000;
}

struct Operations {
  void (*create)(void*, std::uintptr_t);
  void (*unload)(void*);
  void (*load)(void*, std::uint64_t);
};

template <class... Ls>
constexpr std::array<Operations, sizeof...(Ls)> operations(LayoutList<Ls...>) {
  return {
      Operations{&create<typename Ls::Mmu>, &unload<typename Ls::Mmu>, &load<typename Ls::Mmu>}...};
}

constexpr auto kOperations = operations(Layouts{});

}  // namespace

void create_mmu(std::size_t layout, void* mmu, std::uintptr_t identity) {
  kOperations[layout].create(mmu, identity);
}

void unload_roots(std::size_t layout, void* mmu) { kOperations[layout].unload(mmu); }

void load_root(std::size_t layout, void* mmu, std::uint64_t root_hpa) {
  kOperations[layout].load(mmu, root_hpa);
}

}  // namespace kvm_mmu_bench::mmu
