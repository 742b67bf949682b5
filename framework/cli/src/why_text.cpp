#include "why_text.hpp"

#include <fmt/format.h>

#include <base/printable.hpp>

#include "output.hpp"

namespace flowrun::cli {

void print_more(std::size_t indent, std::uint64_t all, std::size_t shown) {
  if (all > shown) print_out(fmt::format("{:{}}and {} more\n", "", indent, all - shown));
}

void print_fields(std::size_t indent, const graph::ChangedRecord& record) {
  if (!record.unknown.empty()) print_out(fmt::format("{:{}}{}\n", "", indent, record.unknown));
  const auto side = [](const std::string& value) {
    return value.empty() ? std::string("(none)") : base::printable_line(value);
  };
  for (const base::JsonDifference& field : record.fields.first) {
    print_out(fmt::format("{:{}}{} {} -> {}\n", "", indent,
                          field.path.empty() ? "(all of it)" : base::printable_line(field.path),
                          side(field.before), side(field.now)));
  }
  print_more(indent, record.fields.count, record.fields.first.size());
}

void write_fields(base::JsonWriter& json, const graph::ChangedRecord& record) {
  json.key("fields").begin_array();
  for (const base::JsonDifference& field : record.fields.first) {
    json.begin_object()
        .member("path", field.path)
        .member("before", field.before)
        .member("now", field.now)
        .end_object();
  }
  json.end_array().member("field_count", record.fields.count).member("unknown", record.unknown);
}

}  // namespace flowrun::cli
