// From a session to training lines: one for each user turn that is worth learning.
//
// A line holds the context of its turn (system message, earlier turns of the same segment with weight 0) and
// the turn itself. Nothing is lost silently: every turn gives a result, an example or the reason why there is
// none.
//
// Inside the turn, weight 0 marks what must not be learnt but belongs to the story: calls that failed (the
// repair after them is learnt), calls that the program wrote, and messages of the hidden `batch` tool.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <chat/example.hpp>
#include <session_classifier/classify.hpp>
#include <session_classifier/model.hpp>

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

// What the last cargo check of a turn that edited Rust must have said.
enum class EndPolicy {
  not_failed,  // a failing end is dropped; no check, or one before the last edit, is let through
  passed,      // a check after the last edit must have passed
  any
};
constexpr auto enum_names(EndPolicy) { return base::names("not_failed", "passed", "any"); }

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
  EndPolicy end = EndPolicy::not_failed;
  std::string path_root =
      "/workspace";           // replaces the project's root, see neutral_paths.hpp; "" leaves paths alone
  Hosts hosts = Hosts::keep;  // see neutral_hosts.hpp
};

struct TurnResult {
  std::string id;  // "session:<session>:<segment>:<turn>"; an undone turn has "reverted" as its segment
  std::optional<chat::Example> example;
  std::string reason;         // why there is no example, a short stable phrase; "" with one
  std::string evidence = {};  // of the reason, as Unfit has it
};

// `stored` need not be sorted. An empty session gives one result with the reason "empty session". Secrets
// are still in the examples: see publishable.hpp.
std::vector<TurnResult> training_examples(const Session& stored, const Options& options);

// The verdict on the session as a whole, without what was reverted.
Verdict classify_session(const Session& stored);

}  // namespace session_classifier
