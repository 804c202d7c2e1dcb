#include "vcpu_create.hpp"

#include <array>
#include <cstring>

#include "layouts/registry.hpp"
#include "stores.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

template <class Mmu>
RootInfo root_of(const Mmu& mmu) {
  if constexpr (requires { mmu.root; }) {
    return mmu.root;
  } else {
    return {.pgd = mmu.root_pgd, .hpa = mmu.root_hpa};
  }
}

template <class Mmu>
void set_root(Mmu& mmu, RootInfo root) {
  if constexpr (requires { mmu.root; }) {
    mmu.root = root;
  } else {
    mmu.root_pgd = root.pgd;
    mmu.root_hpa = root.hpa;
  }
}

template <class Mmu>
void unload(void* memory) {
  Mmu& mmu = *static_cast<Mmu*>(memory);
  constexpr RootInfo kNone{.pgd = 0, .hpa = kInvalidPage};
  set_root(mmu, kNone);
  for (RootInfo& root : mmu.prev_roots) root = kNone;
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
  mmu.prev_roots[0] = root_of(mmu);
  set_root(mmu, {.pgd = root_hpa ^ 0x1000, .hpa = root_hpa});
}

template <class L>
void create_around(void* block, std::uintptr_t identity) {
  auto& vcpu = *static_cast<typename L::Vcpu*>(block);
  create<typename L::Mmu>(&vcpu.guest_mmu, identity);
  create<typename L::Mmu>(&vcpu.nested_mmu, identity);
  store_guest_accessors(vcpu.nested_mmu);
  vcpu.registers_available = kCr0Available;
  vcpu.cr0_guest_owned_bits = kCr0Wp;
  vcpu.mmu = &vcpu.root_mmu;
  vcpu.walk_mmu = &vcpu.root_mmu;
}

template <class L>
void store_cpuid(void* block, unsigned maxphyaddr, const CpuidEntry* entries, bool amd) {
  auto& vcpu = *static_cast<typename L::Vcpu*>(block);
  vcpu.maxphyaddr = static_cast<std::int32_t>(maxphyaddr);
  vcpu.reserved_gpa_bits = bits(maxphyaddr, 63);
  vcpu.cpuid_entries = entries;
  vcpu.cpuid_count = kCpuidEntries;
  vcpu.is_amd = amd;
}

template <class Mmu>
void clear_valid(void* memory) {
  Mmu& mmu = *static_cast<Mmu*>(memory);
  if constexpr (HasSplitRole<Mmu>) {
    mmu.cpu_role.ext &= ~kExtValid;
  } else {
    mmu.mmu_role.ext &= ~kExtValid;
  }
}

template <class L>
void invalidate(void* block) {
  auto& vcpu = *static_cast<typename L::Vcpu*>(block);
  clear_valid<typename L::Mmu>(&vcpu.root_mmu);
  clear_valid<typename L::Mmu>(&vcpu.guest_mmu);
  clear_valid<typename L::Mmu>(&vcpu.nested_mmu);
}

template <class L>
void store_registers(void* block, const GuestState& guest) {
  auto& vcpu = *static_cast<typename L::Vcpu*>(block);
  vcpu.cr0 = guest.cr0;
  vcpu.cr4 = guest.cr4;
  vcpu.efer = guest.efer;
  vcpu.hflags = guest.hflags();
  vcpu.mmu = guest.nested ? &vcpu.guest_mmu : &vcpu.root_mmu;
  vcpu.walk_mmu = guest.nested ? &vcpu.nested_mmu : &vcpu.root_mmu;
}

struct Operations {
  void (*create)(void*, std::uintptr_t);
  void (*create_around)(void*, std::uintptr_t);
  void (*store_cpuid)(void*, unsigned, const CpuidEntry*, bool);
  void (*invalidate)(void*);
  void (*clear_valid)(void*);
  void (*store_registers)(void*, const GuestState&);
  void (*unload)(void*);
  void (*load)(void*, std::uint64_t);
};

template <class... Ls>
constexpr std::array<Operations, sizeof...(Ls)> operations(LayoutList<Ls...>) {
  return {Operations{&create<typename Ls::Mmu>, &create_around<Ls>, &store_cpuid<Ls>,
                     &invalidate<Ls>, &clear_valid<typename Ls::Mmu>, &store_registers<Ls>,
                     &unload<typename Ls::Mmu>, &load<typename Ls::Mmu>}...};
}

constexpr auto kOperations = operations(Layouts{});

}  // namespace

void create_mmu(std::size_t layout, void* mmu, std::uintptr_t identity) {
  kOperations[layout].create(mmu, identity);
}

void create_block(std::size_t layout, void* block, std::uintptr_t identity) {
  kOperations[layout].create_around(block, identity);
}

void set_cpuid(std::size_t layout, void* block, unsigned maxphyaddr, const CpuidEntry* entries,
               bool amd) {
  kOperations[layout].store_cpuid(block, maxphyaddr, entries, amd);
}

void invalidate_roles(std::size_t layout, void* block) { kOperations[layout].invalidate(block); }

void invalidate_role(std::size_t layout, void* mmu) { kOperations[layout].clear_valid(mmu); }

void load_registers(std::size_t layout, void* block, const GuestState& guest) {
  kOperations[layout].store_registers(block, guest);
}

void unload_roots(std::size_t layout, void* mmu) { kOperations[layout].unload(mmu); }

void load_root(std::size_t layout, void* mmu, std::uint64_t root_hpa) {
  kOperations[layout].load(mmu, root_hpa);
}

}  // namespace kvm_mmu_bench::mmu
