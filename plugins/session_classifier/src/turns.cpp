#include <algorithm>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/tools.hpp>
#include <session_classifier/turns.hpp>

namespace session_classifier {
namespace {

bool has_kind(const Message& message, PartKind kind) {
  return std::ranges::any_of(message.parts, [kind](const Part& part) { return part.kind == kind; });
}

bool is_assistant(const Message& message) { return message.role == chat::Role::assistant; }

// The calls of a message that went well; other tools than files and commands have no own notion of failure.
bool has_good_call(const Message& message) {
  return std::ranges::any_of(message.parts,
                             [](const Part& part) { return part.kind == PartKind::tool && succeeded(part); });
}

// True if the turn's last failed call was followed by no call that went well.
bool ends_on_failed_call(std::span<const Message> turn) {
  for (const Message& message : turn | std::views::reverse) {
    if (!is_assistant(message) || !has_kind(message, PartKind::tool)) continue;
    return has_failed_call(message) && !has_good_call(message);
  }
  return false;
}

// The first call that never ended; null if there is none.
const Part* dangling_call(const Message& message) {
  const auto found = std::ranges::find_if(message.parts, [](const Part& part) {
    return part.kind == PartKind::tool &&
           (part.state.status == ToolStatus::pending || part.state.status == ToolStatus::running);
  });
  return found == message.parts.end() ? nullptr : &*found;
}

bool is_helper_agent(const Message& message) {
  return message.summary || message.agent == "compaction" || message.agent == "title" ||
         message.agent == "summary";
}

}  // namespace

std::vector<Turn> turns_of(const Segment& segment) {
  std::vector<Turn> turns;
  const auto& messages = segment.messages;
  for (std::size_t i = segment.fresh; i < messages.size(); ++i) {
    const bool user = messages[i].role == chat::Role::user;
    const bool begins = user && (turns.empty() || turns.back().answer < turns.back().end);
    if (begins) turns.push_back({i, i, i});
    if (turns.empty()) continue;
    turns.back().end = i + 1;
    if (user) turns.back().answer = i + 1;
  }
  return turns;
}

bool is_model_output(const Message& message) {
  return is_assistant(message) && (has_kind(message, PartKind::step_start) ||
                                   has_kind(message, PartKind::step_finish) || !message.finish.empty());
}

bool has_failed_call(const Message& message) {
  return std::ranges::any_of(message.parts, [](const Part& part) {
    if (part.kind != PartKind::tool) return false;
    return part.state.status == ToolStatus::error || use_of(part) == ToolUse::invalid;
  });
}

Unfit unfit_turn(std::span<const Message> turn, const TurnOutcome& outcome, bool last_of_context) {
  const auto any = [&](auto&& is) { return std::ranges::any_of(turn, is); };
  if (any([](const Message& m) { return m.reverted; })) return {"reverted", "taken back by the user in part"};
  if (std::ranges::none_of(turn, is_assistant))
    return {"no answer", fmt::format("messages {}, none of the assistant", turn.size())};
  if (const auto helper = std::ranges::find_if(turn, is_helper_agent); helper != turn.end())
    return {"written for the program",
            helper->summary ? "a summary" : fmt::format("by the agent \"{}\"", helper->agent)};
  if (std::ranges::none_of(turn, is_model_output))
    return {"run by the user", "no message has a step of the model"};
  for (const Message& message : turn) {
    if (message.error == "MessageAbortedError")
      return {"aborted", "a message has the error " + message.error};
    if (!message.error.empty())
      return {"failed: " + message.error, "a message has the error " + message.error};
  }
  for (const Message& message : turn) {
    if (const Part* call = dangling_call(message))
      return {"dangling call", fmt::format("the call of {} has no result", call->tool)};
  }
  const Message& last = *std::ranges::find_if(turn.rbegin(), turn.rend(), is_assistant);
  const bool stopped = last.finish == "stop" || (last.finish.empty() && is_model_output(last));
  if (!last.completed || !stopped)
    return {last_of_context ? "cut by a compaction" : "unfinished",
            stopped ? "the last message was not completed"
                    : fmt::format("the last message finished by \"{}\" (should be \"stop\")", last.finish)};
  if (outcome.outcome != chat::Outcome::verified && ends_on_failed_call(turn))
    return {"unrepaired tool error", "the last call failed, and none after it went well"};
  return {};
}

std::string prompt_of(std::span<const Message> turn) {
  std::string prompt;
  for (const Message& message : turn) {
    if (message.role != chat::Role::user) continue;
    for (const Part& part : message.parts)
      if (part.kind == PartKind::text && !part.synthetic && !part.ignored) prompt += part.text + "\n";
  }
  return prompt;
}

std::string without_run_quotes(const std::string& text) {
  std::string_view inner = text;
  if (inner.ends_with('\n')) inner.remove_suffix(1);
  if (inner.size() < 3 || !inner.starts_with('"') || !inner.ends_with('"')) return text;
  inner = inner.substr(1, inner.size() - 2);
  return inner.contains('"') ? text : std::string(inner);
}

}  // namespace session_classifier
