// URLs in texts that others may read.
#pragma once

#include <string>
#include <string_view>

namespace base {

// The text with its URLs without user, password, query and fragment, each of which may hold a token. All else stays.
std::string without_credentials(std::string_view text);

}  // namespace base
