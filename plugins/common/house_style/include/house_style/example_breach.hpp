// Where an example teaches what the house style forbids.
#pragma once

#include <span>
#include <string>

#include <chat/example.hpp>
#include <house_style/breaches.hpp>

namespace house_style {

// The first breach in the lines that a learnt edit or write adds to a Rust file, with its place: "unwrap: `unwrap` in
// src/lib.rs:12, messages[4].tool_calls[0]"; "" if there is none. A line that the example found and takes out elsewhere is moved.
//
// What is a test is told by the file as far as the example has shown it. Where its begin was not shown, only items that begin a
// line are judged: in a module of tests nothing does. Pure; any thread.
std::string breach_in(const chat::Example& example, std::span<const Rule> rules);

}  // namespace house_style
