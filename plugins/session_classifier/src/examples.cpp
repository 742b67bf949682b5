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
#include <session_classifier/outcome.hpp>
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

Classification classify_contexts(const std::vector<Context>& contexts) {
  std::vector<std::vector<Message>> turns;
  for (const Context& context : contexts)
    for (const Turn& turn : context.turns) turns.push_back(context.messages_of(turn));
  return classify(turns);
}

Unfit unfit_language(const Classification& session, const Evidence& turn, MixedPolicy policy) {
  const auto setting = [&] { return fmt::format("; mixed {}", base::name_of(policy)); };
  if (session.verdict == Verdict::reject)
    return {"not rust work", "in all turns " + weights_text(session.evidence)};
  if (session.verdict == Verdict::mixed && policy == MixedPolicy::drop)
    return {"mixed session", "in all turns " + weights_text(session.evidence) + setting()};
  if (policy == MixedPolicy::keep) return {};
  if (session.verdict == Verdict::accept && turn.other_weight == 0) return {};  // it goes on with Rust work
  const Verdict verdict = verdict_of(turn);
  if (verdict == Verdict::reject) return {"not rust work", weights_text(turn) + setting()};
  if (verdict == Verdict::mixed) return {"mixed turn", weights_text(turn) + setting()};
  return {};
}

Unfit unfit_outcome(const TurnOutcome& turn, const Options& options) {
  if (!turn.changed) return {};  // explaining a failure is fine
  if (turn.outcome == chat::Outcome::failed && options.failed == OutcomePolicy::drop)
    return {"failed", turn.evidence + " (failed drop)"};
  if (turn.outcome == chat::Outcome::unverified && options.unverified == OutcomePolicy::drop)
    return {"unverified", turn.evidence + " (unverified drop)"};
  return {};
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

// Changes that were wrong, and words that were untrue: context, but nothing to imitate.
bool is_learnt_in(const TurnOutcome& outcome, const Turn& turn, std::size_t message) {
  if (message < turn.answer || outcome.precedes_repair[message - turn.begin]) return false;
  return !outcome.has_false_claim || message + 1 != turn.end;
}

std::vector<chat::Message> messages_of(const Context& context, const Turn& turn, const TurnOutcome& outcome,
                                       const Options& options) {
  std::vector<chat::Message> out = convert({}, options.system_prompt);
  std::vector<Message> stored(context.segment.messages.begin(),
                              context.segment.messages.begin() + static_cast<std::ptrdiff_t>(turn.end));
  clean_prompts(stored);
  Converter converter({options.reasoning == Reasoning::keep, stored[turn.answer].created});
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const std::size_t before = out.size();
    converter.append(stored[i], out);
    const bool learnt = is_learnt_in(outcome, turn, i) && !must_not_be_learnt(stored[i]);
    for (std::size_t added = before; added < out.size(); ++added) {
      if (out[added].role != chat::Role::assistant) continue;
      if (!learnt) out[added].weight = 0;
      if (i < turn.begin) out[added].reasoning_content.reset();  // templates drop it from earlier turns
    }
  }
  return out;
}

Unfit unfit_messages(const std::vector<chat::Message>& messages, Reasoning reasoning) {
  const chat::Message& last = messages.back();
  if (last.role != chat::Role::assistant)
    return {"no closing answer", fmt::format("the last message is of the {}", base::name_of(last.role))};
  if (!last.tool_calls.empty()) return {"no closing answer", "the last message calls a tool"};
  if (last.content.empty()) return {"no closing answer", "the last message has no text"};
  if (std::ranges::none_of(messages, chat::is_learnt))
    return {"nothing to learn", fmt::format("messages {}, none of them to be learnt", messages.size())};
  const auto unthinking = std::ranges::count_if(messages, [](const chat::Message& message) {
    return chat::is_learnt(message) && !message.reasoning_content;
  });
  if (reasoning == Reasoning::keep && unthinking > 0)
    return {"reasoning missing", fmt::format("messages without reasoning {} (reasoning keep)", unthinking)};
  return {};
}

