// When are two examples the same?
#pragma once

#include <string>

#include <chat/example.hpp>

namespace dataset_curator {

// SHA-256 (hex) over the messages, normalised: ids of calls are replaced by their number, white space at the
// end of lines and of texts (\r too) is dropped, white space between the tokens of arguments too. Role,
// thinking, calls and weight count; tools and metadata do not, so that the same conversation found in two
// stores is one example. Arguments that are no JSON count as they are.
std::string content_digest(const chat::Example& example);

}  // namespace dataset_curator
