#include "boot_crew.hpp"

#include <algorithm>

#include "pin.hpp"

namespace kvm_mmu_bench::core {

namespace {

// The CPU of a thread besides the one on `taken`: the farthest first, then round again.
int cpu_of(std::size_t thread, std::vector<int> cpus, int taken) {
  std::reverse(cpus.begin(), cpus.end());
  std::erase(cpus, taken);
  return cpus.empty() ? taken : cpus[(thread - 1) % cpus.size()];
}

void wait_until(const std::atomic<std::size_t>& count, std::size_t wanted) {
  while (count < wanted) asm volatile("pause");
}

}  // namespace

BootCrew::BootCrew(Workbench& bench, const JobSpec& spec, const BootScript& script,
                   std::span<const GuestFootprint> footprint, std::size_t threads)
    : bench_(bench), spec_(spec), script_(script) {
  for (std::size_t i = 0; i < threads; ++i) {
    lanes_.push_back(std::make_unique<Lane>(script.transitions.size()));
    Lane& lane = *lanes_.back();
    for (std::size_t v = i; v < spec.vcpus; v += threads) lane.vcpus.push_back(v);
    lane.setter = &bench.setter();
    lane.spare = bench.spare();
    if (!footprint.empty()) lane.guest.emplace(footprint);
  }
  for (std::size_t i = 1; i < threads; ++i) {
    Lane& lane = *lanes_[i];
    const int cpu = cpu_of(i, spec.cpus, bench.pinned_cpu());
    lane.spare_memory = std::make_unique<Arena>(VcpuBank::slot_bytes(script.states.size()));
    lane.spare = bench.bank().make(lane.spare_memory->data());
    lane.own_setter = std::make_unique<CacheStateSetter>(identify_cpu(), read_caches(cpu));
    lane.setter = lane.own_setter.get();
    threads_.emplace_back([this, &lane, cpu] { serve(lane, cpu); });
  }
}

BootCrew::~BootCrew() {
  done_ = true;
  next_turn();
  for (std::thread& thread : threads_) thread.join();
}

void BootCrew::draw(Random& random) {
  for (const auto& lane : lanes_) {
    if (lane->guest) lane->guest->draw(random);
  }
}

void BootCrew::next_turn() {
  ++turn_;
  turn_.notify_all();
}

void BootCrew::start_together() {
  ++ready_;
  wait_until(ready_, lanes_.size());
}

void BootCrew::serve(Lane& lane, int cpu) {
  bind_this_thread(cpu);
  DisturbanceWatch watch;
  for (std::size_t turn = 0;; ++turn) {
    turn_.wait(turn);
    if (done_) return;
    start_together();
    watch.since_last();
    run_lane(lane);
    lane.disturbances = watch.since_last();
    ++finished_;
  }
}

BootTimeline BootCrew::time_boots(std::size_t column, const std::atomic<bool>& cancelled) {
  column_ = column;
  cancelled_ = &cancelled;
  ready_ = 0;
  finished_ = 0;
  next_turn();
  start_together();
  run_lane(*lanes_[0]);
  wait_until(finished_, lanes_.size() - 1);
  BootTimeline timeline(script_.transitions.size());
  for (const auto& lane : lanes_) {
    timeline.add(lane->timeline);
    bench_.note_disturbance(lane->disturbances);
  }
  timeline.divide(spec_.vcpus);
  return timeline;
}

// Each transition is made on the spare first, which warms the code and the prepared values that
// both share. The control runs on the spare: its comparisons of roles must not fetch the very lines
// whose fetching is measured.
void BootCrew::run_lane(Lane& lane) const {
  const mmu::Strategy& strategy = *spec_.columns[column_];
  const auto replayed = [&](const Vcpu& vcpu) {
    return resolve(script_, strategy, spec_.subject, vcpu, &bench_.code());
  };
  const BootVcpu spare{.vcpu = lane.spare, .subject = &spec_.subject};
  const auto spare_resets = replayed(lane.spare);
  bench_.bank().create(lane.spare);
  std::vector<BootVcpu> vcpus;
  std::vector<std::vector<BootReset>> resets;
  for (const std::size_t index : lane.vcpus) {
    const Vcpu& vcpu = bench_.bank().vcpus()[index];
    bench_.bank().create(vcpu);
    const Vcpu& replaying = &strategy == &mmu::kEmpty ? lane.spare : vcpu;
    vcpus.push_back({.vcpu = replaying, .subject = &spec_.subject});
    resets.push_back(replayed(replaying));
  }
  lane.timeline.clear();
  std::size_t next = 0;
  for (std::size_t i = 0; i < script_.transitions.size() && !*cancelled_; ++i) {
    const std::uint32_t count = script_.transitions[i];
    for (std::size_t v = 0; v < vcpus.size(); ++v) {
      const auto transition = std::span<const BootReset>(resets[v]).subspan(next, count);
      if (lane.guest) {
        lane.guest->touch_before(i);
      } else {
        lane.setter->set(spec_.state, bench_.bank().lines_of(lane.vcpus[v]));
      }
      time_transition(spare, std::span(spare_resets).subspan(next, count), spec_.retirement);
      warm(transition);
      lane.timeline.add(i, time_transition(vcpus[v], transition, spec_.retirement));
    }
    next += count;
  }
}

}  // namespace kvm_mmu_bench::core
