// Whose exit code that of a command line is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <shell/commands.hpp>

namespace session_classifier::detail {

// Commands that only lead to a check; if the line failed they are not to blame.
bool is_step_before(const shell::Command& command);

// The call whose script the commands before it were: `bash -c "..."`.
bool is_shell(const shell::Command& command);

// Of one line, which must outlive this.
class LineExit {
 public:
  LineExit(const std::vector<shell::Command>& line, std::string_view text, std::optional<std::int64_t> exit);

  // By a timeout or a signal.
  bool was_stopped() const;

  // The success of the command at this index is seen in that of the line.
  bool tells_success(std::size_t at) const;

  // The line ended with an error, and no other command can have caused it. `is_of_cargo`: cargo printed something.
  bool tells_failure(std::size_t at, bool is_of_cargo) const;

  // The code that the next command printed: `cargo test; echo "exit: $?"`. `output` without colours.
  std::optional<std::int64_t> printed(std::size_t at, std::string_view output) const;

 private:
  const std::vector<shell::Command>& line_;
  std::optional<std::int64_t> exit_;
  bool stops_at_error_;  // `set -e`
  bool pipefail_;
};

}  // namespace session_classifier::detail
