// The element types of safetensors files.
#pragma once

#include <cstdint>
#include <optional>

#include <ATen/ATen.h>

#include <base/enum_names.hpp>

namespace qwen35 {

enum class Dtype : uint8_t {
  f64,
  f32,
  f16,
  bf16,
  f8_e4m3,
  f8_e5m2,
  i64,
  i32,
  i16,
  i8,
  u8,
  boolean,
  u64,
  u32,
  u16
};
constexpr auto enum_names(Dtype) {
  return base::names("F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "I64", "I32", "I16", "I8", "U8",
                     "BOOL", "U64", "U32", "U16");
}

// Bytes of one element.
unsigned bytes_of(Dtype dtype);

// None for a dtype that tensors here do not have.
std::optional<at::ScalarType> scalar_type_of(Dtype dtype);

// None for a type that is not written.
std::optional<Dtype> stored_dtype_of(at::ScalarType type);

}  // namespace qwen35
