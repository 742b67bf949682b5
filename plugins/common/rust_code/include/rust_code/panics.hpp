// Places that panic by design: `unwrap`, `expect`, `panic!`, `todo!`, `unimplemented!`, `unreachable!`.
//
// Finds more than clippy's unwrap_used: functions passed by path (`.map(Option::unwrap)`), the bodies of
// macro definitions and calls, inactive features. Only syntax is known, so a type's own `unwrap()` without
// arguments counts; one with arguments does not, nor an `expect` whose argument is no message (a character, a
// number, a token kind such as `Token::Comma`: parsers name methods so), nor the definition of such a method.
// Assertions do not count.
#pragma once

#include <string_view>
#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

enum class PanicKind { unwrap, unwrap_err, expect, expect_err, panic, todo, unimplemented, unreachable };
// As in the code.
constexpr auto enum_names(PanicKind) {
  return base::names("unwrap", "unwrap_err", "expect", "expect_err", "panic", "todo", "unimplemented",
                     "unreachable");
}

enum class PanicForm {
  call,      // `x.unwrap()`, `Option::unwrap(x)`, `todo!()`
  path,      // the function as a value: `.map(Option::unwrap)`
  in_macro,  // among the tokens of a macro call or definition
};

struct PanicSite {
  PanicKind kind{};
  PanicForm form{};
  ByteRange bytes;  // the name: `unwrap`, `panic`
  std::uint32_t line = 0;
  bool in_constant = false;  // in a const or static item or a const block, which the compiler runs
  bool in_main = false;      // in `fn main`
};

// In the order of the text; none in tests and comments.
std::vector<PanicSite> find_panics(const SourceFile& file);

}  // namespace rust_code
