// What `cargo --message-format=json` says: one JSON object a line
// (https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages,
// https://doc.rust-lang.org/rustc/json.html).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>

namespace cargo {

struct Span {
  std::string file;
  std::uint64_t line_start = 0;  // lines and columns from 1, bytes from 0
  std::uint64_t line_end = 0;
  std::uint64_t column_start = 0;
  std::uint64_t column_end = 0;
  std::uint64_t byte_start = 0;
  std::uint64_t byte_end = 0;
  bool primary = false;
  std::string label;

  bool operator==(const Span&) const = default;
};

enum class Level { error, crash, warning, note, help, failure_note };
constexpr auto enum_names(Level) {
  return base::names("error", "error: internal compiler error", "warning", "note", "help", "failure-note");
}

struct Diagnostic {
  Level level = Level::note;  // of a message whose level is none of these, too
  std::string code;           // E0382, clippy::unwrap_used, unused_variables; empty if none
  std::string message;
  std::string rendered;
  std::string target;  // name of the target it was found in
  std::vector<Span> spans;

  bool is_error() const { return level == Level::error || level == Level::crash; }
  // The first primary span, or null.
  const Span* primary_span() const;
};

struct Artifact {
  std::string target;
  std::vector<std::string> kinds;  // lib, bin, test, proc-macro, custom-build, ...
  std::string executable;          // empty if it is none
  std::string manifest;            // Cargo.toml of its package
  std::vector<std::string> features;
  bool test = false;   // built with the test harness
  bool fresh = false;  // was there already; nothing was compiled
};

// What a build script told cargo.
struct BuildScript {
  std::string package;            // its id: "path+file:///src#demo@0.1.0"
  std::vector<std::string> cfgs;  // `name` or `name="value"`
};

struct Messages {
  // Each once, although cargo repeats what is found in a library and in its tests; by file, position, code.
  std::vector<Diagnostic> diagnostics;
  std::vector<Artifact> artifacts;
  std::vector<BuildScript> build_scripts;
  // Of the last `build-finished`; empty if cargo did not get that far.
  std::optional<bool> finished;
};

// Lines that are no such message are passed over: programs run by cargo write among them.
Messages read_messages(std::string_view output);

}  // namespace cargo
