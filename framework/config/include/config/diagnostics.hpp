// What is wrong with a text, where, and what to do about it.
//
// Checks add to one Diagnostics and go on, so that one pass reports every mistake. Rendered, a message is a
// block in the manner of rustc: the problem, the place, the line with a caret, and the mend.
//
//   error: unknown key "form" in stage "tag"
//     --> pipelines/x.yaml:12:5
//      |
//   12 |     form: clean
//      |     ^^^^ did you mean "from"?
//
// Not thread-safe.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <config/source.hpp>

namespace flowrun::config {

enum class Severity { error, warning };

// A second place that belongs to the message.
struct Note {
  Span where;
  std::string message;
};

struct Diagnostic {
  Severity severity = Severity::error;
  Span where;
  std::string message;    // the problem, without a full stop
  std::string why = {};   // the reason, where it is not plain; shown in parentheses
  std::string hint = {};  // what to do
  std::vector<Note> notes = {};
  bool show_line = true;  // false where the line may hold a secret

  // "" where the message has no place.
  const std::string& file() const;
  int line() const { return where.begin.line; }
  int column() const { return where.begin.column; }
};

class Diagnostics {
 public:
  // The same message at the same place is kept once.
  void add(Diagnostic diagnostic);
  void error(Span where, std::string message, std::string hint = {});
  void warning(Span where, std::string message, std::string hint = {});

  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  std::size_t warning_count() const { return all_.size() - errors_; }
  bool empty() const { return all_.empty(); }

  // By file, then by place; equal places in the order of their finding.
  std::vector<Diagnostic> sorted() const;
  // All messages, one block each, blocks apart by an empty line; "" where there are none.
  std::string render(bool colour) const;
  // "3 errors and 1 warning".
  std::string summary() const;

 private:
  std::vector<Diagnostic> all_;
  std::set<std::string> known_;  // one text for each message and place
  std::size_t errors_ = 0;
};

// One block, ended by a line end.
std::string render(const Diagnostic& diagnostic, bool colour);

// The text in double quotes, control characters escaped, shortened in the middle where it is very long.
std::string in_quotes(std::string_view text);
// `"a", "b" and "c"`; "" for none. Of very many, the first ones and how many more there are.
std::string quoted_list(const std::vector<std::string>& names, std::string_view last_word = "and");

}  // namespace flowrun::config
