// Which commands of a shell line check the code, and how each of them ended as far as the call tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <shell/commands.hpp>

#include "events.hpp"

namespace criteria {

// What a call of the shell leaves: its text, both streams in it, and the exit code of the whole line.
struct Shown {
  std::string_view command;
  std::string_view output;
  std::optional<std::int64_t> exit_code;
};

// The checks of a line that ran, in order. Of `a && b && c` that fails, what stands behind the failure did
// not run and is left out. Where no exit code tells (`;`, a pipe) the text does, each check by its own; it
// says nothing where it is thrown away or an `echo` of the line could have written it.
std::vector<CheckRun> checks_of(const std::vector<shell::Command>& line, const Shown& shown);

}  // namespace criteria
