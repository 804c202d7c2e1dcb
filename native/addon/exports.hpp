// The addon's functions by topic; src/host/native.ts describes them to TypeScript.
#pragma once

#include <napi.h>

namespace kvm_mmu_bench::addon {

void export_registry(Napi::Env env, Napi::Object exports);
void export_host(Napi::Env env, Napi::Object exports);
void export_jobs(Napi::Env env, Napi::Object exports);
void export_lab(Napi::Env env, Napi::Object exports);
void export_programs(Napi::Env env, Napi::Object exports);
void export_batch(Napi::Env env, Napi::Object exports);
void export_verification(Napi::Env env, Napi::Object exports);

}  // namespace kvm_mmu_bench::addon
