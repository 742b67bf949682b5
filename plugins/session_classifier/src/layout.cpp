#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <agent_tools/schemas.hpp>
#include <session_classifier/convert.hpp>
#include <session_classifier/layout.hpp>
#include <session_classifier/outcome.hpp>
#include <session_classifier/stored_json.hpp>
#include <session_classifier/tools.hpp>
#include <token_count/counter.hpp>

namespace session_classifier {
namespace {

void renumber_calls(std::vector<chat::Message>& messages) {
  std::map<std::string, std::string> ids;
  for (chat::Message& message : messages) {
    for (chat::ToolCall& call : message.tool_calls) {
      const auto [known, fresh] = ids.try_emplace(call.id, fmt::format("call_{}", ids.size() + 1));
      call.id = known->second;
    }
    if (message.tool_call_id) message.tool_call_id = ids[*message.tool_call_id];
  }
}

// An edit of a file that no call before it showed or wrote would teach to guess its text.
void unlearn_blind_edits(std::span<chat::Message> messages) {
  std::set<std::string, std::less<>> seen;
  for (chat::Message& message : messages) {
    for (const chat::ToolCall& call : message.tool_calls) {
      const auto arguments = parse_stored(call.function.arguments);
      const std::string path(arguments ? (*arguments)["filePath"].string() : "");
      if (call.function.name == "edit" && !seen.contains(path)) message.weight = 0;
      seen.insert(path);
    }
  }
}

std::size_t messages_in(std::span<const Group> groups) {
  std::size_t count = 0;
  for (const Group& group : groups) count += group.end - group.begin;
  return count;
}

}  // namespace

std::size_t Layout::group_of(std::size_t step) const {
  const auto found = std::ranges::lower_bound(chat_.groups, step, {}, &Group::step);
  return static_cast<std::size_t>(found - chat_.groups.begin());
}

bool Layout::is_user(std::size_t group) const {
  return chat_.chat.messages[chat_.groups[group].begin].role == chat::Role::user;
}

bool Layout::calls(std::size_t group) const {
  return !chat_.chat.messages[chat_.groups[group].begin].tool_calls.empty();
}

std::size_t Layout::task_groups() const {
  std::size_t count = 0;
  while (count < chat_.groups.size() && is_user(count)) ++count;
  const bool summarised = segment_.fresh > 0 && count > 0 && count < chat_.groups.size();
  return summarised ? count + 1 : count;
}

std::vector<chat::Message> Layout::shown(std::size_t group) const {
  const Group& range = chat_.groups[group];
  const auto begin = chat_.chat.messages.begin();
  std::vector<chat::Message> messages(begin + static_cast<std::ptrdiff_t>(range.begin),
                                      begin + static_cast<std::ptrdiff_t>(range.end));
  for (auto hidden = chat_.hidden.lower_bound(range.begin);
       hidden != chat_.hidden.end() && hidden->first < range.end; ++hidden)
    if (hidden->second <= when_) messages[hidden->first - range.begin].content = hidden_result_text;
  return messages;
}

std::expected<std::size_t, Unfit> Layout::tokens_of(std::size_t group, bool is_context, std::size_t enough) {
  if (context_tokens_.empty()) context_tokens_.resize(chat_.groups.size());
  std::optional<std::size_t>& known = context_tokens_[group];
  if (is_context && known) return *known;
  const auto messages = shown(group);
  const auto tokens = options_.counter->of_group(
      messages, is_context ? token_count::Place::before_last_request : token_count::Place::after_last_request,
      enough);
  if (!tokens) return std::unexpected(Unfit{"the chat template refuses it", tokens.error().text()});
  const auto hidden = chat_.hidden.lower_bound(chat_.groups[group].begin);
  const bool changes = hidden != chat_.hidden.end() && hidden->first < chat_.groups[group].end;
  if (is_context && !changes && *tokens <= enough) known = *tokens;
  return *tokens;
}

std::expected<std::size_t, Unfit> Layout::tokens_of_opening() {
  if (opening_) return *opening_;
  const auto& messages = chat_.chat.messages;
  const bool has_system = !messages.empty() && messages[0].role == chat::Role::system;
  const auto tokens =
      options_.counter->of_opening(has_system ? messages[0].content : "", agent_tools::tool_schemas());
  if (!tokens) return std::unexpected(Unfit{"the chat template refuses it", tokens.error().text()});
  opening_ = *tokens;
  return *tokens;
}

bool Layout::holds_proof(const Turn& turn, std::size_t step) const {
  const TurnOutcome outcome = outcome_of(std::span(segment_.messages).subspan(step, turn.end - step));
  return outcome.changed && outcome.outcome == chat::Outcome::verified;
}

// Sets `answers` to the first group of the answer that fits with all that follow.
std::expected<void, Unfit> Layout::keep_end_of_turn(const Turn& turn, Selection& kept) {
  const auto limit = static_cast<std::size_t>(options_.max_tokens);
  const std::size_t first = kept.answers;
  for (std::size_t group = kept.requests; group < first && kept.tokens <= limit; ++group) {
    const auto tokens = tokens_of(group, false, limit);
    if (!tokens) return std::unexpected(tokens.error());
    kept.tokens += *tokens;
  }
  std::size_t begin = kept.end;
  while (begin > first && kept.tokens <= limit) {
    const auto tokens = tokens_of(begin - 1, false, limit - kept.tokens);
    if (!tokens) return std::unexpected(tokens.error());
    if (kept.tokens + *tokens > limit) break;
    kept.tokens += *tokens;
    --begin;
  }
  kept.answers = begin;
  kept.is_cut = begin > first;
  if (!kept.is_cut) return {};
  if (begin < kept.end && holds_proof(turn, chat_.groups[begin].step)) return {};
  return std::unexpected(
      Unfit{"longer than max_tokens", fmt::format("steps that fit, from the end, {} of {} (max_tokens {}), "
                                                  "without an edit and a check that passed after it",
                                                  kept.end - begin, kept.end - first, options_.max_tokens)});
}

void Layout::add_context(Selection& kept) {
  const auto limit = static_cast<std::size_t>(options_.max_tokens);
  std::size_t room = std::min(static_cast<std::size_t>(options_.context_tokens), limit - kept.tokens);
  while (kept.context > kept.task) {
    const std::size_t group = kept.context - 1;
    // An answer without calls ends its turn: an assistant's message behind it belongs to no request that is shown.
    const bool ends_turn = !is_user(group) && !calls(group);
    if (ends_turn && kept.context < kept.requests && !is_user(kept.context)) break;
    const auto tokens = tokens_of(group, true, room);
    if (!tokens || *tokens > room) break;
    room -= *tokens;
    kept.tokens += *tokens;
    kept.context = group;
  }
  const bool follows_request = kept.task > 0 && is_user(kept.task - 1);
  while (!follows_request && kept.context < kept.requests && !is_user(kept.context))
    kept.tokens -= tokens_of(kept.context++, true, limit).value_or(0);
}

std::expected<Layout::Selection, Unfit> Layout::select(const Turn& turn) {
  Selection kept;
  kept.requests = group_of(turn.begin);
  kept.answers = group_of(turn.answer);
  kept.end = group_of(turn.end);
  kept.context = kept.requests;
  kept.task = std::min(task_groups(), kept.requests);
  if (!options_.counter) {
    kept.context = kept.task;
    return kept;
  }
  const auto opening = tokens_of_opening();
  if (!opening) return std::unexpected(opening.error());
  kept.tokens = *opening;
  if (auto fits = keep_end_of_turn(turn, kept); !fits) return std::unexpected(fits.error());

  const auto limit = static_cast<std::size_t>(options_.max_tokens);
  std::size_t task = 0;
  for (std::size_t group = 0; group < kept.task && kept.tokens + task <= limit; ++group) {
    const auto tokens = tokens_of(group, true, limit);
    if (!tokens) return std::unexpected(tokens.error());
    task += *tokens;
  }
  kept.lacks_task = kept.is_cut || kept.tokens + task > limit;
  if (kept.lacks_task) {
    kept.lacks_task = kept.task > 0;
    kept.task = 0;
    return kept;
  }
  kept.tokens += task;
  add_context(kept);
  return kept;
}

LaidOut Layout::assemble(const Turn& turn, const Selection& kept) const {
  LaidOut out;
  if (!chat_.chat.messages.empty() && chat_.chat.messages[0].role == chat::Role::system)
    out.messages.push_back(chat_.chat.messages[0]);
  const auto add = [&](std::size_t begin, std::size_t end) {
    for (std::size_t group = begin; group < end; ++group)
      std::ranges::move(shown(group), std::back_inserter(out.messages));
  };
  add(0, kept.task);
  add(kept.context, kept.requests);
  for (chat::Message& message : out.messages) {
    if (message.role == chat::Role::assistant) message.weight = 0;
    message.reasoning_content.reset();  // templates drop it from earlier turns
  }
  const std::size_t own = out.messages.size();
  const std::size_t first_answer = group_of(turn.answer);
  add(kept.requests, first_answer);
  add(kept.answers, kept.end);
  if (kept.is_cut) {
    unlearn_blind_edits(std::span(out.messages).subspan(own));
    const auto begin = segment_.messages.begin();
    const bool left_edits =
        std::any_of(begin + static_cast<std::ptrdiff_t>(turn.answer),
                    begin + static_cast<std::ptrdiff_t>(chat_.groups[kept.answers].step), edits_files);
    if (left_edits) out.messages.back().weight = 0;
  }
  renumber_calls(out.messages);

  const std::span<const Group> groups(chat_.groups);
  const std::size_t task = kept.lacks_task ? task_groups() : kept.task;
  chat::LeftOut left_out{.context = static_cast<std::int64_t>(
                             messages_in(groups.subspan(task, kept.context - std::min(task, kept.context)))),
                         .turn = static_cast<std::int64_t>(
                             messages_in(groups.subspan(first_answer, kept.answers - first_answer))),
                         .task = kept.lacks_task};
  if (left_out.context > 0 || left_out.turn > 0 || left_out.task) out.left_out = left_out;
  if (options_.counter && options_.counter->is_exact()) out.tokens = static_cast<std::int64_t>(kept.tokens);
  return out;
}

std::expected<LaidOut, Unfit> Layout::lay_out(const Turn& turn) {
  when_ = segment_.messages[turn.answer].created;
  const auto kept = select(turn);
  if (!kept) return std::unexpected(kept.error());
  return assemble(turn, *kept);
}

}  // namespace session_classifier