chat::Metadata metadata_of(const Session& session, const std::vector<Message>& turn, const Evidence& evidence,
                           const TurnOutcome& outcome) {
  const auto last = std::ranges::find_if(turn.rbegin(), turn.rend(), is_model_output);
  chat::SessionOrigin origin;
  origin.id = session.id;
  origin.store = session.store;
  origin.version = session.version;
  origin.agent = last->agent;
  origin.model = last->provider.empty() ? last->model : last->provider + "/" + last->model;
  origin.signals.assign(evidence.signals.begin(), evidence.signals.end());
  origin.rust_score = evidence.score();
  origin.outcome = outcome.outcome;
  origin.outcome_evidence = outcome.evidence;
  chat::Metadata metadata;
  metadata.origin = chat::Origin::session;
  metadata.session = std::move(origin);
  metadata.category = category_of(turn);
  metadata.group = group_of(session);
  return metadata;
}

// The example of one turn, or the reason why there is none, which is no error.
std::expected<chat::Example, Unfit> example_of(const Session& session, const Context& context,
                                               const Turn& turn, const Classification& whole,
                                               const Options& options) {
  const std::vector<Message> messages = context.messages_of(turn);
  const Evidence evidence = evidence_of(messages);
  Unfit unfit = unfit_language(whole, evidence, options.mixed);
  const TurnOutcome outcome = outcome_of(messages);
  const bool last = context.compacted_after && &turn == &context.turns.back();
  if (unfit.reason.empty()) unfit = unfit_turn(messages, outcome, last);
  const auto end = context.segment.messages.begin() + static_cast<std::ptrdiff_t>(turn.end);
  const auto incomplete =
      std::count_if(context.segment.messages.begin(), end, [](const auto& m) { return m.incomplete; });
  if (unfit.reason.empty() && incomplete > 0)
    unfit = {"incomplete record", fmt::format("messages that lack a part {}", incomplete)};
  if (unfit.reason.empty()) unfit = unfit_outcome(outcome, options);
  if (!unfit.reason.empty()) return std::unexpected(std::move(unfit));

  chat::Example example;
  example.messages = messages_of(context, turn, outcome, options);
  unfit = unfit_messages(example.messages, options.reasoning);
  if (!unfit.reason.empty()) return std::unexpected(std::move(unfit));
  example.metadata = metadata_of(session, messages, evidence, outcome);
  if (!options.path_root.empty()) neutralise_paths(example, session, options.path_root);
  return example;
}

void append_reverted(const Session& session, const std::vector<Message>& reverted,
                     std::vector<TurnResult>& results) {
  const auto turns = turns_of({reverted, 0});
  for (std::size_t turn = 0; turn < turns.size(); ++turn)
    results.push_back({fmt::format("session:{}:reverted:{}", session.id, turn), std::nullopt, "reverted",
                       "taken back by the user"});
}

}  // namespace

std::vector<TurnResult> training_examples(const Session& stored, const Options& options) {
  Session session = stored;
  sort_messages(session);
  const Active active = active_messages(session);
  const std::vector<Context> contexts = contexts_of(active.messages);
  const Classification whole = classify_contexts(contexts);

  std::vector<TurnResult> results;
  for (std::size_t segment = 0; segment < contexts.size(); ++segment) {
    const Context& context = contexts[segment];
    for (std::size_t turn = 0; turn < context.turns.size(); ++turn) {
      TurnResult result{fmt::format("session:{}:{}:{}", session.id, segment, turn), std::nullopt, ""};
      auto example = example_of(session, context, context.turns[turn], whole, options);
      if (example) {
        example->metadata.id = result.id;
        example->metadata.session->segment = static_cast<std::int64_t>(segment);
        example->metadata.session->turn = static_cast<std::int64_t>(turn);
        result.example = *std::move(example);
      } else {
        result.reason = std::move(example.error().reason);
        result.evidence = std::move(example.error().evidence);
      }
      results.push_back(std::move(result));
    }
  }
  append_reverted(session, active.reverted, results);
  if (results.empty())
    results.push_back({"session:" + session.id, std::nullopt, "empty session", "messages 0"});
  return results;
}

Verdict classify_session(const Session& stored) {
  Session session = stored;
  sort_messages(session);
  return classify_contexts(contexts_of(active_messages(session).messages)).verdict;
}

}  // namespace session_classifier
