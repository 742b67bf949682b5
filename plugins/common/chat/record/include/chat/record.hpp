// The record type chat.example/1: the field list of chat::Example.
#pragma once

#include <array>
#include <string_view>

#include <chat/example.hpp>
#include <flow/fields.hpp>

namespace chat {

// What flow::param(...).agrees_on takes where a stage bounds the examples that it gives or learns from.
inline constexpr std::string_view most_tokens = "most tokens of an example";

// What flow::param(...).reads_only takes where a stage renders chats as a model reads them and counts their tokens: the files
// of a Hugging Face checkpoint that decide both. Other weights change nothing there.
inline constexpr std::array<std::string_view, 3> files_of_text = {"tokenizer.json", "tokenizer_config.json",
                                                                  "chat_template.jinja"};

}  // namespace chat

template <>
struct flow::Schema<chat::FunctionCall> {
  static constexpr auto fields =
      flow::fields(flow::field("name", &chat::FunctionCall::name),
                   flow::field("arguments", &chat::FunctionCall::arguments, "a JSON object").raw_json());
};

template <>
struct flow::Schema<chat::ToolCall> {
  static constexpr auto fields = flow::fields(flow::field("id", &chat::ToolCall::id).omit_empty(),
                                              flow::field("type", &chat::ToolCall::type),
                                              flow::field("function", &chat::ToolCall::function));
};

template <>
struct flow::Schema<chat::Message> {
  static constexpr auto fields =
      flow::fields(flow::field("role", &chat::Message::role),
                   flow::field("content", &chat::Message::content).null_is_empty(),
                   flow::field("reasoning_content", &chat::Message::reasoning_content),
                   flow::field("tool_calls", &chat::Message::tool_calls).omit_empty(),
                   flow::field("tool_call_id", &chat::Message::tool_call_id),
                   flow::field("weight", &chat::Message::weight, "0: not to be learnt"));
};

template <>
struct flow::Schema<chat::LeftOut> {
  static constexpr auto fields =
      flow::fields(flow::field("context", &chat::LeftOut::context, "messages before the turn"),
                   flow::field("turn", &chat::LeftOut::turn, "messages of the turn, its first"),
                   flow::field("task", &chat::LeftOut::task, "the session's first request"));
};

template <>
struct flow::Schema<chat::SessionOrigin> {
  static constexpr auto fields = flow::fields(
      flow::field("id", &chat::SessionOrigin::id), flow::field("store", &chat::SessionOrigin::store),
      flow::field("version", &chat::SessionOrigin::version),
      flow::field("agent", &chat::SessionOrigin::agent), flow::field("model", &chat::SessionOrigin::model),
      flow::field("segment", &chat::SessionOrigin::segment), flow::field("turn", &chat::SessionOrigin::turn),
      flow::field("signals", &chat::SessionOrigin::signals),
      flow::field("left_out", &chat::SessionOrigin::left_out),
      flow::field("rust_score", &chat::SessionOrigin::rust_score, "0 to 1"),
      flow::field("outcome", &chat::SessionOrigin::outcome),
      flow::field("outcome_evidence", &chat::SessionOrigin::outcome_evidence));
};

template <>
struct flow::Schema<chat::GitOrigin> {
  static constexpr auto fields = flow::fields(
      flow::field("repository", &chat::GitOrigin::repository),
      flow::field("commit", &chat::GitOrigin::commit), flow::field("parent", &chat::GitOrigin::parent),
      flow::field("evidence", &chat::GitOrigin::evidence).omit_empty(),
      flow::field("confidence", &chat::GitOrigin::confidence));
};

template <>
struct flow::Schema<chat::SyntheticOrigin> {
  static constexpr auto fields = flow::fields(flow::field("skeleton", &chat::SyntheticOrigin::skeleton),
                                              flow::field("seed", &chat::SyntheticOrigin::seed));
};

template <>
struct flow::Schema<chat::FileOrigin> {
  static constexpr auto fields = flow::fields(flow::field("name", &chat::FileOrigin::name),
                                              flow::field("line", &chat::FileOrigin::line, "from 1"),
                                              flow::field("form", &chat::FileOrigin::form));
};

template <>
struct flow::Schema<chat::CommandRun> {
  static constexpr auto fields = flow::fields(flow::field("command", &chat::CommandRun::command),
                                              flow::field("exit_code", &chat::CommandRun::exit_code));
};

template <>
struct flow::Schema<chat::OmittedCheck> {
  static constexpr auto fields = flow::fields(flow::field("command", &chat::OmittedCheck::command),
                                              flow::field("why", &chat::OmittedCheck::why));
};

template <>
struct flow::Schema<chat::Verification> {
  static constexpr auto fields =
      flow::fields(flow::field("commands", &chat::Verification::commands),
                   flow::field("left_out", &chat::Verification::left_out).omit_empty(),
                   flow::field("toolchain", &chat::Verification::toolchain));
};

template <>
struct flow::Schema<chat::Metadata> {
  static constexpr auto fields = flow::fields(
      flow::field("id", &chat::Metadata::id), flow::field("origin", &chat::Metadata::origin),
      flow::field("session", &chat::Metadata::session), flow::field("git", &chat::Metadata::git),
      flow::field("synthetic", &chat::Metadata::synthetic), flow::field("file", &chat::Metadata::file),
      flow::field("category", &chat::Metadata::category), flow::field("licence", &chat::Metadata::licence),
      flow::field("verified", &chat::Metadata::verified),
      flow::field("verification", &chat::Metadata::verification),
      flow::field("edition", &chat::Metadata::edition), flow::field("tokens", &chat::Metadata::tokens),
      flow::field("time", &chat::Metadata::time, "seconds since 1970"),
      flow::field("group", &chat::Metadata::group), flow::field("split", &chat::Metadata::split),
      flow::field("digest", &chat::Metadata::digest),
      flow::field("extra", &chat::Metadata::extra, "what else its line held: a JSON object, by path"));
};

template <>
struct flow::Schema<chat::Example> {
  static constexpr std::string_view name = "chat.example";
  static constexpr int version = 1;
  static constexpr auto fields =
      flow::fields(flow::field("messages", &chat::Example::messages),
                   flow::field("tools", &chat::Example::tools, "tool schemas").raw_json().omit_empty(),
                   flow::field("metadata", &chat::Example::metadata));
};
