// User turns: what a person asked, and all that the model did about it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <session_classifier/active.hpp>
#include <session_classifier/model.hpp>
#include <session_classifier/outcome.hpp>

namespace session_classifier {

// A range of a segment's messages: one or more user messages, then the answer up to the next user message.
struct Turn {
  std::size_t begin = 0;
  std::size_t answer = 0;  // the first message that is not the user's
  std::size_t end = 0;
};

// The turns that are new in the segment. Messages before the first user message belong to none.
std::vector<Turn> turns_of(const Segment& segment);

// True if the model wrote the message. The program writes assistant messages, too: for commands typed by the
// person and for subtasks.
bool is_model_output(const Message& message);

// True if the message calls a tool in a way that must not be learnt: an unknown tool, unusable arguments, or
// a call that the tool refused.
bool has_failed_call(const Message& message);

// Why a turn is not learnt.
struct Unfit {
  std::string reason;    // a short stable phrase; "" if nothing speaks against it
  std::string evidence;  // what was found and, with the name of the parameter if there is one, what should be
};

// What speaks against learning the turn. `last_of_context` tells that a compaction follows directly. A last call that
// failed, such as a push that was denied, does not undo what was verified before.
Unfit unfit_turn(std::span<const Message> turn, const TurnOutcome& outcome, bool last_of_context);

// What the person typed in the turn, without the texts that the program adds.
std::string prompt_of(std::span<const Message> turn);

// Takes the quotation marks and the line feed away that `opencode run "..."` stores around the prompt.
std::string without_run_quotes(const std::string& text);

}  // namespace session_classifier
