// How errors are passed on: with `?`, or by hand where `?` would do and no lint says so.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

enum class PassForm {
  match_return,    // match r { Ok(v) => .., Err(e) => return Err(f(e)) }, with or without braces
  match_tail,      // the same without `return`, where the match is what the function or closure ends with
  if_let_return,   // if let Err(e) = r { return Err(f(e)); }
  if_let_ok_else,  // if let Ok(v) = r { .. } else { return Err(x); }, `else` at the end without `return` too
  let_else,        // let Ok(v) = r else { return Err(x); };
  check_return,    // if r.is_err() { return Err(x); }, if o.is_none() { return None; }
};
constexpr auto enum_names(PassForm) {
  return base::names("match_return", "match_tail", "if_let_return", "if_let_ok_else", "let_else",
                     "check_return");
}

struct ErrorPass {
  PassForm form{};
  ByteRange bytes;  // the match, if or let
  std::uint32_t line = 0;
};

// In the order of the text; none in tests. Not counted, because they do more than pass the error on, or `?`
// could not stand there: arms that log, retry or recover; more than two arms or a guard; wrapping that
// awaits, runs a block or itself fails; a borrowed result, or a variable that is used again; `fn main`; an
// `if` with more conditions.
std::vector<ErrorPass> find_manual_passes(const SourceFile& file);

// `?` operators outside tests. Those in the tokens of macro calls are not known and not counted.
std::size_t count_question_marks(const SourceFile& file);

}  // namespace rust_code
