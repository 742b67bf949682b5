// Which commands are checks by their name: cargo's own, whatever program passes the words on.
#pragma once

#include <optional>

#include <session_classifier/command_checks.hpp>

namespace session_classifier::detail {

struct CheckCall {
  CheckRun run;      // kind, name and extent
  bool runs = true;  // false for `--no-run`: no test has run
};

// `cargo test`, `cargo hack clippy`, `rustup run stable cargo t`, `docker compose exec app cargo nextest run`, `ssh host
// 'cd x && cargo test'`. None for questions such as `cargo test --help` and `cargo nextest list`.
std::optional<CheckCall> check_call(const shell::Command& command);

}  // namespace session_classifier::detail
