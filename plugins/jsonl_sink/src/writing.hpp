// Text as JSON and as Markdown wants it.
#pragma once

#include <string>
#include <string_view>

namespace jsonl_sink {

// With its quotes. Also a string of YAML.
std::string json_string(std::string_view text);

// For a cell of a table: one line, nothing that Markdown would take for a sign.
std::string table_cell(std::string_view text);

}  // namespace jsonl_sink
