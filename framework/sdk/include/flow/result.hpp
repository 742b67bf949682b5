// What became of one unit of work: emitted, dropped with a reason, rejected because its input is at fault, or failed.
#pragma once

#include <cstddef>
#include <expected>
#include <stdexcept>
#include <string>
#include <utility>

#include <base/error.hpp>

namespace flow {

// problem (why): what to do. What is `is_transient` is tried again at the next run, other errors only on request.
using Error = base::Error;

// The same error, said of the input.
inline Error rejection(Error error) {
  error.is_rejection = true;
  return error;
}

// So much of an evidence is kept.
inline constexpr std::size_t most_evidence_bytes = 500;

// Success. An empty `dropped` means that the outputs move on; else the input was left out for that reason, a
// short stable phrase without values of the record, because the ledger counts by it. `evidence` says what was found and,
// with the name of the parameter, what it was compared with: "lines changed 312 (max_lines 200)". The store keeps its first
// most_evidence_bytes with the record, cut between characters; one or two lines, and no secrets: of one its rule and its
// place.
struct Done {
  std::string dropped;
  std::string evidence;
};

using Result = std::expected<Done, Error>;

inline Result ok() { return Done{}; }
inline Result dropped(std::string reason, std::string evidence = {}) {
  return Done{std::move(reason), std::move(evidence)};
}
inline Result failed(Error error) { return std::unexpected(std::move(error)); }
inline Result failed(std::string problem, std::string why = {}, std::string what_to_do = {}) {
  return std::unexpected(Error{std::move(problem), std::move(why), std::move(what_to_do)});
}

// The input is at fault, not the stage: a damaged file, a record that no reader could take. The ledger counts it with its
// place and reason, the rest goes on and is published, and the run is well; `on_reject` in the pipeline file makes it
// strict. Use `failed` for what another machine, another setting or a mended stage could do.
inline Result rejected(Error error) { return std::unexpected(rejection(std::move(error))); }
inline Result rejected(std::string problem, std::string why = {}, std::string what_to_do = {}) {
  return rejected(Error{std::move(problem), std::move(why), std::move(what_to_do)});
}

// The exception form of an Error, for code that cannot return one. Every exception of a stage counts as a failure of the
// record at hand; Failure(rejection(...)) as its rejection.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Error error) : std::runtime_error(error.text()), error_(std::move(error)) {}
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

}  // namespace flow
