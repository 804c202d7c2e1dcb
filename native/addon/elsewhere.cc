// The addon where nothing can be measured: it loads, and each of its functions says why. Plain
// Node-API and C++11 without exceptions or standard containers, for whatever compiler is there.

#include <node_api.h>

#include <cstddef>
#include <cstring>

#if !defined(__linux__)
#define HERE "this system is not Linux"
#elif defined(__aarch64__)
#define HERE "this CPU is aarch64"
#elif defined(__riscv)
#define HERE "this CPU is RISC-V"
#else
#define HERE "this CPU is not x86-64"
#endif

#define TEXT_OF(...) #__VA_ARGS__
#define EXPANDED_TEXT_OF(...) TEXT_OF(__VA_ARGS__)

namespace {

// From native/functions.cjs, separated by commas.
constexpr const char* kFunctions = EXPANDED_TEXT_OF(KVM_MMU_BENCH_FUNCTIONS);

napi_value refuse(napi_env env, napi_callback_info) {
  napi_throw_error(env, nullptr,
                   "cannot measure here: " HERE "; kvm-mmu-bench measures x86-64 Linux");
  return nullptr;
}

// False where an exception is pending.
bool export_function(napi_env env, napi_value exports, const char* name, std::size_t length) {
  napi_value function = nullptr;
  napi_value key = nullptr;
  return napi_create_function(env, name, length, refuse, nullptr, &function) == napi_ok &&
         napi_create_string_utf8(env, name, length, &key) == napi_ok &&
         napi_set_property(env, exports, key, function) == napi_ok;
}

}  // namespace

NAPI_MODULE_INIT() {
  for (const char* name = kFunctions; *name != '\0';) {
    const std::size_t length = std::strcspn(name, ",");
    if (!export_function(env, exports, name, length)) return nullptr;
    name += length;
    if (*name == ',') ++name;
  }
  return exports;
}
