#pragma once

#include <string>
#include <string_view>

namespace base {

// JSON text whose escapes of surrogates without their other half are replaced by that of U+FFFD.
std::string replace_lone_surrogates(std::string_view json_text);

}  // namespace base
