// What kind of work a turn was: bug_fix, refactor, feature, dependency or other.
//
// A guess from simple evidence, for balance and for reading, nothing that was verified. In this order, the
// first that applies:
//   dependency  `cargo add`, `remove`, `update` or `upgrade` was run and no .rs file edited, or the person
//               wrote "dependency", "dependencies" or "crate version"
//   refactor    the person wrote "clean up" or "without changing behaviour"
//   the first word of the prompt that tells one: "rename" and its like refactor, "fix", "fails", "panic"
//               bug_fix, "add", "implement", "support" feature; the lists stand in category.cpp
//   bug_fix     a cargo check had failed before the first edit
//   feature     a file was created
//   other
#pragma once

#include <span>

#include <chat/example.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier {

chat::Category category_of(std::span<const Message> turn);

}  // namespace session_classifier
