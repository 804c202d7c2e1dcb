// From C++ values to JavaScript ones.
#pragma once

#include <napi.h>

#include <algorithm>
#include <ranges>
#include <string>
#include <string_view>

namespace kvm_mmu_bench::addon {

inline Napi::String to_js(Napi::Env env, std::string_view text) {
  return Napi::String::New(env, text.data(), text.size());
}

// Null for an empty text: "no reason against it".
inline Napi::Value text_or_null(Napi::Env env, std::string_view text) {
  return text.empty() ? env.Null() : Napi::Value(to_js(env, text));
}

inline Napi::Number to_js(Napi::Env env, std::size_t number) {
  return Napi::Number::New(env, static_cast<double>(number));
}

// An array of convert(item).
template <std::ranges::sized_range Items, class Convert>
Napi::Array to_array(Napi::Env env, const Items& items, Convert convert) {
  Napi::Array array = Napi::Array::New(env, std::ranges::size(items));
  std::uint32_t index = 0;
  for (const auto& item : items) array.Set(index++, convert(item));
  return array;
}

// A typed array holding a copy.
template <class Array, class Items>
Array to_typed_array(Napi::Env env, const Items& items) {
  Array array = Array::New(env, std::ranges::size(items));
  std::copy(std::ranges::begin(items), std::ranges::end(items), array.Data());
  return array;
}

}  // namespace kvm_mmu_bench::addon
