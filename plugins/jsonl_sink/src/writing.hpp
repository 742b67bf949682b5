// Text as Markdown wants it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jsonl_sink {

// For a cell of a table: one line, nothing that Markdown would take for a sign.
std::string table_cell(std::string_view text);

// "1,234,567"
std::string grouped(std::uint64_t number);

}  // namespace jsonl_sink
