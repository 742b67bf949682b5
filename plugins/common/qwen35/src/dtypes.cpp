#include "dtypes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace qwen35 {
namespace {

using Pair = std::pair<Dtype, at::ScalarType>;

constexpr std::array<Pair, 10> types = {{{Dtype::f64, at::kDouble},
                                         {Dtype::f32, at::kFloat},
                                         {Dtype::f16, at::kHalf},
                                         {Dtype::bf16, at::kBFloat16},
                                         {Dtype::i64, at::kLong},
                                         {Dtype::i32, at::kInt},
                                         {Dtype::i16, at::kShort},
                                         {Dtype::i8, at::kChar},
                                         {Dtype::u8, at::kByte},
                                         {Dtype::boolean, at::kBool}}};

}  // namespace

unsigned bytes_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
    case Dtype::i64:
    case Dtype::u64:
      return 8;
    case Dtype::f32:
    case Dtype::i32:
    case Dtype::u32:
      return 4;
    case Dtype::f16:
    case Dtype::bf16:
    case Dtype::i16:
    case Dtype::u16:
      return 2;
    case Dtype::f8_e4m3:
    case Dtype::f8_e5m2:
    case Dtype::i8:
    case Dtype::u8:
    case Dtype::boolean:
      return 1;
  }
  std::unreachable();
}

std::optional<at::ScalarType> scalar_type_of(Dtype dtype) {
  const auto* found = std::ranges::find(types, dtype, &Pair::first);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Dtype> stored_dtype_of(at::ScalarType type) {
  const auto* found = std::ranges::find(types, type, &Pair::second);
  return found == types.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace qwen35
