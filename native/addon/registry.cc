// registry(): what this build can measure.

#include <algorithm>
#include <set>

#include "../core/boot_job.hpp"
#include "../core/names.hpp"
#include "../core/subject.hpp"
#include "../core/write_probe.hpp"
#include "conversion.hpp"
#include "exports.hpp"
#include "program_steps.hpp"

namespace kvm_mmu_bench::addon {

namespace {

#ifdef __clang__
// Debian's version ends with a space.
constexpr std::string_view trimmed(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}
constexpr std::string_view kCompiler = trimmed("clang++ " __clang_version__);
#else
constexpr std::string_view kCompiler = "g++ " __VERSION__;
#endif

std::string_view role_name(mmu::FieldRole role) {
  switch (role) {
    case mmu::FieldRole::kConstant:
      return "constant";
    case mmu::FieldRole::kRoleDependent:
      return "role-dependent";
    case mmu::FieldRole::kMetadata:
      return "metadata";
    case mmu::FieldRole::kZeroCheck:
      return "zero-check";
    case mmu::FieldRole::kRoot:
      return "root";
    case mmu::FieldRole::kUntouched:
    case mmu::FieldRole::kVolatile:
      return "untouched";
  }
  return "";
}

Napi::Object describe_field(Napi::Env env, std::size_t layout, const mmu::Field& field) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("name", field.name);
  out.Set("offset", to_js(env, field.offset));
  out.Set("sizeBytes", to_js(env, field.size_bytes));
  out.Set("role", to_js(env, role_name(field.role)));
  const std::optional<std::int64_t> immediate = core::immediate_of(layout, field);
  if (immediate) out.Set("immediate", static_cast<double>(*immediate));
  if (field.role == mmu::FieldRole::kVolatile) out.Set("volatile", true);
  return out;
}

// The ways of computing that a layout has room for, its usual one first.
Napi::Array computes_of(Napi::Env env, std::size_t index) {
  core::Subject subject = core::usual_subject(index);
  const std::size_t usual = subject.compute;
  Napi::Array names = Napi::Array::New(env);
  std::uint32_t count = 0;
  names.Set(count++, to_js(env, mmu::Computes::kNames[usual]));
  for (subject.compute = 0; subject.compute < mmu::kComputeCount; ++subject.compute) {
    if (subject.compute == usual) continue;
    if (core::init_code(mmu::kFieldByField, subject) == nullptr) continue;
    names.Set(count++, to_js(env, mmu::Computes::kNames[subject.compute]));
  }
  return names;
}

Napi::Object describe_layout(Napi::Env env, const mmu::LayoutInfo& layout) {
  const auto index = static_cast<std::size_t>(&layout - mmu::kLayouts.data());
  Napi::Object out = Napi::Object::New(env);
  out.Set("name", to_js(env, layout.name));
  out.Set("description", to_js(env, layout.description));
  out.Set("sizeBytes", to_js(env, layout.size_bytes));
  out.Set("phase", to_js(env, layout.phase));
  out.Set("vcpuBytes", to_js(env, layout.vcpu_bytes));
  out.Set("rootMmuOffset", to_js(env, layout.root_mmu_offset));
  out.Set("rules", computes_of(env, index));
  out.Set("fields", to_array(env, layout.fields, [&](const mmu::Field& field) {
            return describe_field(env, index, field);
          }));
  return out;
}

Napi::Array needed_features(Napi::Env env, const mmu::Strategy& strategy) {
  Napi::Array names = Napi::Array::New(env);
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < mmu::kFeatureNames.size(); ++i) {
    if ((strategy.needs >> i & 1) != 0) names.Set(count++, to_js(env, mmu::kFeatureNames[i]));
  }
  return names;
}

// What a strategy of stores leaves out of an unpaged guest's full reset on EPT, in any layout.
std::vector<const mmu::Field*> left_out(const mmu::Strategy& strategy) {
  std::vector<const mmu::Field*> fields;
  for (std::size_t layout = 0; layout < mmu::kLayouts.size(); ++layout) {
    const auto written = [&](const mmu::Strategy& by) {
      return core::written_bytes(by, core::usual_subject(layout), mmu::GuestMode::kUnpaged);
    };
    const auto baseline = written(mmu::kFieldByField);
    const auto bytes = written(strategy);
    for (const mmu::Field& field : mmu::kLayouts[layout].fields) {
      const auto writes = [&](const std::vector<std::uint32_t>& offsets) {
        return std::find(offsets.begin(), offsets.end(), field.offset) != offsets.end();
      };
      if (writes(baseline) && !writes(bytes)) fields.push_back(&field);
    }
  }
  return fields;
}

