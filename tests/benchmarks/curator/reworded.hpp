// A task's solution and statement as somebody would pass them off as his own.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "planted.hpp"

namespace reworded {

// What the code gives a name: behind `fn`, `struct`, `let` and the like, or before a type.
std::set<std::string> declared_names(std::string_view code);

// Those names replaced, in code and prose alike.
std::string renamed(std::string_view text, const std::set<std::string>& names);

// Items of code or sentences of prose, in another order; of `half` of them.
std::string reordered_code(std::string_view code, planted::Random& random, bool half);
std::string reordered_prose(std::string_view text, planted::Random& random, bool half);

}  // namespace reworded
