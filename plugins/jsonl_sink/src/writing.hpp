// Text as Markdown wants it.
#pragma once

#include <string>
#include <string_view>

namespace jsonl_sink {

// For a cell of a table: one line, nothing that Markdown would take for a sign.
std::string table_cell(std::string_view text);

}  // namespace jsonl_sink
