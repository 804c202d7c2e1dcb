#include "arm_bench.hpp"

#include <algorithm>
#include <cstring>

#include "../../mmu/handlers.hpp"
#include "../tsc.hpp"

namespace kvm_mmu_bench::core {

ArmBench::ArmBench(const Arm& arm, std::size_t index, ArmMeans means)
    : arm_(arm),
      means_(means),
      states_(bank_states(arm_.subject, arm.guest)),
      bank_(arm.small_pages ? means.small_arena : means.huge_arena, arm_.subject, states_,
            arm.vcpus, {}, arm.image_distance),
      spare_memory_(VcpuBank::slot_bytes(states_.size())),
      spare_(bank_.make(spare_memory_.data())),
      delay_(arm.delay_cycles == 0 ? nullptr : means.slides.slide(index)),
      store_run_(arm.stores == 0 ? nullptr : means.stores.run(index)),
      targets_(arm.vcpus, mmu::kGetGuestCr3),
      context_{.pointer = arm.pointer, .targets = targets_.data()},
      log_(arm.vcpus) {}

std::size_t ArmBench::queue_bytes(const Arm& arm) {
  return kPageBytes + (arm.vcpus + 1) * arm.queued_misses * kQueueStride;
}

// Anywhere in a page: which bits of their addresses they share with the resets' decides how long
// resets wait for them.
void ArmBench::draw_queue(Random& draw) {
  constexpr std::size_t kStep = 8;
  queue_ = means_.queue_arena.data() + kStep * draw.below(kPageBytes / kStep);
  queue_lines_.clear();
  for (std::size_t i = 0; i < arm_.vcpus * arm_.queued_misses; ++i) {
    queue_lines_.push_back(queue_ + i * kQueueStride);
  }
}

void ArmBench::append_code(const Arm& arm, std::vector<CodeAddress>& functions) {
  if (arm.subject.scope == Scope::kInit) {
    functions.push_back(address_of(init_code(*arm.strategy, arm.subject)));
    return;
  }
  const mmu::RoleState role = bank_states(arm.subject, arm.guest)[0].role;
  functions.push_back(
      address_of(writes_code(*arm.strategy, arm.subject.place.layout, role.kind, role.mode).full));
}

mmu::ResetFn ArmBench::reset() const {
  if (store_run_ != nullptr) return store_run_;
  const mmu::RoleState& role = states_[0].role;
  return means_.code.placed(
      writes_code(*arm_.strategy, arm_.subject.place.layout, role.kind, role.mode).full);
}

WritesCall ArmBench::writes_call(std::size_t state) const {
  return {.reset = reset(), .state = &states_[state].role, .image = state * mmu::kImageStride};
}

InitCall ArmBench::init_call() const {
  return {.init = means_.code.placed(init_code(*arm_.strategy, arm_.subject)),
          .host = &arm_.subject.host};
}

// A call of scope `init` finds its registers changed, unless it shall return early.
void ArmBench::create(const Vcpu& vcpu) const { bank_.create(vcpu, arm_.early ? 0 : kFirstState); }

// KVM's store to hflags that precedes a reset.
void ArmBench::toggle(std::span<const Vcpu> vcpus) const {
  if (arm_.early || arm_.subject.scope == Scope::kWrites) return;
  const mmu::VcpuOffsets& at = arm_.subject.place.info().vcpu;
  for (const Vcpu& vcpu : vcpus) {
    std::byte* hflags = vcpu.block + at.arch + at.hflags;
    std::uint32_t flags;
    std::memcpy(&flags, hflags, sizeof flags);
    flags ^= states_[0].guest.hflags() ^ states_[1].guest.hflags();
    std::memcpy(hflags, &flags, sizeof flags);
  }
}

void ArmBench::place(Random& draw) {
  bank_.place(draw);
  for (const Vcpu& vcpu : bank_.vcpus()) create(vcpu);
  create(spare_);
  choose_lines();
  draw_queue(draw);
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const bool other = arm_.targets == Targets::kAlternating ? i % 2 != 0
                       : arm_.targets == Targets::kRandom    ? draw.below(2) != 0
                                                             : false;
    targets_[i] = other ? mmu::kGetPdptr : mmu::kGetGuestCr3;
  }
  for (std::byte* line : bank_.all_lines()) touch_line(line);
}

