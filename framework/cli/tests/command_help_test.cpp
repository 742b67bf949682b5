// What `flowrun COMMAND --help` promises.
#include "command_help.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

#include "command.hpp"
#include "commands.hpp"

using flowrun::graph::ExitCode;

namespace {

std::vector<std::string> commands_of_usage() {
  const std::string usage = test_support::read_file(USAGE_FILE);
  const std::size_t begin = usage.find("commands:\n") + 10;
  std::vector<std::string> names;
  for (std::size_t at = begin; usage.compare(at, 2, "  ") == 0; at = usage.find('\n', at) + 1)
    names.push_back(usage.substr(at + 2, usage.find(' ', at + 2) - at - 2));
  return names;
}

}  // namespace

TEST_CASE("the help of each command has what it does, its options, an example and its exit codes") {
  const auto names = commands_of_usage();
  CHECK(names.size() >= 4);
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto* help = flowrun::cli::help_of(name);
    REQUIRE(help != nullptr);
    const auto asked = command({name, "--help"});
    CHECK(asked.exit_code == ExitCode::all_well);
    CHECK(asked.out.contains("Usage:"));
    CHECK(asked.out.contains("flowrun " + name));
    CHECK(asked.out.contains(help->example));
    CHECK(asked.out.contains("Exit codes: 0 all well"));
    CHECK(help->example.contains("flowrun " + name));
  }
}
