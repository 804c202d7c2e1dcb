// inspectHost(): the machine, as far as it matters to a measurement.

#include <future>

#include "../core/arena.hpp"
#include "../core/caches.hpp"
#include "../core/clock.hpp"
#include "../core/counter_events.hpp"
#include "../core/cpu.hpp"
#include "../core/pin.hpp"
#include "conversion.hpp"
#include "exports.hpp"

namespace kvm_mmu_bench::addon {

namespace {

Napi::Object describe_cache(Napi::Env env, const core::Cache& cache) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("level", cache.level);
  out.Set("type", cache.type);
  out.Set("sizeBytes", to_js(env, cache.size_bytes));
  out.Set("ways", to_js(env, cache.ways));
  out.Set("sets", to_js(env, cache.sets));
  out.Set("lineBytes", to_js(env, cache.line_bytes));
  return out;
}

struct PinnedFacts {
  core::PinResult pin;
  core::ClockCalibration clocks;
};

// On a thread of its own, as measurements are: JavaScript's must not stay pinned.
PinnedFacts calibrate_pinned() {
  return std::async(std::launch::async,
                    [] {
                      const core::PinResult pin = core::pin_this_thread(-1);
                      return PinnedFacts{.pin = pin, .clocks = core::calibrate_clocks()};
                    })
      .get();
}

Napi::Value inspect_host(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const core::Cpu cpu = core::identify_cpu();
  const std::string unavailable = core::measuring_unavailable(cpu);
  // Before the clocks are read: an illegal instruction would end the process.
  if (!unavailable.empty()) throw Napi::Error::New(env, unavailable);
  const PinnedFacts facts = calibrate_pinned();
  Napi::Object out = Napi::Object::New(env);
  out.Set("cpuModel", cpu.model_name);
  out.Set("cpuVendor", cpu.vendor);
  out.Set("family", cpu.family);
  out.Set("model", cpu.model);
  out.Set("stepping", cpu.stepping);
  out.Set("hypervisor", text_or_null(env, cpu.hypervisor));
  out.Set("allowedCpus",
          to_array(env, core::allowed_cpus(), [&](int id) { return Napi::Number::New(env, id); }));
  out.Set("features",
          to_array(env, cpu.features, [&](const std::string& name) { return to_js(env, name); }));
  out.Set("caches", to_array(env, core::read_caches(std::max(facts.pin.cpu, 0)),
                             [&](const core::Cache& cache) { return describe_cache(env, cache); }));
  out.Set("tscHz", facts.clocks.tsc_hz);
  out.Set("tscStepTicks", to_js(env, facts.clocks.tsc_step_ticks));
  out.Set("timerOverheadTicks", to_js(env, facts.clocks.timer_overhead_ticks));
  out.Set("coreHz", facts.clocks.core_hz);
  out.Set("hugePageBytes", to_js(env, core::huge_page_bytes()));
  out.Set("hugePagesUnavailable", text_or_null(env, core::huge_pages_unavailable()));
  out.Set("hardwareCountersUnavailable",
          text_or_null(env, core::counter_unavailable(core::counter_events()[0])));
  out.Set("pinningUnavailable", text_or_null(env, facts.pin.reason));
  return out;
}

Napi::Value counter_events(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return to_array(env, core::counter_events(), [&](const core::CounterEvent& event) {
    Napi::Object out = Napi::Object::New(env);
    out.Set("name", to_js(env, event.name));
    out.Set("description", to_js(env, event.description));
    out.Set("software", event.is_software());
    out.Set("unavailable", text_or_null(env, core::counter_unavailable(event)));
    return out;
  });
}

}  // namespace

void export_host(Napi::Env env, Napi::Object exports) {
  exports.Set("counterEvents", Napi::Function::New(env, counter_events, "counterEvents"));
  exports.Set("inspectHost", Napi::Function::New(env, inspect_host, "inspectHost"));
}

}  // namespace kvm_mmu_bench::addon
