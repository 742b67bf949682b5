// session_classifier: opencode's sessions in, one training example per Rust turn out.
#include <algorithm>
#include <set>

#include <agent_tools/rerender.hpp>
#include <agent_tools/schemas.hpp>
#include <agent_tools/stage_prompt.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <secrets/redactor.hpp>
#include <session_classifier/example_texts.hpp>
#include <session_classifier/examples.hpp>
#include <session_classifier/store.hpp>

namespace {

struct Params {
  std::vector<flow::Path> stores;
  std::vector<flow::Path> system_prompt;
  std::string mixed = "rust_turns";
  std::string end = "not_failed";
  std::string reasoning = "drop";
  std::string path_root = "/workspace";
};

flow::Error as_error(const base::Error& problem) {
  return {.problem = problem.problem, .why = problem.why, .what_to_do = problem.what_to_do};
}

class SessionClassifier : public flow::Source<session_classifier::SessionRef, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "session_classifier",
                                        .version = 2,
                                        .summary = "Turns opencode's Rust sessions into training examples",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("stores", &Params::stores, "opencode's data folders, or folders that hold several of them")
          .listed()
          .required(),
      agent_tools::system_prompt_param(&Params::system_prompt),
      flow::param("mixed", &Params::mixed,
                  "sessions that are only partly Rust: use their Rust turns, none or all turns")
          .one_of("rust_turns", "drop", "keep"),
      flow::param("end", &Params::end, "what the last cargo check of a turn must have said")
          .one_of("not_failed", "passed", "any"),
      flow::param("reasoning", &Params::reasoning,
                  "the model's thinking: dropped, or required in every learnt message")
          .one_of("drop", "keep"),
      flow::param("path_root", &Params::path_root,
                  "stands for the project's folder in every text; empty = paths stay"));

  explicit SessionClassifier(Params params) : params_(std::move(params)) {
    options_.mixed = params_.mixed == "drop"   ? session_classifier::MixedPolicy::drop
                     : params_.mixed == "keep" ? session_classifier::MixedPolicy::keep
                                               : session_classifier::MixedPolicy::rust_turns;
    options_.end = params_.end == "passed" ? session_classifier::EndPolicy::passed
                   : params_.end == "any"  ? session_classifier::EndPolicy::any
                                           : session_classifier::EndPolicy::not_failed;
    options_.reasoning = params_.reasoning == "keep" ? session_classifier::Reasoning::keep
                                                     : session_classifier::Reasoning::drop;
    options_.path_root = params_.path_root;
  }

  flow::Result open(flow::Context& context) {
    options_.system_prompt = agent_tools::system_prompt_of(params_.system_prompt);
    scratch_ = context.scratch();
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<session_classifier::SessionRef>& out, flow::Context& context) const {
    std::vector<session_classifier::StoreListing> listings;
    for (const flow::Path& place : params_.stores) {
      auto folders = session_classifier::data_directories(place.path());
      if (folders.empty()) folders.push_back(place.path());  // listing it says what is wrong with it
      for (const auto& folder : folders)
        listings.push_back(session_classifier::list_sessions(folder, scratch_));
    }
    auto merged = session_classifier::merge_listings(std::move(listings));
    for (const std::string& note : merged.notes) context.log(flow::LogLevel::info, note);
    for (const base::Error& problem : merged.problems) out.fail("(listing)", as_error(problem));
    for (const session_classifier::Superseded& copy : merged.superseded) {
      out.drop(copy.session.id, "another copy of the session is used");
    }
    for (session_classifier::SessionRef& session : merged.sessions) {
      std::string key = session.id;
      std::string fingerprint = session.form + ":" + session.fingerprint;
      out.add(std::move(key), std::move(fingerprint), std::move(session));
    }
    return flow::ok();
  }

  flow::Result process(const session_classifier::SessionRef& ref, Emit& out, flow::Context& context) const {
    const auto session = session_classifier::read_session(ref);
    if (!session) return std::unexpected(as_error(session.error()));
    for (const base::Error& warning : session->warnings) context.log(flow::LogLevel::warning, warning.text());
    std::set<std::string> reasons;
    bool emitted = false;
    for (session_classifier::TurnResult& turn : session_classifier::training_examples(*session, options_)) {
      if (!turn.example) {
        out.leave_out(turn.reason);
        reasons.insert(turn.reason);
        continue;
      }
      if (!bring_to_contract(*turn.example)) {
        out.leave_out(no_offered_tool);
        reasons.insert(no_offered_tool);
        continue;
      }
      redact(*turn.example);
      unlearn_shown_secrets(*turn.example);
      out(std::move(*turn.example), turn.id);
      emitted = true;
    }
    if (emitted) return flow::ok();
    std::string all;
    for (const std::string& reason : reasons) all += (all.empty() ? "" : "; ") + reason;
    return flow::dropped(all);
  }

 private:
  // Every session in the form of the tools that a rollout offers. A message that calls others, such as a
  // to-do list or a web search, stays as context and is not learnt. False if nothing is left to learn.
  bool bring_to_contract(chat::Example& example) const {
    const auto report = agent_tools::rerender(example, {.directory = params_.path_root});
    for (const agent_tools::NotRerendered& left : report.left) {
      chat::Message& message = example.messages[left.message];
      if (message.role == "assistant") message.weight = 0;
    }
    example.tools = agent_tools::tool_schemas();
    return std::ranges::any_of(example.messages, [](const chat::Message& message) {
      return message.role == "assistant" && message.weight != 0;
    });
  }

  // First all texts are looked through, so that a secret is replaced where it stands without its name, too.
  void redact(chat::Example& example) const {
    secrets::Redactor redactor(scanner_);
    session_classifier::change_texts(example, [&](std::string_view text) {
      redactor.learn(text);
      return std::string(text);
    });
    session_classifier::redact_example(example, [&](std::string_view text) { return redactor.redact(text); });
  }

  // A call whose answer held a secret is no example to follow: it stays as context.
  static void unlearn_shown_secrets(chat::Example& example) {
    std::set<std::string> calls;
    for (const chat::Message& message : example.messages) {
      if (message.tool_call_id && message.content.find("<SECRET:") != std::string::npos)
        calls.insert(*message.tool_call_id);
    }
    for (chat::Message& message : example.messages) {
      const bool shown = std::ranges::any_of(
          message.tool_calls, [&](const chat::ToolCall& call) { return calls.contains(call.id); });
      if (shown) message.weight = 0;
    }
  }

  static constexpr const char* no_offered_tool = "no message is left to learn";

  Params params_;
  session_classifier::Options options_;
  std::filesystem::path scratch_;
  secrets::Scanner scanner_;
};

}  // namespace

FLOW_PLUGIN(SessionClassifier)
