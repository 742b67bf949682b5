// How a check went, as far as what it printed tells: cargo, rustc, clippy, libtest and nextest, also inside the output
// of the program that ran them (make, docker, a script).
#pragma once

#include <string>
#include <string_view>

#include <base/enum_names.hpp>

namespace session_classifier {

// Which part of an output opencode left out.
enum class Cut { nothing, begin, end };
constexpr auto enum_names(Cut) { return base::names("nothing", "begin", "end"); }

struct CheckOutput {
  bool is_of_cargo = false;   // something that cargo, rustc or a test program prints
  bool failed = false;        // says so in words that are printed for nothing else
  bool tests_failed = false;  // it was tests that failed
  bool has_errors = false;  // errors of a compiler or of make: a failure, unless the exit code says otherwise
  bool not_started = false;  // no cargo, no crate, no such subcommand, toolchain, test or network
  bool built = false;        // cargo finished a build that was no step of running something
  bool warned = false;       // the build had warnings
  bool tested = false;       // every test program that was announced ended well, with some test passed
  bool has_tests = false;    // some test program was announced or ended
  bool killed = false;       // opencode says that it stopped the command
  Cut cut = Cut::nothing;
};

// Any text; colours and log prefixes (`app-1  | `, `#12 3.4 `, `12:`) are seen through.
CheckOutput read_check_output(std::string_view output);
// The same of a text without colours.
CheckOutput read_plain_output(std::string_view plain);

// Without escape sequences, also where their escape character is lost; carriage returns become line ends.
std::string without_colours(std::string_view text);

}  // namespace session_classifier
