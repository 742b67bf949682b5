#include "command_hint.hpp"

#include <doctest/doctest.h>

using flowrun::cli::command_hint;
using flowrun::cli::FileOptions;
using flowrun::cli::shell_quoted;

TEST_CASE("words are quoted for a shell only where they must be") {
  CHECK(shell_quoted("a/b-c.yaml") == "a/b-c.yaml");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_quoted("it's $HOME") == R"('it'\''s $HOME')");
  CHECK(shell_quoted("list=[]") == "'list=[]'");
}

TEST_CASE("a hint repeats the options of the user, and no defaults") {
  FileOptions options;
  options.file = "my file.yaml";
  CHECK(command_hint("", options) == "flowrun 'my file.yaml'");
  options.profile = "sample";
  options.sets = {"a=1", "b.c=[x y]"};
  options.store = "elsewhere";
  CHECK(command_hint("why", options, {"--retry"}) ==
        "flowrun why 'my file.yaml' --retry --profile sample --set a=1 --set 'b.c=[x y]' --store elsewhere");
}
