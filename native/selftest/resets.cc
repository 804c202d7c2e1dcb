// Scope `writes`: every strategy, layout, path, paging mode, nested or not.

#include <cstring>

#include "../core/bank_job.hpp"
#include "../mmu/vcpu_create.hpp"
#include "guarded.hpp"
#include "self_test.hpp"

namespace kvm_mmu_bench::selftest {

namespace {

// What a reset may touch, and no more.
struct Place {
  Place(std::size_t bytes, Edge edge)
      : mmu(bytes, edge), image(bytes, edge), state(sizeof(mmu::RoleState), edge) {}

  Guarded mmu;
  Guarded image;
  Guarded state;
};

struct Case {
  core::Subject subject;
  mmu::GuestMode mode;
  bool nested;
};

mmu::RoleState role_of(const Case& which, bool smm) {
  mmu::GuestState guest = core::typical_guest(which.mode, smm);
  guest.nested = which.nested;
  return core::role_state(guest, which.subject);
}

// A struct that the kernel's own way has brought to its first state.
void begin(const Case& which, std::byte* mmu) {
  const mmu::RoleState first = role_of(which, false);
  mmu::create_mmu(which.subject.place.layout, mmu, 0);
  core::writes_code(mmu::kFieldByField, which.subject.place.layout, first.kind, first.mode)
      .full(mmu, &first, nullptr);
}

void check_case(Checks& checks, const Case& which, const mmu::Strategy& strategy,
                const Place& place) {
  const std::size_t layout = which.subject.place.layout;
  const mmu::RoleState role = role_of(which, true);
  std::memcpy(place.state.data(), static_cast<const void*>(&role), sizeof role);
  const auto* state = reinterpret_cast<const mmu::RoleState*>(place.state.data());
  begin(which, place.image.data());
  core::writes_code(mmu::kFieldByField, layout, role.kind, role.mode)
      .full(place.image.data(), state, nullptr);
  begin(which, place.mmu.data());
  const mmu::WritesCode code = core::writes_code(strategy, layout, role.kind, role.mode);
  code.full(place.mmu.data(), state, place.image.data());
  if (code.early != nullptr) code.early(place.mmu.data(), state, place.image.data());
  const bool same =
      std::memcmp(place.mmu.data(), place.image.data(), which.subject.place.info().size_bytes) == 0;
  checks.expect(same || strategy.caveat != nullptr,
                std::string(strategy.name) + " on " + std::string(which.subject.place.info().name) +
                    ": not as field-by-field");
}

}  // namespace

void check_resets(Checks& checks) {
  for (std::size_t layout = 0; layout < mmu::kLayouts.size(); ++layout) {
    core::Subject subject = core::usual_subject(layout);
    for (const Edge edge : {Edge::kBegin, Edge::kEnd}) {
      const Place place(subject.place.info().size_bytes, edge);
      for (std::size_t path = 0; path < mmu::kPaths.size(); ++path) {
        subject.path = static_cast<mmu::MmuKind>(path);
        subject.host = core::host_parameters(subject.path, 46, 4);
        for (std::size_t mode = 0; mode < mmu::kGuestModeCount; ++mode) {
          for (const bool nested : {false, true}) {
            const Case which{subject, static_cast<mmu::GuestMode>(mode), nested};
            for (const mmu::Strategy* strategy : runnable_strategies()) {
              check_case(checks, which, *strategy, place);
            }
          }
        }
      }
    }
  }
}

}  // namespace kvm_mmu_bench::selftest
