#include "program_steps.hpp"

#include "../core/names.hpp"
#include "../core/programs/emit.hpp"
#include "conversion.hpp"

namespace kvm_mmu_bench::addon {

namespace {

// The kinds that store; after them one for each copier.
enum StoreKind : std::int32_t { kStoreImmediate, kStoreValue, kFirstCopier };

Napi::Object describe_step(Napi::Env env, const std::string& name, const std::string& description,
                           std::uint32_t needs, const core::Cpu& cpu) {
  const std::string missing = core::missing_features(needs, cpu);
  Napi::Object out = Napi::Object::New(env);
  out.Set("name", to_js(env, name));
  out.Set("description", to_js(env, description));
  out.Set("unavailable", text_or_null(env, missing.empty() ? "" : "this CPU lacks " + missing));
  return out;
}

class Rows {
 public:
  Rows(const Argument& argument, std::size_t struct_bytes)
      : argument_(argument), struct_bytes_(struct_bytes), cells_(as_int32s(argument)) {
    if (cells_.size() % kCells != 0 || cells_.size() / kCells > core::kMostSteps) {
      refuse(" must be rows of [kind, offset, bytes, value], at most " +
             std::to_string(core::kMostSteps));
    }
  }

  std::size_t count() const { return cells_.size() / kCells; }

  core::Step step(std::size_t row) const {
    const std::int32_t* cells = cells_.data() + row * kCells;
    const std::int32_t kind = cells[0];
    const std::int32_t bytes = cells[2];
    const std::int32_t value = cells[3];
    if (kind < 0 || kind >= kFirstCopier + static_cast<int>(mmu::kCopierNames.size())) {
      refuse(at(row) + "there is no kind of step " + std::to_string(kind));
    }
    // In 64 bits, where nothing overflows.
    const std::int64_t end = std::int64_t{cells[1]} + bytes;
    if (cells[1] < 0 || bytes < 1 || end > static_cast<std::int64_t>(struct_bytes_)) {
      refuse(at(row) + std::to_string(bytes) + " bytes at " + std::to_string(cells[1]) +
             " are not within the struct's " + std::to_string(struct_bytes_));
    }
    const auto offset = static_cast<std::uint32_t>(cells[1]);
    const auto width = static_cast<std::uint32_t>(bytes);
    if (kind != kStoreImmediate && value != 0) refuse(at(row) + "this kind of step has no value");
    if (kind >= kFirstCopier) {
      return core::Copy{static_cast<mmu::CopierKind>(kind - kFirstCopier), offset, width};
    }
    if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
      refuse(at(row) + "a store is of 1, 2, 4 or 8 bytes, not " + std::to_string(bytes));
    }
    if (kind == kStoreValue) return core::StoreValue{offset, width};
    return core::StoreImmediate{offset, width, value};
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Napi::RangeError::New(argument_.value.Env(), argument_.name + why);
  }

 private:
  static constexpr std::size_t kCells = 4;

  static std::string at(std::size_t row) { return ": row " + std::to_string(row) + ": "; }

  const Argument& argument_;
  std::size_t struct_bytes_;
  std::vector<std::int32_t> cells_;
};

}  // namespace

Napi::Array describe_program_steps(Napi::Env env) {
  const core::Cpu cpu = core::identify_cpu();
  Napi::Array kinds = Napi::Array::New(env);
  std::uint32_t count = 0;
  kinds.Set(count++, describe_step(env, "store-immediate",
                                   "stores a number of the instruction's own", 0, cpu));
  kinds.Set(count++, describe_step(env, "store-value",
                                   "loads one of the state's values and stores it", 0, cpu));
  for (std::size_t i = 0; i < mmu::kCopierNames.size(); ++i) {
    const std::string name(mmu::kCopierNames[i]);
    kinds.Set(count++, describe_step(env, "copy-" + name, "copies a piece of the image, " + name,
                                     core::needs_of(static_cast<mmu::CopierKind>(i)), cpu));
  }
  return kinds;
}

std::size_t as_struct_bytes(const Napi::Object& request) {
  return static_cast<std::size_t>(
      as_integer(member(request, "structBytes"), 1, core::kMostStructBytes));
}

core::Program as_program(const Argument& argument, std::size_t struct_bytes) {
  const Rows rows(argument, struct_bytes);
  core::Program program;
  for (std::size_t row = 0; row < rows.count(); ++row) program.push_back(rows.step(row));
  const std::string missing = core::missing_features(core::needs_of(program), core::identify_cpu());
  if (!missing.empty()) rows.refuse(": these steps need " + missing + ", which this CPU lacks");
  try {
    core::emit(program);
  } catch (const std::length_error&) {
    rows.refuse(": these steps need more than " + std::to_string(core::kMostProgramBytes) +
                " bytes of code");
  }
  return program;
}

}  // namespace kvm_mmu_bench::addon
