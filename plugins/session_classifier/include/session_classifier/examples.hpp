// From a session to training lines: one for each user turn that is worth learning.
//
// A line holds the turn and what is around it (layout.hpp). Nothing is lost silently: every turn gives a result, an
// example or the reason why there is none.
//
// Inside the turn, weight 0 marks what must not be learnt but belongs to the story: calls that failed (the
// repair after them is learnt), changes that a check found wrong and a later message changed again, calls that the
// program wrote, messages of the hidden `batch` tool, messages that hold a mark of the chat template, and a closing message
// that claims what did not happen. A turn whose edits are all of that kind is left out.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <chat/example.hpp>
#include <session_classifier/classify.hpp>
#include <session_classifier/model.hpp>
#include <token_count/counter.hpp>

namespace session_classifier {

enum class Reasoning {
  drop,
  // A turn is used only if all its learnt messages have thinking: it is dropped or required, never mixed.
  keep
};
constexpr auto enum_names(Reasoning) { return base::names("drop", "keep"); }

// What to do with sessions and turns that are only partly Rust.
enum class MixedPolicy {
  rust_turns,  // use the Rust turns of a mixed session
  drop,        // use nothing of a mixed session
  keep         // use all turns of a mixed session
};
constexpr auto enum_names(MixedPolicy) { return base::names("rust_turns", "drop", "keep"); }

// What becomes of turns that changed something and ended in one way. Those that are verified are always kept.
enum class OutcomePolicy { keep, drop };
constexpr auto enum_names(OutcomePolicy) { return base::names("keep", "drop"); }

// Names of machines and public addresses.
enum class Hosts {
  keep,
  hide  // `host`, 203.0.113.1 and 2001:db8::1 in their place, numbered by their first appearance
};
constexpr auto enum_names(Hosts) { return base::names("keep", "hide"); }

struct Options {
  std::string system_prompt = "";  // none = no system message
  Reasoning reasoning = Reasoning::drop;
  MixedPolicy mixed = MixedPolicy::rust_turns;
  // Kept: the edits are real, their results too, and false claims about them are not learnt.
  OutcomePolicy unverified = OutcomePolicy::keep;
  OutcomePolicy failed = OutcomePolicy::drop;
  std::string path_root =
      "/workspace";           // replaces the project's root, see neutral_paths.hpp; "" leaves paths alone
  Hosts hosts = Hosts::keep;  // see neutral_hosts.hpp
  // Counts what the limits below are about; null: there are none.
  std::shared_ptr<const token_count::Counter> counter = nullptr;
  std::int64_t max_tokens = 8192;      // of an example
  std::int64_t context_tokens = 2048;  // of the messages between the first request and the turn
};

struct TurnResult {
  std::string id;  // "session:<session>:<segment>:<turn>"; an undone turn has "reverted" as its segment
  std::optional<chat::Example> example;
  std::string reason;         // why there is no example, a short stable phrase; "" with one
  std::string evidence = {};  // of the reason, as Unfit has it
};

// Changes the chat of a whole segment, from which examples are then cut. The number of messages and their roles stay.
using Preparation = std::function<void(chat::Example&)>;

// `stored` need not be sorted. An empty session gives one result with the reason "empty session". Secrets
// are still in the examples: see publishable.hpp.
std::vector<TurnResult> training_examples(const Session& stored, const Options& options,
                                          const Preparation& prepare = {});

// The verdict on the session as a whole, without what was reverted.
Verdict classify_session(const Session& stored);

}  // namespace session_classifier
