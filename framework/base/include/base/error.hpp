// The one error of flowrun: what the user reads where something went wrong.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace base {

// Told as `problem (why): what to do`; what does not apply is empty.
struct Error {
  std::string problem;        // what went wrong, naming the file, record or setting
  std::string why;            // the reason, in the words of the system or the format
  std::string what_to_do;     // one sentence
  bool is_transient = false;  // may well be gone at the next try
  bool is_rejection = false;  // the input is at fault; whoever read it is well

  [[nodiscard]] std::string text() const;
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(std::string problem, std::string why = {},
                                      std::string what_to_do = {}) {
  return std::unexpected(Error{std::move(problem), std::move(why), std::move(what_to_do)});
}

}  // namespace base
