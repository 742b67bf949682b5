#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/active.hpp>
#include <session_classifier/category.hpp>
#include <session_classifier/examples.hpp>
#include <session_classifier/layout.hpp>
#include <session_classifier/learnable.hpp>
#include <session_classifier/neutral_paths.hpp>
#include <session_classifier/outcome.hpp>
#include <session_classifier/segment_chat.hpp>
#include <session_classifier/turns.hpp>

namespace session_classifier {
namespace {

// The contexts of a session with their turns.
struct Context {
  Segment segment;
  std::vector<Turn> turns;
  std::vector<Evidence> evidence;  // by turn
  bool compacted_after = false;    // a further segment follows

  std::span<const Message> messages_of(const Turn& turn) const {
    return std::span(segment.messages).subspan(turn.begin, turn.end - turn.begin);
  }
};

std::vector<Message> in_single_steps(std::vector<Message> messages) {
  std::vector<Message> steps;
  for (Message& message : messages)
    std::ranges::move(split_steps(std::move(message)), std::back_inserter(steps));
  return steps;
}

std::vector<Context> contexts_of(std::vector<Message> active) {
  std::vector<Context> contexts;
  for (Segment& segment : segments(in_single_steps(std::move(active)))) {
    if (!contexts.empty()) contexts.back().compacted_after = true;
    Context context;
    context.turns = turns_of(segment);
    context.segment = std::move(segment);
    for (const Turn& turn : context.turns) context.evidence.push_back(evidence_of(context.messages_of(turn)));
    contexts.push_back(std::move(context));
  }
  return contexts;
}

Classification classify_contexts(const std::vector<Context>& contexts) {
  std::vector<Evidence> turns;
  for (const Context& context : contexts) std::ranges::copy(context.evidence, std::back_inserter(turns));
  return classification_of(turns);
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

// Changes that were wrong, and words that were untrue: context, but nothing to imitate.
bool is_learnt_in(const TurnOutcome& outcome, const Turn& turn, std::size_t message) {
  if (message < turn.answer || outcome.precedes_repair[message - turn.begin]) return false;
  return !outcome.has_false_claim || message + 1 != turn.end;
}

chat::SessionOrigin origin_of(const Session& session) {
  chat::SessionOrigin origin;
  origin.id = session.id;
  origin.store = session.store;
  origin.version = session.version;
  return origin;
}

chat::Metadata metadata_of(const Session& session, std::span<const Message> turn, const Evidence& evidence,
                           const TurnOutcome& outcome) {
  const auto last = std::ranges::find_if(turn.rbegin(), turn.rend(), is_model_output);
  chat::SessionOrigin origin = origin_of(session);
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
  // The turn's own would put one session into two quarters.
  if (session.begun > 0) metadata.time = session.begun / 1000;
  metadata.group = session.group;
  return metadata;
}

// What speaks against a turn before it is made a chat.
Unfit unfit_before(const Context& context, std::size_t index, const Classification& whole,
                   std::span<const Message> messages, const TurnOutcome& outcome, const Options& options) {
  const Turn& turn = context.turns[index];
  Unfit unfit = unfit_language(whole, context.evidence[index], options.mixed);
  const bool last = context.compacted_after && index + 1 == context.turns.size();
  if (unfit.reason.empty()) unfit = unfit_turn(messages, outcome, last);
  const auto end = context.segment.messages.begin() + static_cast<std::ptrdiff_t>(turn.end);
  const auto incomplete =
      std::count_if(context.segment.messages.begin(), end, [](const auto& m) { return m.incomplete; });
  if (unfit.reason.empty() && incomplete > 0)
    unfit = {"incomplete record", fmt::format("messages that lack a part {}", incomplete)};
  if (unfit.reason.empty()) unfit = unfit_outcome(outcome, options);
  return unfit;
}

// The groups of the turn in its segment's chat.
std::span<const Group> own_groups(const SegmentChat& chat, const Turn& turn) {
  const auto first = std::ranges::lower_bound(chat.groups, turn.begin, {}, &Group::step);
  const auto end = std::ranges::lower_bound(chat.groups, turn.end, {}, &Group::step);
  return {first, end};
}

std::span<const chat::Message> own_messages(const SegmentChat& chat, const Turn& turn) {
  const std::span<const Group> groups = own_groups(chat, turn);
  if (groups.empty()) return {};
  return std::span(chat.chat.messages)
      .subspan(groups.front().begin, groups.back().end - groups.front().begin);
}

Unfit unfit_chat(const SegmentChat& chat, const Turn& turn, const Options& options) {
  const auto patch = chat.untold_patches.lower_bound(turn.begin);
  if (patch != chat.untold_patches.end() && patch->first < turn.end)
    return {"a patch cannot be told as edits", patch->second};
  return unfit_messages(own_messages(chat, turn), options.reasoning);
}

// Weight 0 for what of the turn is told, but not learnt.
void mark_unlearnt(SegmentChat& chat, const Turn& turn, const TurnOutcome& outcome) {
  for (const Group& group : own_groups(chat, turn)) {
    chat::Message& first = chat.chat.messages[group.begin];
    if (first.role == chat::Role::assistant && !is_learnt_in(outcome, turn, group.step)) first.weight = 0;
  }
}

// The turns of one segment that nothing speaks against so far.
class SegmentExamples {
 public:
  SegmentExamples(const Session& session, const Context& context, const Options& options)
      : session_(session), context_(context), options_(options) {}

  // One result for each turn, without ids.
  std::vector<TurnResult> run(const Classification& whole, const Preparation& prepare) {
    std::vector<TurnResult> results;
    std::size_t end = 0;  // behind the last turn that is used
    for (std::size_t i = 0; i < context_.turns.size(); ++i) {
      const std::span<const Message> messages = context_.messages_of(context_.turns[i]);
      outcomes_.push_back(outcome_of(messages));
      results.push_back(left_out(unfit_before(context_, i, whole, messages, outcomes_.back(), options_)));
      if (results.back().reason.empty()) end = context_.turns[i].end;
    }
    if (end == 0) return results;
    SegmentChat chat = chat_of(context_.segment, end, session_.directory, options_);
    each_open(results, [&](std::size_t turn, TurnResult& result) {
      mark_unlearnt(chat, context_.turns[turn], outcomes_[turn]);
      result = left_out(unfit_chat(chat, context_.turns[turn], options_));
    });
    if (std::ranges::none_of(results, [](const TurnResult& result) { return result.reason.empty(); }))
      return results;
    chat.chat.metadata.session = origin_of(session_);
    if (!options_.path_root.empty()) neutralise_paths(chat.chat, session_, options_.path_root);
    if (prepare) prepare(chat.chat);
    Layout layout(chat, context_.segment, options_);
    each_open(results,
              [&](std::size_t turn, TurnResult& result) { result = example_of(layout, chat, turn); });
    return results;
  }

 private:
  static TurnResult left_out(Unfit unfit) {
    return {
        .id = {}, .example = {}, .reason = std::move(unfit.reason), .evidence = std::move(unfit.evidence)};
  }

  template <class Do>
  void each_open(std::vector<TurnResult>& results, Do act) {
    for (std::size_t i = 0; i < results.size(); ++i)
      if (results[i].reason.empty()) act(i, results[i]);
  }

  TurnResult example_of(Layout& layout, const SegmentChat& chat, std::size_t index) const {
    const Turn& turn = context_.turns[index];
    auto laid_out = layout.lay_out(turn);
    if (!laid_out) return left_out(laid_out.error());
    const std::span<const Message> messages = context_.messages_of(turn);
    if (Unfit unfit = unfit_rest(messages, laid_out->messages); !unfit.reason.empty()) {
      if (laid_out->left_out && laid_out->left_out->turn > 0)  // what is edited was seen in what is left out
        unfit = {"longer than max_tokens",
                 fmt::format("of the steps that fit no edit is learnt (max_tokens {})", options_.max_tokens)};
      return left_out(std::move(unfit));
    }
    TurnResult result;
    result.example = chat::Example{
        .messages = std::move(laid_out->messages),
        .tools = chat.chat.tools,
        .metadata = metadata_of(session_, messages, context_.evidence[index], outcomes_[index])};
    result.example->metadata.session->left_out = laid_out->left_out;
    result.example->metadata.tokens = laid_out->tokens;
    return result;
  }

  const Session& session_;
  const Context& context_;
  const Options& options_;
  std::vector<TurnOutcome> outcomes_;  // by turn
};

void append_reverted(const Session& session, const std::vector<Message>& reverted,
                     std::vector<TurnResult>& results) {
  const auto turns = turns_of({reverted, 0});
  const std::string evidence =
      session.unnamed_by.empty()
          ? "taken back by the user"
          : fmt::format("taken back with the turn that called for it, which is no longer in {}",
                        session.unnamed_by);
  for (std::size_t turn = 0; turn < turns.size(); ++turn)
    results.push_back(
        {fmt::format("session:{}:reverted:{}", session.id, turn), std::nullopt, "reverted", evidence});
}

}  // namespace

std::vector<TurnResult> training_examples(const Session& stored, const Options& options,
                                          const Preparation& prepare) {
  std::optional<Session> sorted;
  if (!is_sorted(stored)) sort_messages(sorted.emplace(stored));
  const Session& session = sorted ? *sorted : stored;
  Active active = active_messages(session);
  const std::vector<Context> contexts = contexts_of(std::move(active.messages));
  const Classification whole = classify_contexts(contexts);

  std::vector<TurnResult> results;
  for (std::size_t segment = 0; segment < contexts.size(); ++segment) {
    auto turns = SegmentExamples(session, contexts[segment], options).run(whole, prepare);
    for (std::size_t turn = 0; turn < turns.size(); ++turn) {
      turns[turn].id = fmt::format("session:{}:{}:{}", session.id, segment, turn);
      if (auto& example = turns[turn].example) {
        example->metadata.id = turns[turn].id;
        example->metadata.session->segment = static_cast<std::int64_t>(segment);
        example->metadata.session->turn = static_cast<std::int64_t>(turn);
      }
    }
    std::ranges::move(turns, std::back_inserter(results));
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
