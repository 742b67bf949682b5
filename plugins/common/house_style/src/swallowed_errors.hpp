// Errors that code throws away, as far as syntax tells.
#pragma once

#include <string>
#include <vector>

#include <rust_code/source_file.hpp>

namespace house_style {

struct SwallowedError {
  std::uint32_t byte = 0;  // where the call or binding that does it begins
  std::string what;        // for people
};

//   r.ok();                                               nobody looks at it
//   let _ = fs::remove_file(p);                           likewise; of calls that talk to the system, or that the file asks for
//                                                         an error elsewhere
//   x.parse().unwrap_or(0), x.parse().ok().unwrap_or(0)   wrong input becomes a default
//   v.and_then(|x| x.parse().ok())                        wrong input becomes none
//
// `x.parse().ok()` that is handed on is not among them. None in tests, nor among the tokens of macros.
std::vector<SwallowedError> find_swallowed_errors(const rust_code::SourceFile& file);

}  // namespace house_style