void ArmBench::choose_lines() {
  chosen_of_structs_.clear();
  for (std::size_t vcpu = 0; vcpu < arm_.vcpus; ++vcpu) {
    const auto lines = bank_.lines_of(vcpu);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if ((arm_.lines >> std::min<std::size_t>(i, 31) & 1u) != 0) {
        chosen_of_structs_.push_back(lines[i]);
      }
    }
  }
  const auto all = bank_.all_lines();
  chosen_ = arm_.lines == kAllLines ? std::vector(all.begin(), all.end()) : chosen_of_structs_;
  others_.clear();
  if (arm_.lines == kAllLines) return;
  std::copy_if(all.begin(), all.end(), std::back_inserter(others_), [&](std::byte* line) {
    return std::find(chosen_.begin(), chosen_.end(), line) == chosen_.end();
  });
}

void ArmBench::leave() {
  const std::uint64_t begin = ticks_begin();
  means_.surroundings.leave(arm_, chosen_, others_);
  setting_ticks_ += ticks_end() - begin;
  ++settings_made_;
  means_.surroundings.setter().set(CacheState::kDram, queue_lines_);
}

std::uint64_t ArmBench::time_region(std::span<const Vcpu> vcpus, std::size_t first_state,
                                    std::size_t passes) const {
  if (arm_.subject.scope == Scope::kWrites) {
    return time_bank(vcpus, {.reset = reset(), .delay = delay_}, states_, first_state, passes,
                     arm_.retirement);
  }
  const mmu::VcpuOffsets& at = arm_.subject.place.info().vcpu;
  const std::uint32_t toggled = states_[0].guest.hflags() ^ states_[1].guest.hflags();
  const InitCall call = init_call();
  return time_init_bank(vcpus,
                        {.init = call.init,
                         .host = call.host,
                         .hflags_offset = at.arch + at.hflags,
                         .toggle = arm_.early ? 0 : toggled,
                         .delay = delay_},
                        passes, arm_.retirement);
}

std::uint64_t ArmBench::time(std::span<const Vcpu> vcpus, std::size_t first_state,
                             std::byte* queue_lines, std::size_t passes) {
  if (arm_.reading == Reading::kRegion) return time_region(vcpus, first_state, passes);
  if (arm_.reading != Reading::kEach) {
    const auto ticks =
        time_traced(vcpus, writes_call(first_state), std::span(log_).first(vcpus.size()));
    return arm_.reading == Reading::kTraced ? ticks.logged : ticks.total;
  }
  const Around around{.queue = queue_stores,
                      .queue_lines = queue_lines,
                      .queued = arm_.queued_misses,
                      .consume = arm_.consumer->consume,
                      .context = &context_,
                      .gap = arm_.gap,
                      .delay = delay_};
  return arm_.subject.scope == Scope::kWrites
             ? time_each(vcpus, writes_call(first_state), around, arm_.retirement)
             : time_each(vcpus, init_call(), around, arm_.retirement);
}

// The spare warms code, branch predictors and what all vCPUs share, unless these are to be as cold
// as an exit leaves them.
std::uint64_t ArmBench::measure(Random draw) {
  place(draw);
  std::uint64_t ticks = 0;
  std::size_t state = kFirstState;
  for (std::size_t repeat = 0; repeat < arm_.repeats && !means_.cancelled; ++repeat) {
    if (repeat > 0) toggle(bank_.vcpus());
    leave();
    if (!Surroundings::is_exit(arm_.setting)) {
      constexpr std::size_t kWarmings = 2;
      for (std::size_t i = 0; i < kWarmings; ++i) {
        time({&spare_, 1}, kFirstState, queue_ + arm_.vcpus * arm_.queued_misses * kQueueStride, 1);
        toggle({&spare_, 1});
      }
      warm(bank_.vcpus());
    }
    ticks += time(bank_.vcpus(), state, queue_, arm_.passes);
    if (arm_.passes % 2 != 0) state = 1 - state;
  }
  return ticks;
}

double ArmBench::load_latency_ns(Random draw) {
  constexpr std::size_t kLooks = 5;
  std::array<double, kLooks> looks{};
  for (double& look : looks) {
    place(draw);
    leave();
    std::vector<std::byte*> lines = one_of_each_pair(chosen_of_structs_, draw.below(2));
    if (lines.empty()) lines = chosen_of_structs_;
    draw.shuffle(std::span(lines));
    look = mean_load_ns(lines, means_.ticks_per_ns);
  }
  std::nth_element(looks.begin(), looks.begin() + kLooks / 2, looks.end());
  return looks[kLooks / 2];
}

}  // namespace kvm_mmu_bench::core
