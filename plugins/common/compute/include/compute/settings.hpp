// Where and in which numbers a model computes.
#pragma once

#include <base/enum_names.hpp>

namespace compute {

enum class Device { cpu, cuda };
constexpr auto enum_names(Device) { return base::names("cpu", "cuda"); }

// Of weights and products; norms, decay and states are fp32 in any case.
enum class Precision { fp32, bf16 };
constexpr auto enum_names(Precision) { return base::names("fp32", "bf16"); }

}  // namespace compute
