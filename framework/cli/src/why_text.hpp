// What the answers of `flowrun why` share.
#pragma once

#include <cstdint>
#include <string>

#include <base/json_writer.hpp>
#include <graph/input_changes.hpp>

namespace flowrun::cli {

// "and 5 more" on a line of its own behind so many blanks; nothing if all were shown.
void print_more(std::size_t indent, std::uint64_t all, std::size_t shown);

// One line for each field that changed: `messages[3].content "a" -> "b"`.
void print_fields(std::size_t indent, const graph::ChangedRecord& record);

// The members "fields", "field_count" and "unknown".
void write_fields(base::JsonWriter& json, const graph::ChangedRecord& record);

}  // namespace flowrun::cli