template <class NameOf>
Napi::Array names_of(Napi::Env env, const std::vector<const mmu::Field*>& fields, NameOf name_of) {
  std::set<std::string_view> names;
  for (const mmu::Field* field : fields) names.insert(name_of(*field));
  return to_array(env, names, [&](std::string_view name) { return to_js(env, name); });
}

// Undefined where there is none.
Napi::Value describe_recipe(Napi::Env env, const mmu::Strategy& strategy) {
  Napi::Object out = Napi::Object::New(env);
  const auto copier = [&] {
    return to_js(env, mmu::kCopierNames[static_cast<std::size_t>(strategy.recipe.copier)]);
  };
  switch (strategy.recipe.kind) {
    case mmu::RecipeKind::kNone:
      return env.Undefined();
    case mmu::RecipeKind::kNothing:
      out.Set("kind", "nothing");
      break;
    case mmu::RecipeKind::kStores: {
      const auto fields = left_out(strategy);
      out.Set("kind", "stores");
      out.Set("leavesOut",
              names_of(env, fields, [](const mmu::Field& field) { return role_name(field.role); }));
      out.Set("leavesOutFields", names_of(env, fields, [](const mmu::Field& field) {
                return std::string_view(field.name);
              }));
      break;
    }
    case mmu::RecipeKind::kCopies:
      out.Set("kind", "copies");
      out.Set("copier", copier());
      break;
    case mmu::RecipeKind::kCopiesConstants:
      out.Set("kind", "copies-constants");
      out.Set("copier", copier());
      break;
  }
  return out;
}

Napi::Object describe_strategy(Napi::Env env, const mmu::Strategy& strategy, const core::Cpu& cpu) {
  const std::string missing = core::missing_features(strategy.needs, cpu);
  Napi::Object out = Napi::Object::New(env);
  out.Set("name", to_js(env, strategy.name));
  out.Set("description", to_js(env, strategy.description));
  out.Set("isa", needed_features(env, strategy));
  out.Set("unavailable", text_or_null(env, missing.empty() ? "" : "this CPU lacks " + missing));
  out.Set("equivalent", strategy.caveat == nullptr);
  out.Set("caveat", text_or_null(env, strategy.caveat == nullptr ? "" : strategy.caveat));
  out.Set("control", strategy.control);
  out.Set("isolated", strategy.isolated);
  out.Set("templates", strategy.templates);
  const Napi::Value recipe = describe_recipe(env, strategy);
  if (!recipe.IsUndefined()) out.Set("recipe", recipe);
  return out;
}

template <class List>
Napi::Array describe_options(Napi::Env env, const List& options) {
  return to_array(env, options, [&](const auto& option) {
    Napi::Object out = Napi::Object::New(env);
    out.Set("name", to_js(env, option.name));
    out.Set("description", to_js(env, option.description));
    return out;
  });
}

// Those of a bank, and the one that only a recorded guest can bring about.
Napi::Array boot_states(Napi::Env env) {
  Napi::Array states = describe_options(env, core::kCacheStates);
  const std::array recorded{core::kRecordedState};
  states.Set(states.Length(), describe_options(env, recorded).Get(std::uint32_t{0}));
  return states;
}

Napi::Value registry(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const core::Cpu cpu = core::identify_cpu();
  Napi::Object out = Napi::Object::New(env);
  out.Set("compiler", to_js(env, kCompiler));
  out.Set("baseline", to_js(env, mmu::kFieldByField.name));
  out.Set("control", to_js(env, mmu::kEmpty.name));
  out.Set("layouts", to_array(env, mmu::kLayouts, [&](const mmu::LayoutInfo& layout) {
            return describe_layout(env, layout);
          }));
  out.Set("strategies", to_array(env, mmu::strategies(), [&](const mmu::Strategy* strategy) {
            return describe_strategy(env, *strategy, cpu);
          }));
  out.Set("programSteps", describe_program_steps(env));
  out.Set("states", describe_options(env, core::kCacheStates));
  out.Set("bootStates", boot_states(env));
  out.Set("paths", describe_options(env, mmu::kPaths));
  out.Set("scopes", describe_options(env, core::kScopes));
  out.Set("retirements", describe_options(env, core::kRetirements));
  out.Set("guestModes", to_array(env, mmu::GuestModes::kNames,
                                 [&](std::string_view name) { return to_js(env, name); }));
  return out;
}

}  // namespace

void export_registry(Napi::Env env, Napi::Object exports) {
  exports.Set("registry", Napi::Function::New(env, registry, "registry"));
}

}  // namespace kvm_mmu_bench::addon
