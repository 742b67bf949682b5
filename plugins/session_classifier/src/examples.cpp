#include <algorithm>
#include <expected>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <digest/fields.hpp>
#include <session_classifier/active.hpp>
#include <session_classifier/category.hpp>
#include <session_classifier/convert.hpp>
#include <session_classifier/examples.hpp>
#include <session_classifier/neutral_paths.hpp>
#include <session_classifier/turns.hpp>

namespace session_classifier {
namespace {

// The contexts of a session with their turns.
struct Context {
  Segment segment;
  std::vector<Turn> turns;
  bool compacted_after = false;  // a further segment follows

  std::vector<Message> messages_of(const Turn& turn) const {
    const auto begin = segment.messages.begin();
    return {begin + static_cast<std::ptrdiff_t>(turn.begin), begin + static_cast<std::ptrdiff_t>(turn.end)};
  }
};

std::vector<Message> in_single_steps(const std::vector<Message>& messages) {
  std::vector<Message> steps;
  for (const Message& message : messages) std::ranges::move(split_steps(message), std::back_inserter(steps));
  return steps;
}

std::vector<Context> contexts_of(const std::vector<Message>& active) {
  std::vector<Context> contexts;
  for (Segment& segment : segments(in_single_steps(active))) {
    if (!contexts.empty()) contexts.back().compacted_after = true;
    Context context;
    context.turns = turns_of(segment);
    context.segment = std::move(segment);
    contexts.push_back(std::move(context));
  }
  return contexts;
}

Verdict classify_contexts(const std::vector<Context>& contexts) {
  std::vector<std::vector<Message>> turns;
  for (const Context& context : contexts)
    for (const Turn& turn : context.turns) turns.push_back(context.messages_of(turn));
  return classify(turns);
}

// "" if the turn may be used as far as its language goes.
std::string language_reason(Verdict session, Verdict turn, MixedPolicy policy) {
  if (session == Verdict::reject) return "not rust work";
  if (session == Verdict::mixed && policy == MixedPolicy::drop) return "mixed session";
  if (session == Verdict::mixed && policy == MixedPolicy::keep) return "";
  if (turn == Verdict::reject) return "not rust work";
  return turn == Verdict::mixed && policy != MixedPolicy::keep ? "mixed turn" : "";
}

std::string end_reason(const std::vector<Message>& turn, const Evidence& evidence, EndPolicy policy) {
  const bool edited_rust =
      std::ranges::any_of(evidence.signals, [](const auto& s) { return s.starts_with("edit:"); });
  if (!edited_rust || policy == EndPolicy::any) return "";
  const CheckResult check = last_check(turn);
  if (check == CheckResult::failed) return "last cargo check failed";
  return policy == EndPolicy::passed && check != CheckResult::passed ? "no passed cargo check at the end"
                                                                     : "";
}

// Sessions read without a merged listing name their group themselves, by the same rule for one session alone.
std::string group_of(const Session& session) {
  if (!session.group.empty()) return session.group;
  std::string key = "session " + session.id;
  const bool rooted = !session.worktree.empty() && session.worktree != "/";
  std::string root = rooted ? session.worktree : session.directory;
  for (const Message& message : session.messages)
    if (root.empty()) root = message.root;
  if (!root.empty() && root != "/") key = "root " + root;
  if (!session.project.empty() && session.project != "global") key = "project " + session.project;
  return "project-" + digest::fields_hex({key}).substr(0, 16);
}

bool must_not_be_learnt(const Message& message) {
  const bool batch =
      std::ranges::any_of(message.parts, [](const Part& part) { return part.tool == "batch"; });
  return batch || !is_model_output(message) || has_failed_call(message);
}

void clean_prompts(std::vector<Message>& messages) {
  for (Message& message : messages) {
    if (message.role != chat::Role::user) continue;
    for (Part& part : message.parts)
      if (part.kind == PartKind::text && !part.synthetic) part.text = without_run_quotes(part.text);
  }
}

std::vector<chat::Message> messages_of(const Context& context, const Turn& turn, const Options& options) {
  std::vector<chat::Message> out = convert({}, options.system_prompt);
  std::vector<Message> stored(context.segment.messages.begin(),
                              context.segment.messages.begin() + static_cast<std::ptrdiff_t>(turn.end));
  clean_prompts(stored);
  Converter converter({options.reasoning == Reasoning::keep, stored[turn.answer].created});
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const std::size_t before = out.size();
    converter.append(stored[i], out);
    const bool learnt = i >= turn.answer && !must_not_be_learnt(stored[i]);
    for (std::size_t added = before; added < out.size(); ++added) {
      if (out[added].role != chat::Role::assistant) continue;
      if (!learnt) out[added].weight = 0;
      if (i < turn.begin) out[added].reasoning_content.reset();  // templates drop it from earlier turns
    }
  }
  return out;
}

std::string message_reason(const std::vector<chat::Message>& messages, Reasoning reasoning) {
  const chat::Message& last = messages.back();
  if (last.role != chat::Role::assistant || last.content.empty() || !last.tool_calls.empty())
    return "no closing answer";
  if (std::ranges::none_of(messages, chat::is_learnt)) return "nothing to learn";
  const bool thinking = std::ranges::all_of(messages, [](const chat::Message& message) {
    return !chat::is_learnt(message) || message.reasoning_content;
  });
  return reasoning == Reasoning::keep && !thinking ? "reasoning missing" : "";
}

chat::Metadata metadata_of(const Session& session, const std::vector<Message>& turn,
                           const Evidence& evidence) {
  const auto last = std::ranges::find_if(turn.rbegin(), turn.rend(), is_model_output);
  chat::SessionOrigin origin;
  origin.id = session.id;
  origin.store = session.store;
  origin.version = session.version;
  origin.agent = last->agent;
  origin.model = last->provider.empty() ? last->model : last->provider + "/" + last->model;
  origin.signals.assign(evidence.signals.begin(), evidence.signals.end());
  chat::Metadata metadata;
  metadata.origin = chat::Origin::session;
  metadata.session = std::move(origin);
  metadata.category = category_of(turn);
  metadata.group = group_of(session);
  return metadata;
}

// The example of one turn, or the reason why there is none, which is no error.
std::expected<chat::Example, std::string> example_of(const Session& session, const Context& context,
                                                     const Turn& turn, Verdict session_verdict,
                                                     const Options& options) {
  const std::vector<Message> messages = context.messages_of(turn);
  const Evidence evidence = evidence_of(messages);
  std::string reason = language_reason(session_verdict, verdict_of(evidence), options.mixed);
  const bool last = context.compacted_after && &turn == &context.turns.back();
  if (reason.empty()) reason = unfit_reason(messages, last);
  const auto end = context.segment.messages.begin() + static_cast<std::ptrdiff_t>(turn.end);
  if (reason.empty() &&
      std::any_of(context.segment.messages.begin(), end, [](const auto& m) { return m.incomplete; }))
    reason = "incomplete record";
  if (reason.empty()) reason = end_reason(messages, evidence, options.end);
  if (!reason.empty()) return std::unexpected(reason);

  chat::Example example;
  example.messages = messages_of(context, turn, options);
  reason = message_reason(example.messages, options.reasoning);
  if (!reason.empty()) return std::unexpected(reason);
  example.metadata = metadata_of(session, messages, evidence);
  if (!options.path_root.empty()) neutralise_paths(example, session, options.path_root);
  return example;
}

void append_reverted(const Session& session, const std::vector<Message>& reverted,
                     std::vector<TurnResult>& results) {
  const auto turns = turns_of({reverted, 0});
  for (std::size_t turn = 0; turn < turns.size(); ++turn)
    results.push_back({fmt::format("session:{}:reverted:{}", session.id, turn), std::nullopt, "reverted"});
}

}  // namespace

