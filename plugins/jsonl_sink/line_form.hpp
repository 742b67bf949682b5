// How the sink spells a line. The default is the record as it is; the others are for loaders that want columns of one type.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <base/enum_names.hpp>
#include <base/json_text.hpp>
#include <chat/record.hpp>
#include <flow/codec.hpp>
#include <jsonl_sink/spelling.hpp>

namespace line_form {

// chat::Example with columns whose JSON is written before.
struct Line {
  std::vector<chat::Message> messages;
  std::string tools;     // "" for none
  std::string metadata;  // "" for none
};

}  // namespace line_form

template <>
struct flow::Schema<line_form::Line> {
  static constexpr auto fields =
      flow::fields(flow::field("messages", &line_form::Line::messages),
                   flow::field("tools", &line_form::Line::tools).raw_json().omit_empty(),
                   flow::field("metadata", &line_form::Line::metadata).raw_json().omit_empty());
};

namespace line_form {

inline std::string list_of(const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ",") + value;
  return "[" + list + "]";
}

inline std::string tools_of(const chat::Example& example, jsonl_sink::Column form) {
  if (form == jsonl_sink::Column::string) return base::json_string(list_of(example.tools));
  return example.tools.empty() ? "" : list_of(example.tools);
}

inline std::string metadata_of(const chat::Metadata& metadata, jsonl_sink::MetadataColumn form) {
  if (form == jsonl_sink::MetadataColumn::none) return "";
  std::string text = flow::codec::to_json(metadata);
  return form == jsonl_sink::MetadataColumn::string ? base::json_string(text) : text;
}

inline std::string written(chat::Example example, const jsonl_sink::Spelling& spelling) {
  if (spelling.arguments == jsonl_sink::Arguments::string) {
    for (chat::Message& message : example.messages) {
      for (chat::ToolCall& call : message.tool_calls)
        call.function.arguments = base::json_string(call.function.arguments);
    }
  }
  std::string tools = tools_of(example, spelling.tools);
  return flow::codec::to_json(Line{.messages = std::move(example.messages),
                                   .tools = std::move(tools),
                                   .metadata = metadata_of(example.metadata, spelling.metadata)});
}

}  // namespace line_form
