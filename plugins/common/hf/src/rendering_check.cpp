#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/json_text.hpp>
#include <hf/rendering_check.hpp>

namespace hf {
namespace {

// Templates strip what Python calls spaces, some of which are not ASCII: characters beyond it are cut, too, at both ends.
std::string_view trimmed(std::string_view text) {
  const auto may_go = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x80;
  };
  while (!text.empty() && may_go(text.front())) text.remove_prefix(1);
  while (!text.empty() && may_go(text.back())) text.remove_suffix(1);
  return text;
}

// A content that holds a think block is taken apart by Qwen's template, which drops the thinking of earlier turns.
std::string_view without_thinking(std::string_view content) {
  constexpr std::string_view end = "</think>";
  const std::size_t found = content.rfind(end);
  return found == std::string_view::npos ? content : content.substr(found + end.size());
}

// Finds one thing behind the other, so that what is said twice must stand there twice.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  // Goes behind the first of the spellings; false, and stays, if none is there.
  bool pass(std::span<const std::string> spellings) {
    std::size_t first = std::string_view::npos, end = 0;
    for (const std::string& spelling : spellings) {
      const std::size_t found = text_.find(spelling, at_);
      if (found >= first) continue;
      first = found;
      end = found + spelling.size();
    }
    if (first == std::string_view::npos) return false;
    at_ = end;
    return true;
  }

  // As it is, or as JSON spells it.
  bool pass_text(std::string_view text) {
    std::string json = base::json_string(text);
    return pass(std::array{std::string(trimmed(text)), json.substr(1, json.size() - 2)});
  }

  // The key of the first member that is not there; "" if all are. Of equal keys the first gives the place, the last the value, as in
  // Python.
  std::string_view first_not_passed(const base::Json& object) {
    std::set<std::string_view> seen;
    for (const base::JsonMember& member : object.members)
      if (seen.insert(member.key).second && (!pass_text(member.key) || !pass_value(object[member.key])))
        return member.key.empty() ? "\"\"" : member.key;
    return {};
  }

  // Numbers with a fraction have too many spellings to look for.
  bool pass_value(const base::Json& value) {
    using Kind = base::Json::Kind;
    switch (value.kind) {
      case Kind::string:
        return pass_text(value.string());
      case Kind::null:
        return pass(std::array<std::string, 2>{"null", "None"});
      case Kind::boolean:
        return value.is_true() ? pass(std::array<std::string, 2>{"true", "True"})
                               : pass(std::array<std::string, 2>{"false", "False"});
      case Kind::number:
        return value.text.find_first_of(".eE") != std::string::npos || pass(std::array{value.text});
      case Kind::array:
        return std::ranges::all_of(value.items, [&](const base::Json& item) { return pass_value(item); });
      case Kind::object:
        return first_not_passed(value).empty();
    }
    return false;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::string lost_in_call(const chat::FunctionCall& call, Finder& turn) {
  if (!turn.pass(std::array{call.name})) return fmt::format("the call of `{}`", call.name);
  const auto arguments = base::parse_json(call.arguments);
  if (!arguments) return "";  // the template gets it as it stands, and refuses what is no object
  const std::string_view lost = turn.first_not_passed(*arguments);
  return lost.empty() ? "" : fmt::format("the argument `{}` of `{}`", lost, call.name);
}

// A content may speak of the calls, so these have to be there beside it.
std::string lost_in_turn(const chat::Message& message, std::string_view turn) {
  const std::string_view content = trimmed(without_thinking(message.content));
  const std::size_t found = turn.find(content);
  if (found == std::string_view::npos) return "its content";
  const std::string rest = fmt::format("{}\n{}", turn.substr(0, found), turn.substr(found + content.size()));
  Finder calls(rest);
  for (const chat::ToolCall& call : message.tool_calls)
    if (std::string lost = lost_in_call(call.function, calls); !lost.empty()) return lost;
  return "";
}

const char* name_of_content(chat::Role role) {
  return role == chat::Role::tool ? "a tool's answer" : "its content";
}

std::string lost_in_messages(const chat::Example& example, const LearntText& learnt) {
  const std::string_view text = learnt.text;
  auto span = learnt.spans.begin();
  std::size_t from = 0;  // behind the context that was found last
  for (std::size_t index = 0; index < example.messages.size(); ++index) {
    const chat::Message& message = example.messages[index];
    std::string lost;
    if (chat::is_learnt(message) && span != learnt.spans.end()) {
      lost = lost_in_turn(message, text.substr(span->begin, span->end - span->begin));
      from = span->end;
      ++span;
    } else if (message.role != chat::Role::assistant) {
      const std::string_view content = trimmed(message.content);
      const std::size_t found = text.find(content, from);
      if (found == std::string_view::npos)
        lost = name_of_content(message.role);
      else
        from = found + content.size();
    }
    if (!lost.empty()) return fmt::format("messages[{}]: {}", index, lost);
  }
  return "";
}

std::size_t count_of(std::string_view text, std::string_view words) {
  const auto is_same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  std::size_t count = 0;
  for (auto at = text.begin();; ++count) {
    at = std::search(at, text.end(), words.begin(), words.end(), is_same);
    if (at == text.end()) return count;
    at += static_cast<std::ptrdiff_t>(words.size());
  }
}

}  // namespace

std::string lost_in_rendering(const chat::Example& example, const LearntText& learnt) {
  for (std::size_t index = 0; index < example.tools.size(); ++index) {
    const auto tool = base::parse_json(example.tools[index]);
    if (!tool) continue;
    const base::Json& function = tool->has("function") ? (*tool)["function"] : *tool;
    if (!learnt.text.contains(function["name"].string()))
      return fmt::format("tools[{}], `{}`,", index, function["name"].string());
  }
  return lost_in_messages(example, learnt);
}

bool asks_for_effort(const chat::Example& example, const LearntText& learnt) {
  constexpr std::string_view words = "reasoning effort";
  std::size_t said = 0;
  for (const chat::Message& message : example.messages) {
    said += count_of(message.content, words);
    for (const chat::ToolCall& call : message.tool_calls) said += count_of(call.function.arguments, words);
  }
  for (const std::string& tool : example.tools) said += count_of(tool, words);
  return !holds_reasoning(example) && count_of(learnt.text, words) > said;
}

}  // namespace hf
