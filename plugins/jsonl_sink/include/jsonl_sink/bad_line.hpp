// What to say of a line that holds no example.
#pragma once

#include <string_view>

#include <base/error.hpp>
#include <jsonl_sink/chat_line.hpp>
#include <jsonl_sink/jsonl_reader.hpp>

namespace jsonl_sink {

// Where the line stands: the file as it is named to the user, and the line's number in it, from 1.
struct LinePlace {
  std::string_view file;
  std::uint64_t line = 0;
};

// Names the first thing that is wrong, "notes.jsonl:17:42: no example (...)": the length of the line, its encoding, its JSON,
// or else `fault`, which is what the reader of examples said. The column counts characters from 1. Slow: for bad lines only.
base::Error no_example(const Line& line, LinePlace place, const LineFault& fault);

// What is said of NUL bytes around a line that holds an example; none if there are none.
std::optional<base::Error> nul_bytes(const Line& line, LinePlace place);

}  // namespace jsonl_sink
