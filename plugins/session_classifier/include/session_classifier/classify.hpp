// Is this Rust work? Decided by what was done, never by the agent's name or by words of the prompt: both lie.
//
// Evidence and its weight, for Rust as for any other language:
//
//   3  a successful edit of a source file or manifest of the language
//   3  a command of its tool chain (`cargo test`, `tsc`) with output that is recognisably its own; 2 without,
//      and for every command of another language
//   3  output of cargo, rustc or a test program from another program (`make`, `docker`, a script), Rust only
//   3  a successful edit of prose, data or settings (README, CI) where no Rust was edited: for other work
//   1  a source file that changed without an edit: once for each file
//   1  reading such a file, searching for its kind, naming it on a command line or attaching it: once for
//      each file, and only where nothing was edited
//
// Languages that are not known weigh as much as those that are. A `.rs` file counts by what is in it: see rust_text.hpp.
// Where all edits are of other files, Rust commands make a turn mixed at best.
//
// A turn, or a session, is accepted if Rust has a weight of 2 or more and at least 80 % of the total; it is
// mixed above 20 %. These limits are a judgement, not a measurement. A session is also mixed, and not
// rejected, if only some of its turns are Rust.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier {

enum class Verdict { reject, mixed, accept };
constexpr auto enum_names(Verdict) { return base::names("reject", "mixed", "accept"); }

// What was found in a range of messages. Weights add up over ranges.
struct Evidence {
  int rust_weight = 0;
  int other_weight = 0;  // of all other languages
  bool edited = false;   // some file was changed
  bool edited_rust = false;
  // For Rust: "command: cargo test", "edit: .rs", "output: error[E", "output: cargo", "path: .rs".
  std::set<std::string> signals;

  void add(const Evidence& other);
  double score() const;  // 0 to 1: Rust's share in the weights; 0 without any
};

Evidence evidence_of(std::span<const Message> messages);

Verdict verdict_of(const Evidence& evidence);

// Why the verdict is no better: "rust weight 1 of 6 (at least 2, and more than 20 %)". Of `accept` the weights alone.
std::string weights_text(const Evidence& evidence);

struct Classification {
  Verdict verdict = Verdict::reject;
  Evidence evidence;  // of all turns
};
// Of a whole session, by its user turns. `turns` holds the messages of each, without what was reverted.
Classification classify(const std::vector<std::vector<Message>>& turns);
// The same by what was found in each turn.
Classification classification_of(std::span<const Evidence> turns);

}  // namespace session_classifier
