#include "boot_guest.hpp"

namespace kvm_mmu_bench::core {

namespace {

std::vector<GuestFootprint> every_other(std::span<const GuestFootprint> all, bool entries) {
  std::vector<GuestFootprint> chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (BootGuest::is_entry(i) == entries) chosen.push_back(all[i]);
  }
  return chosen;
}

}  // namespace

BootGuest::BootGuest(std::span<const GuestFootprint> before)
    : before_(before.begin(), before.end()),
      outside_(every_other(before, true)),
      inside_(every_other(before, false)) {}

void BootGuest::draw(Random& random) {
  outside_.draw(random);
  inside_.draw(random);
}

void BootGuest::touch_before(std::size_t transition) const {
  (is_entry(transition) ? outside_ : inside_).touch(before_[transition]);
}

}  // namespace kvm_mmu_bench::core
