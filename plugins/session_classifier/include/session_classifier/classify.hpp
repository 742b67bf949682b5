// Is this Rust work? Decided by what was done, never by the agent's name or by words of the prompt: both lie.
//
// Evidence and its weight, for Rust as for any other language:
//
//   3  a successful edit of a source file or manifest of the language
//   3  a command of its tool chain (`cargo test`, `tsc`) with output that is recognisably its own; 2 without,
//   and for
//      every command of another language
//   2  compiler output from another program (`make`, `just`), Rust only
//   1  reading such a file, searching for its kind, naming it on a command line or attaching it: once for
//   each file
//
// A turn, or a session, is accepted if Rust has a weight of 2 or more and at least 80 % of the total; it is
// mixed above 20 %. These limits are a judgement, not a measurement. A session is also mixed, and not
// rejected, if only some of its turns are Rust.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <session_classifier/model.hpp>

namespace session_classifier {

enum class Verdict { reject, mixed, accept };

std::string_view name_of(Verdict verdict);

struct CommandFact {
  std::string command;
  std::optional<std::int64_t> exit;  // none = killed, timed out or not recorded

  friend bool operator==(const CommandFact&, const CommandFact&) = default;
};

struct ToolError {
  std::string message, call, tool, error;

  friend bool operator==(const ToolError&, const ToolError&) = default;
};

// What was found in a range of messages. Weights of languages add up over ranges.
struct Evidence {
  std::map<std::string, int> weights;  // by language
  std::set<std::string>
      signals;  // for Rust: "command: cargo test", "edit: .rs", "output: error[E", "path: .rs"
  std::set<std::string> files;        // read or edited by tools, as the model named them
  std::map<std::string, int> calls;   // by tool
  std::vector<CommandFact> commands;  // in order
  std::vector<ToolError> errors;      // in order
  int invalid_calls = 0;              // calls of unknown tools, or with arguments that could not be parsed

  void add(const Evidence& other);
};

Evidence evidence_of(const std::vector<Message>& messages);

Verdict verdict_of(const Evidence& evidence);

// "Rust", "TypeScript", "Rust + TypeScript" for a mixed one; "unknown" without any evidence.
std::string language_label(const Evidence& evidence, Verdict verdict);

struct Classification {
  Verdict verdict = Verdict::reject;
  std::string language;
  Evidence evidence;
};

// Of a whole session, by its user turns. `turns` holds the messages of each, without what was reverted.
Classification classify(const std::vector<std::vector<Message>>& turns);

}  // namespace session_classifier
