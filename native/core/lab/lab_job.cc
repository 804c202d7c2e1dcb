#include "lab_job.hpp"

#include <algorithm>
#include <memory>

#include "../handler_stubs.hpp"
#include "../pin.hpp"
#include "../tsc.hpp"
#include "arm_bench.hpp"

namespace kvm_mmu_bench::core {

namespace {

template <class Member>
std::vector<std::size_t> members_of(std::span<const Arm> arms, Member member) {
  std::vector<std::size_t> values;
  for (const Arm& arm : arms) values.push_back(arm.*member);
  return values;
}

std::vector<CodeAddress> code_of(std::span<const Arm> arms) {
  std::vector<CodeAddress> functions;
  for (const Arm& arm : arms) ArmBench::append_code(arm, functions);
  std::sort(functions.begin(), functions.end());
  functions.erase(std::unique(functions.begin(), functions.end()), functions.end());
  return functions;
}

std::size_t arena_bytes(std::span<const Arm> arms, bool small_pages) {
  std::size_t most = kPageBytes;
  for (const Arm& arm : arms) {
    constexpr std::size_t kStates = 2;
    if (arm.small_pages == small_pages) {
      most = std::max(most, VcpuBank::arena_bytes(arm.vcpus, kStates));
    }
  }
  return most;
}

std::size_t queue_bytes(std::span<const Arm> arms) {
  std::size_t most = 0;
  for (const Arm& arm : arms) most = std::max(most, ArmBench::queue_bytes(arm));
  return most;
}

}  // namespace

LabSamples run_lab(const LabSpec& spec, const JobControl& control) {
  const int cpu = pin_this_thread(spec.schedule.cpu).cpu;
  require_handler_stubs();
  Random random(spec.schedule.seed);
  Surroundings surroundings(spec.arms, cpu, spec.cpus);
  const Arena huge_arena(arena_bytes(spec.arms, false));
  const Arena small_arena(arena_bytes(spec.arms, true), Pages::kSmall);
  const Arena queue_arena(queue_bytes(spec.arms));
  CodeArena code(movable_code(code_of(spec.arms)));
  const SlideArena slides(members_of(spec.arms, &Arm::delay_cycles));
  const StoreRuns stores(members_of(spec.arms, &Arm::stores));
  std::vector<std::unique_ptr<ArmBench>> benches;
  for (const Arm& arm : spec.arms) {
    benches.push_back(
        std::make_unique<ArmBench>(arm, benches.size(),
                                   ArmMeans{.huge_arena = huge_arena,
                                            .small_arena = small_arena,
                                            .queue_arena = queue_arena,
                                            .surroundings = surroundings,
                                            .code = code,
                                            .slides = slides,
                                            .stores = stores,
                                            .ticks_per_ns = spec.schedule.ticks_per_ns(),
                                            .cancelled = control.cancelled}));
  }
  std::uint64_t draw_seed = 0;
  const auto draw = [&] {
    draw_seed = random.next();
    code.draw(random);
    surroundings.draw(random);
  };
  const auto measure = [&](std::size_t column) {
    return benches[column]->measure(Random(draw_seed));
  };
  draw();
  LabSamples samples{};
  for (std::size_t i = 0; i < benches.size() && !control.cancelled; ++i) {
    samples.arms.push_back({.resets = spec.arms[i].resets(),
                            .load_latency_ns = benches[i]->load_latency_ns(random),
                            .setting_ns = 0});
    control.on_round(0);
  }
  RoundRunner runner(spec.schedule, spec.arms.size(), random);
  static_cast<RoundSamples&>(samples) = runner.run(control, draw, measure);
  for (std::size_t i = 0; i < samples.arms.size(); ++i) {
    const auto made = static_cast<double>(std::max<std::size_t>(1, benches[i]->settings_made()));
    samples.arms[i].setting_ns =
        static_cast<double>(benches[i]->setting_ticks()) / made / spec.schedule.ticks_per_ns();
  }
  samples.interpreted_per_exit = surroundings.interpreted_per_exit();
  samples.huge_page_share = huge_arena.huge_page_share();
  samples.pinned_cpu = cpu;
  return samples;
}

}  // namespace kvm_mmu_bench::core
