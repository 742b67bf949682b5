// How a turn ended: verified, unverified or failed.
//
// The calls of the turn are read in order as changes and checks. A change is an edit, a command that writes
// (command_edits.hpp), or a source file that the store says was changed by a step. Every change makes the earlier checks
// void. Then the failures that no later check took back decide, then the successes. The model's words decide nothing.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <chat/example.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier {

struct TurnOutcome {
  chat::Outcome outcome = chat::Outcome::unverified;
  std::string evidence;  // "cargo test failed after the last change"
  bool changed = false;  // something was changed at all
  // By message of the turn: it made a change after which a check failed, and a later message took lines of it back.
  std::vector<bool> precedes_repair;
  // The closing message says that checks passed which did not run, or not after the last change.
  bool has_false_claim = false;
};

TurnOutcome outcome_of(std::span<const Message> turn);

}  // namespace session_classifier
