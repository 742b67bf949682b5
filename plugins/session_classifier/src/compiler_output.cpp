#include <array>
#include <cctype>

#include <session_classifier/compiler_output.hpp>

namespace session_classifier {
namespace {

bool at_line_start(std::string_view text, std::size_t at) { return at == 0 || text[at - 1] == '\n'; }

bool has_line(std::string_view text, std::string_view start) {
  for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1))
    if (at_line_start(text, at)) return true;
  return false;
}

// `error[E0277]`; compilers of other languages have no such codes.
bool has_error_code(std::string_view text) {
  constexpr std::string_view start = "error[E";
  for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1)) {
    const std::string_view rest = text.substr(at + start.size());
    std::size_t digits = 0;
    while (digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits]))) ++digits;
    if (at_line_start(text, at) && digits == 4 && rest.substr(digits).starts_with(']')) return true;
  }
  return false;
}

// `  --> src/lib.rs:3:5`
bool has_rust_place(std::string_view text) {
  for (std::size_t at = text.find("--> "); at != std::string_view::npos; at = text.find("--> ", at + 1)) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    if (line.contains(".rs:") || line.contains("Cargo.toml:")) return true;
  }
  return false;
}

bool has_warning(std::string_view text) {
  if (!has_line(text, "warning:") && !has_line(text, "warning[")) return false;
  return has_rust_place(text) || text.contains(") generated ") || text.contains("#[warn(");
}

}  // namespace

std::set<std::string> compiler_patterns(std::string_view output) {
  std::set<std::string> found;
  if (has_error_code(output)) found.insert("error[E");
  if (has_warning(output)) found.insert("warning:");
  if (output.contains("`rustc ") || output.contains("rustc --explain") || has_line(output, "rustc 1."))
    found.insert("rustc");
  return found;
}

bool is_cargo_output(std::string_view output) {
  static constexpr std::array<std::string_view, 11> lines = {
      "   Compiling ", "    Checking ", "    Finished ",       "    Updating ",
      "      Adding ", "     Running ", "  Downloaded ",       "error: could not compile",
      "test result: ", " Documenting ", "    Blocking waiting"};
  for (const std::string_view line : lines)
    if (has_line(output, line)) return true;
  if (has_line(output, "running ") && output.contains("\ntest ")) return true;
  if (has_line(output, "error") && has_rust_place(output)) return true;
  return has_line(output, "Diff in ") || !compiler_patterns(output).empty();
}

bool is_cargo_missing(std::string_view output) {
  return output.contains("cargo: command not found") || output.contains("cargo: not found") ||
         output.contains("could not find `Cargo.toml`");
}

bool tells_of_failure(std::string_view output) {
  return output.contains("error: could not compile") || has_line(output, "test result: FAILED") ||
         has_line(output, "error: test failed") || has_error_code(output);
}

}  // namespace session_classifier
