#include "exports.hpp"

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  using namespace kvm_mmu_bench::addon;
  export_registry(env, exports);
  export_host(env, exports);
  export_jobs(env, exports);
  export_lab(env, exports);
  export_programs(env, exports);
  export_batch(env, exports);
  export_verification(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(kvm_mmu_bench, initialise)
