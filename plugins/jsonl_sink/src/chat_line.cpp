// Tells in which form a line is, and reads it.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <digest/sha256.hpp>
#include <jsonl_sink/chat_line.hpp>

#include "forms/call_ids.hpp"
#include "forms/form.hpp"

namespace jsonl_sink {
namespace {

using base::Json;
using forms::Members;
using forms::Reading;

bool speaks_sharegpt(const Json& list) {
  return std::ranges::any_of(list.items, [](const Json& message) { return message.has("from"); });
}

bool read_messages(Members& line, std::string_view key) {
  Reading& reading = line.reading();
  auto list = line.take(key);
  const std::string path = line.path_of(key);
  const bool is_text = list && list->is_string();
  if (is_text && !forms::read_messages_text(*list, path, reading)) return false;
  if (!list) return false;  // its last is not null: the key stands twice
  if (!list->is_array()) return line.fail(key, forms::what_is(*list) + " is no list");
  const bool is_sharegpt = speaks_sharegpt(*list);
  reading.line.form = is_text ? "messages-text" : is_sharegpt ? "sharegpt" : "openai";
  return is_sharegpt ? forms::read_sharegpt(*list, path, reading) : forms::read_openai(*list, path, reading);
}

// ShareGPT's, beside the messages.
void read_system(Members& line) {
  auto text = line.take_text("system");
  if (!text || text->empty()) return;
  auto& messages = line.reading().line.messages;
  if (!messages.empty() && messages.front().role == chat::Role::system) {
    line.keep("system", Json::of_string(*text));
  } else {
    messages.insert(messages.begin(), {.role = chat::Role::system, .content = *std::move(text)});
  }
}

void drop_nulls(Json& value) {
  std::erase_if(value.members, [](const base::JsonMember& member) { return member.value.is_null(); });
  for (base::JsonMember& member : value.members) drop_nulls(member.value);
  for (Json& item : value.items) drop_nulls(item);
}

// What this product writes has these; others' metadata are kept as they are.
bool is_ours(const Json& metadata) {
  return metadata.has("id") && metadata.has("origin") && metadata.has("group");
}

void read_metadata(Members& line) {
  auto metadata = line.take("metadata");
  if (!metadata) return;
  if (auto inner = forms::parse(metadata->string()); inner && is_ours(*inner)) metadata = *std::move(inner);
  if (!is_ours(*metadata)) return line.keep("metadata", *std::move(metadata));
  drop_nulls(*metadata);
  if (auto kept = forms::parse((*metadata)["extra"].string()); kept && kept->is_object()) {
    metadata->erase("extra");
    line.reading().line.extra = *std::move(kept);
  }
  line.reading().line.metadata = *std::move(metadata);
}

bool read_line(Json& value, Reading& reading) {
  if (!value.is_object()) {
    return reading.fail("", value.is_array()
                                ? "it is a list: one example is one line (`jq -c '.[]'` makes lines)"
                                : forms::what_is(value) + " is no object");
  }
  const std::string_view key = forms::key_of_list(value);
  if (key.empty())
    return reading.fail("", "it has neither `messages` nor `conversations`, which every form of a chat has");
  Members members(value, "", reading);
  read_metadata(members);
  if (!read_messages(members, key) || !forms::read_tools(members)) return false;
  read_system(members);
  forms::complete_call_ids(reading.line.messages);
  return members.finish();
}

}  // namespace

std::string_view forms::key_of_list(const Json& line) {
  for (const std::string_view key : {"messages", "conversations", "conversation"}) {
    if (!line[key].is_null()) return key;
  }
  return "";
}

std::expected<ChatLine, LineFault> read_chat_line(std::string_view text) {
  auto value = forms::parse(text);
  if (!value) return std::unexpected(LineFault{"", value.error().problem + ": " + value.error().why});
  Reading reading;
  if (!read_line(*value, reading)) return std::unexpected(*std::move(reading.fault));
  return std::move(reading.line);
}

bool is_complete(const chat::Example& example) {
  return std::ranges::all_of(example.messages, [](const chat::Message& message) {
    return (message.role != chat::Role::tool || message.tool_call_id) &&
           std::ranges::all_of(message.tool_calls, [](const chat::ToolCall& call) {
             return !call.id.empty() && call.function.arguments.starts_with('{');
           });
  });
}

chat::Metadata metadata_of(const ChatLine& line, std::string_view file, std::uint64_t number) {
  const auto request = std::ranges::find(line.messages, chat::Role::user, &chat::Message::role);
  digest::Sha256 sha;
  if (request != line.messages.end()) sha.update(request->content);
  return {.id = fmt::format("{}#{}", file, number),
          .origin = chat::Origin::file,
          .file = chat::FileOrigin{.name = std::string(file),
                                   .line = static_cast<std::int64_t>(number),
                                   .form = std::string(line.form)},
          .group = "request " + sha.hex().substr(0, 16)};
}

std::string_view without_nuls(std::string_view line) {
  const std::size_t begin = line.find_first_not_of('\0');
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of('\0') + 1 - begin);
}

}  // namespace jsonl_sink
