#include <vector>

#include <doctest/doctest.h>

#include <agent_tools/system_prompt.hpp>
#include <test_support/temporary_folder.hpp>

using agent_tools::prompt_of_agent_file;

TEST_CASE("the front matter of an agent file is not part of the prompt") {
  CHECK(prompt_of_agent_file("---\ndescription: Rust\nmode: primary\n---\n\nYou write Rust.\n") ==
        "You write Rust.");
  CHECK(prompt_of_agent_file("---\r\nmode: all\r\n---\r\nYou write Rust.\r\n") == "You write Rust.");
  CHECK(prompt_of_agent_file("You write Rust.\n\n---\n\nTwo parts.") ==
        "You write Rust.\n\n---\n\nTwo parts.");
  CHECK(prompt_of_agent_file("---\nnever ends") == "---\nnever ends");
  CHECK(prompt_of_agent_file("").empty());
}

TEST_CASE("the first file that exists is read") {
  namespace fs = std::filesystem;
  const test_support::TemporaryFolder folder;
  folder.write("second.md", "second\n");
  folder.write("empty.md", "---\nmode: all\n---\n");
  const std::vector<fs::path> both = {folder / "first.md", folder / "second.md"};
  CHECK(agent_tools::read_system_prompt(both) == "second");
  const std::vector<fs::path> none = {folder / "first.md"};
  CHECK(agent_tools::read_system_prompt(none).error().problem ==
        "there is no system prompt at " + none[0].string());
  const std::vector<fs::path> empty = {folder / "empty.md"};
  CHECK_FALSE(agent_tools::read_system_prompt(empty));
}
