// session_classifier: opencode's sessions in, one training example per Rust turn out.
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/ranges.h>

#include <agent_tools/stage_prompt.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <session_classifier/listing_memory.hpp>
#include <session_classifier/publishable.hpp>
#include <session_classifier/store.hpp>
#include <token_count/stage_tokens.hpp>

namespace {

enum class Archived { keep, drop };
constexpr auto enum_names(Archived) { return base::names("keep", "drop"); }

struct Params {
  std::vector<flow::Path> stores;
  std::vector<flow::Path> system_prompt;
  session_classifier::MixedPolicy mixed = session_classifier::MixedPolicy::rust_turns;
  session_classifier::OutcomePolicy unverified = session_classifier::OutcomePolicy::keep;
  session_classifier::OutcomePolicy failed = session_classifier::OutcomePolicy::drop;
  session_classifier::Reasoning reasoning = session_classifier::Reasoning::drop;
  std::string path_root = "/workspace";
  std::optional<flow::Path> model;
  std::int64_t max_tokens = 8192;
  std::int64_t context_tokens = 2048;
  Archived archived = Archived::keep;
  std::int64_t max_session_bytes = std::int64_t{session_classifier::max_session_bytes};
  session_classifier::Hosts hosts = session_classifier::Hosts::keep;
};

class SessionClassifier : public flow::Source<session_classifier::SessionRef, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "session_classifier",
                                        .version = 5,
                                        .summary = "Turns opencode's Rust sessions into training examples",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("stores", &Params::stores, "opencode's data folders, or folders that hold several of them")
          .listed()
          .required(),
      agent_tools::system_prompt_param(&Params::system_prompt),
      flow::param("mixed", &Params::mixed,
                  "sessions that are only partly Rust: use their Rust turns, none or all turns"),
      flow::param("unverified", &Params::unverified,
                  "turns that changed something with no check seen to succeed after the last change"),
      flow::param("failed", &Params::failed, "turns after whose last change a check failed"),
      flow::param("reasoning", &Params::reasoning,
                  "the model's thinking: dropped, or required in every learnt message"),
      flow::param("path_root", &Params::path_root,
                  "stands for the project's folder in every text; empty = paths stay"),
      token_count::model_param(&Params::model), token_count::max_tokens_param(&Params::max_tokens),
      flow::param("context_tokens", &Params::context_tokens,
                  "of what is shown between the session's first request and the turn, the newest first")
          .range(0, 1048576),
      flow::param("archived", &Params::archived, "sessions that the user archived: used or left out")
          .listed(),
      flow::param("max_session_bytes", &Params::max_session_bytes,
                  "largest session, by its texts; reading one takes several times as much memory")
          .at_least(1),
      flow::param("hosts", &Params::hosts, "names of machines and public addresses: kept, or hidden"));

  explicit SessionClassifier(Params params)
      : params_(std::move(params)),
        options_{.reasoning = params_.reasoning,
                 .mixed = params_.mixed,
                 .unverified = params_.unverified,
                 .failed = params_.failed,
                 .path_root = params_.path_root,
                 .hosts = params_.hosts,
                 .max_tokens = params_.max_tokens,
                 .context_tokens = params_.context_tokens} {}

  SessionClassifier(const SessionClassifier&) = delete;
  SessionClassifier& operator=(const SessionClassifier&) = delete;
  // What was learnt by reading only spares work: it may be lost.
  ~SessionClassifier() { static_cast<void>(memory_.save()); }

  flow::Result open(flow::Context& context) {
    options_.system_prompt = agent_tools::system_prompt_of(params_.system_prompt);
    scratch_ = context.scratch();
    options_.counter = token_count::counter_of(params_.model);
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<session_classifier::SessionRef>& out, flow::Context& context) const {
    const std::scoped_lock alone(listed_);
    memory_ = session_classifier::ListingMemory(context.working_folder() / "listing.json");
    std::vector<session_classifier::StoreListing> listings;
    for (const flow::Path& place : params_.stores) {
      auto folders = session_classifier::data_directories(place.path());
      if (folders.empty()) folders.push_back(place.path());  // listing it says what is wrong with it
      for (const auto& folder : folders)
        listings.push_back(session_classifier::list_sessions(folder, scratch_, memory_));
    }
    auto merged = session_classifier::merge_listings(std::move(listings));
    session_classifier::mark_subagents(merged.sessions, memory_);
    if (const std::error_code error = memory_.save())
      context.log(flow::LogLevel::warning,
                  fmt::format("the next listing reads all trees again: {}", error.message()));
    for (const std::string& note : merged.notes) context.log(flow::LogLevel::info, note);
    for (const base::Error& problem : merged.problems) {
      if (problem.is_rejection)
        out.reject("(listing)", problem);
      else
        out.fail("(listing)", problem);
    }
    for (const session_classifier::Superseded& copy : merged.superseded) {
      out.drop(copy.session.id, "another copy of the session is used",
               fmt::format("in the form {}; that in the form {} is used", base::name_of(copy.session.store),
                           base::name_of(copy.by)));
    }
    for (session_classifier::SessionRef& session : merged.sessions) {
      if (session.archived && params_.archived == Archived::drop) {
        out.drop(session.id, "archived", "by the user (archived drop)");
        continue;
      }
      std::string key = session.id;
      std::string fingerprint = fmt::format("{}:{}", base::name_of(session.store), session.fingerprint);
      out.add(std::move(key), std::move(fingerprint), std::move(session));
    }
    return flow::ok();
  }

  flow::Result process(const session_classifier::SessionRef& ref, Emit& out, flow::Context&) const {
    const auto session =
        session_classifier::read_session(ref, static_cast<std::size_t>(params_.max_session_bytes));
    if (!session) return std::unexpected(session.error());
    if (!session->files.content.empty()) {
      const std::scoped_lock alone(listed_);
      memory_.learn(ref.place, session->files);
    }
    for (const session_classifier::LostPart& lost : session->lost) out.reject(lost.name, lost.error);
    std::set<std::string> reasons;
    std::string evidence;  // of the first turn, for the session
    std::size_t left_out = 0;
    bool emitted = false;
    for (auto& turn : examples_of(*session)) {
      if (turn.example) {
        out(std::move(*turn.example), turn.id);
        emitted = true;
      } else {
        if (left_out++ == 0) evidence = turn.evidence;
        reasons.insert(turn.reason);
        out.leave_out(std::move(turn.reason), turn.id, std::move(turn.evidence));
      }
    }
    if (emitted || !session->lost.empty()) return flow::ok();
    return flow::dropped(fmt::format("{}", fmt::join(reasons, "; ")),
                         fmt::format("turns left out {}, the first: {}", left_out, evidence));
  }

 private:
  // Making examples takes several times the session, so that only one large session at a time is at it.
  std::vector<session_classifier::TurnResult> examples_of(const session_classifier::Session& session) const {
    constexpr std::size_t large_bytes = std::size_t{4} << 20;
    std::unique_lock alone(large_, std::defer_lock);
    if (session_classifier::bytes_of(session) > large_bytes) alone.lock();
    return session_classifier::publishable_examples(session, options_, scanner_);
  }

  Params params_;
  session_classifier::Options options_;
  std::filesystem::path scratch_;
  secrets::Scanner scanner_;
  mutable std::mutex large_;
  mutable std::mutex listed_;  // of the memory
  mutable session_classifier::ListingMemory memory_;
};

}  // namespace

FLOW_PLUGIN(SessionClassifier)
