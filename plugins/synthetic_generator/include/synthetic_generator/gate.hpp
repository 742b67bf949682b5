// The gates that an example passes on its way from a skeleton to a conversation.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include <base/enum_names.hpp>
#include <base/error.hpp>

namespace synthetic_generator {

// What a pair of sides, or the conversation made of it, was found to be. The names are stable: what is left out is
// counted by them.
enum class Gate {
  not_expanded,
  not_told,
  start_not_formatted,
  done_not_formatted,
  equal_sides,
  start_not_parsed,
  start_shows_no_fault,
  other_code,
  other_message,
  other_lint,
  other_file,
  other_item,
  no_finding,
  start_fails_tests,
  no_new_test,
  done_not_parsed,
  fault_of_style,
  done_not_locked,
  done_layout,
  done_not_clean,
  done_has_no_tests,
  done_fails_tests,
  fails_further_check,
  done_not_built,
  no_mutant_fails,
  command_did_not_end,
  edits_do_not_apply,
  edits_give_other_files
};
constexpr auto enum_names(Gate) {
  return base::names(
      "skeleton cannot be expanded", "skeleton cannot be told", "start side cannot be formatted",
      "done side cannot be formatted", "the sides are equal", "start side does not parse",
      "start side shows no fault", "start side fails with another code",
      "start side fails with another message", "start side trips another lint",
      "start side fails in another file", "start side fails in another item", "start side has no such fault",
      "start side fails its tests", "done side has no new test", "done side does not parse",
      "done side has a fault of style", "done side cannot be locked", "done side is not formatted",
      "done side is not clean under clippy", "done side has no tests", "done side fails its tests",
      "done side fails a further check", "done side does not build", "no mutant fails a test",
      "a command did not end", "edits do not apply", "edits give other files");
}

// Data, not an error: the skeleton gives no example at this point.
struct Rejection {
  Gate gate{};
  std::string detail;  // with the end of the output where there is one
};

// Why there is no proof: the pair was rejected, or the machine failed (no sandbox, no crates, stopped).
using Unproved = std::variant<Rejection, base::Error>;
template <class T>
using Proved = std::expected<T, Unproved>;

// Of a long detail the head and the tail stay.
std::unexpected<Unproved> rejected(Gate gate, std::string_view detail = {});
std::unexpected<Unproved> failed(base::Error error);

}  // namespace synthetic_generator