std::vector<TurnResult> training_examples(const Session& stored, const Options& options) {
  Session session = stored;
  sort_messages(session);
  const Active active = active_messages(session);
  const std::vector<Context> contexts = contexts_of(active.messages);
  const Verdict verdict = classify_contexts(contexts);

  std::vector<TurnResult> results;
  for (std::size_t segment = 0; segment < contexts.size(); ++segment) {
    const Context& context = contexts[segment];
    for (std::size_t turn = 0; turn < context.turns.size(); ++turn) {
      TurnResult result{fmt::format("session:{}:{}:{}", session.id, segment, turn), std::nullopt, ""};
      auto example = example_of(session, context, context.turns[turn], verdict, options);
      if (example) {
        example->metadata.id = result.id;
        example->metadata.session->segment = static_cast<std::int64_t>(segment);
        example->metadata.session->turn = static_cast<std::int64_t>(turn);
        result.example = *std::move(example);
      } else {
        result.reason = example.error();
      }
      results.push_back(std::move(result));
    }
  }
  append_reverted(session, active.reverted, results);
  if (results.empty()) results.push_back({"session:" + session.id, std::nullopt, "empty session"});
  return results;
}

Verdict classify_session(const Session& stored) {
  Session session = stored;
  sort_messages(session);
  return classify_contexts(contexts_of(active_messages(session).messages));
}

}  // namespace session_classifier
