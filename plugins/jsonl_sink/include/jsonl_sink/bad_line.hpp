// What to say of a line that holds no example.
#pragma once

#include <string_view>

#include <base/error.hpp>
#include <jsonl_sink/jsonl_reader.hpp>

namespace jsonl_sink {

// Names the first thing that is wrong: the length of the line, its encoding, its JSON, or else `wrong`, which is what the
// reader of examples said. Slow: for bad lines only.
base::Error no_example(const Line& line, std::string_view wrong);

}  // namespace jsonl_sink
