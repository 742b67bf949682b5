// Element types by the names that safetensors gives them.
#pragma once

#include <optional>
#include <string_view>

#include <ATen/ATen.h>

namespace qwen35 {

// None for a dtype that tensors here do not have.
std::optional<at::ScalarType> dtype_of_name(std::string_view name);

// Empty for a dtype that is not written.
std::string_view name_of_dtype(at::ScalarType dtype);

}  // namespace qwen35
