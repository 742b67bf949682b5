// How a data set spells its lines, for the trainers that read it.
#pragma once

#include <base/enum_names.hpp>

namespace jsonl_sink {

// Of a tool call: an object, as chat templates of Qwen iterate over it, or its JSON text, as in OpenAI's form.
enum class Arguments { object, string };
constexpr auto enum_names(Arguments) { return base::names("object", "string"); }

// Of tool schemas: a list of objects, or its JSON text, as a column of one type.
enum class Column { column, string };
constexpr auto enum_names(Column) { return base::names("column", "string"); }

enum class MetadataColumn { column, string, none };
constexpr auto enum_names(MetadataColumn) { return base::names("column", "string", "none"); }

struct Spelling {
  Arguments arguments = Arguments::object;
  Column tools = Column::column;
  MetadataColumn metadata = MetadataColumn::column;

  friend bool operator==(const Spelling&, const Spelling&) = default;
};

}  // namespace jsonl_sink
