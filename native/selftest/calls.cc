// Scope `init`: every strategy, layout, path, way of computing and paging mode, nested or not.

#include <cstring>

#include "../core/bank_job.hpp"
#include "../mmu/vcpu_create.hpp"
#include "guarded.hpp"
#include "self_test.hpp"

namespace kvm_mmu_bench::selftest {

namespace {

// What a call may touch, and no more.
struct Place {
  Place(std::size_t vcpu_bytes, Edge edge)
      : vcpu(vcpu_bytes, edge),
        image(mmu::kImageStride, edge),
        cpuid(mmu::kCpuidEntries * sizeof(mmu::CpuidEntry), edge),
        host(sizeof(mmu::HostParameters), edge) {}

  mmu::CpuidEntry* entries() const { return reinterpret_cast<mmu::CpuidEntry*>(cpuid.data()); }

  Guarded vcpu;
  Guarded image;
  Guarded cpuid;
  Guarded host;
};

struct Case {
  core::Subject subject;
  mmu::GuestMode mode;
  bool nested;

  std::size_t layout() const { return subject.place.layout; }
  const mmu::LayoutInfo& info() const { return subject.place.info(); }
  bool amd() const { return subject.path == mmu::MmuKind::kNpt; }

  mmu::GuestState guest(bool smm) const {
    mmu::GuestState guest = core::typical_guest(mode, smm);
    guest.nested = nested;
    return guest;
  }
  std::size_t struct_offset() const {
    return nested ? info().nested_mmu_offset : info().root_mmu_offset;
  }
};

void call(const Case& which, const mmu::Strategy& strategy, const Place& place) {
  const mmu::Templates templates{.first = place.image.data(), .count = 1};
  const auto* host = reinterpret_cast<const mmu::HostParameters*>(place.host.data());
  core::init_code(strategy, which.subject)(place.vcpu.data(), host, &templates);
}

// A vCPU as it is created, after a first call by the kernel's own way; its registers then change.
void begin(const Case& which, const Place& place) {
  std::memset(place.vcpu.data(), 0, place.vcpu.size());
  std::memcpy(place.host.data(), &which.subject.host, sizeof which.subject.host);
  mmu::fill_cpuid(
      std::span<mmu::CpuidEntry, mmu::kCpuidEntries>(place.entries(), mmu::kCpuidEntries),
      which.amd());
  mmu::create_mmu(which.layout(), place.vcpu.data() + which.info().root_mmu_offset, 0);
  mmu::create_block(which.layout(), place.vcpu.data(), 0);
  mmu::set_cpuid(which.layout(), place.vcpu.data(), which.guest(false).maxphyaddr, place.entries(),
                 which.amd());
  mmu::load_registers(which.layout(), place.vcpu.data(), which.guest(false));
  call(which, mmu::kFieldByField, place);
  mmu::load_registers(which.layout(), place.vcpu.data(), which.guest(true));
}

void check_case(Checks& checks, const Case& which, const mmu::Strategy& strategy,
                const Place& place) {
  const std::byte* written = place.vcpu.data() + which.struct_offset();
  begin(which, place);
  call(which, mmu::kFieldByField, place);
  std::memcpy(place.image.data(), written, which.info().size_bytes);
  begin(which, place);
  call(which, strategy, place);
  // Nothing has changed: this one returns early.
  call(which, strategy, place);
  const bool same = std::memcmp(written, place.image.data(), which.info().size_bytes) == 0;
  checks.expect(same || strategy.caveat != nullptr,
                std::string(strategy.name) + " on " + std::string(which.info().name) +
                    ": its call does not leave what field-by-field's does");
}

void check_subject(Checks& checks, const core::Subject& subject, const Place& place) {
  for (std::size_t mode = 0; mode < mmu::kGuestModeCount; ++mode) {
    for (const bool nested : {false, true}) {
      const Case which{subject, static_cast<mmu::GuestMode>(mode), nested};
      for (const mmu::Strategy* strategy : runnable_strategies()) {
        check_case(checks, which, *strategy, place);
      }
    }
  }
}

}  // namespace

void check_calls(Checks& checks) {
  for (std::size_t layout = 0; layout < mmu::kLayouts.size(); ++layout) {
    core::Subject subject = core::usual_subject(layout);
    subject.scope = core::Scope::kInit;
    for (const Edge edge : {Edge::kBegin, Edge::kEnd}) {
      const Place place(subject.place.info().vcpu_bytes, edge);
      for (std::size_t path = 0; path < mmu::kPaths.size(); ++path) {
        subject.path = static_cast<mmu::MmuKind>(path);
        for (const std::uint8_t level : {std::uint8_t{4}, std::uint8_t{5}}) {
          subject.host = core::host_parameters(subject.path, 46, level);
          for (subject.compute = 0; subject.compute < mmu::kComputeCount; ++subject.compute) {
            if (core::init_code(mmu::kFieldByField, subject) == nullptr) continue;
            check_subject(checks, subject, place);
          }
        }
      }
    }
  }
}

}  // namespace kvm_mmu_bench::selftest
