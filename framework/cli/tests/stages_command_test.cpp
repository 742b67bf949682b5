#include <algorithm>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

#include "command.hpp"

using flowrun::graph::ExitCode;

namespace {

CommandResult stages(std::vector<std::string> words) {
  words.insert(words.begin(), "stages");
  words.insert(words.end(), {"--plugin-dir", TEST_PLUGINS});
  return command(words);
}

bool has(const std::string& text, const std::string& part) { return text.contains(part); }

// With one blank for each run of them: how wide a column is depends on what else is installed there.
std::string squeezed(std::string text) {
  const auto rest = std::ranges::unique(text, [](char a, char b) { return a == ' ' && b == ' '; });
  text.erase(rest.begin(), rest.end());
  return text;
}

}  // namespace

TEST_CASE("stages lists what is installed, with form and summary in columns") {
  const auto listed = stages({});
  CHECK(listed.exit_code == ExitCode::all_well);
  const std::string lines = squeezed(listed.out);
  CHECK(has(lines, "\nnumbers source Counts\n"));
  CHECK(has(lines, "\nshift transform Adds a total\n"));
  CHECK(has(lines, "\nsum collector Adds up\n"));
}

TEST_CASE("a stage shows its ports, its parameters with their limits, and the fields of its records") {
  const auto shown = stages({"numbers"});
  CHECK(shown.exit_code == ExitCode::all_well);
  CHECK(shown.out ==
        "numbers, version 1: Counts\n"
        "  form     source\n"
        "  traits   deterministic\n"
        "  library  " TEST_PLUGINS
        "/test_stages.so\n"
        "  output   out: test.number/1\n"
        "\nwith:\n"
        "  items (integer, at least 0; default 10)\n      how many items\n"
        "  per_item (integer, at least 0; default 1)\n      records of each\n"
        "  padding (integer, at least 0; default 0)\n      bytes of text in each record\n"
        "  filler (text: letters | digits; default \"letters\")\n      what the padding consists of\n"
        "  listing_fails (true or false; default false)\n      discover fails after the items\n"
        "  lists_twice (true or false; default false)\n      the first item is listed twice\n"
        "  bad_items (integer; default 0)\n      so many more items are listed as rejected\n"
        "  bad_parts (integer; default 0)\n      of each item, so many of its records are rejected\n"
        "  bad_parts_pass (true or false; default false)\n      another try may find them mended\n"
        "\ntest.number/1:\n"
        "  .value: integer\n"
        "  .text: string, may be absent\n");
}

TEST_CASE("inputs say whether they are streamed, once or optional, and needs stand with the traits") {
  const auto shift = stages({"shift"});
  CHECK(has(shift.out,
            "  input    numbers: test.number/1, each\n  input    by: test.total/1, once, optional\n"));
  CHECK(has(stages({"spoil_blocking"}).out, "  traits   deterministic, blocking, needs 1 slot\n"));
}

TEST_CASE("the listing says that a cheap stage is stored where the file asks for it") {
  CHECK(has(stages({"spoil_cheaply"}).out,
            "  traits   deterministic, cheap (stored only with `cache: true`), at most one record out\n"));
}

TEST_CASE("what a library says of its stages does not steer the terminal") {
  std::string library = test_support::read_file(TEST_PLUGINS "/test_stages.so");
  const std::string summary = "\"summary\":\"Counts\"";
  const auto at = library.find(summary);
  REQUIRE(at != std::string::npos);
  library.replace(at, summary.size(), "\"summary\":\"\\u001b\"");
  const test_support::TemporaryFolder folder;
  folder.write("numbers.so", library);
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, {"numbers"}}) {
    auto all = words;
    all.insert(all.end(), {"--plugin-dir", folder.path().string()});
    const auto listed = stages(all);
    CHECK(has(listed.out, "\\x1b\n"));
    CHECK_FALSE(has(listed.out, "\x1b"));
  }
}

TEST_CASE("a stage that is not installed is a usage error, an unreadable library of its name a load error") {
  const auto unknown = stages({"numbres"});
  CHECK(unknown.exit_code == ExitCode::usage_error);
  CHECK(unknown.out.empty());
  CHECK(has(unknown.error, "error: no plugin offers the stage \"numbres\" (installed: books, "));
  const test_support::TemporaryFolder folder;
  const auto bad = folder.write("lost.so", "no library");
  const auto lost = stages({"lost", "--plugin-dir", folder.path().string()});
  CHECK(lost.exit_code == ExitCode::load_error);
  CHECK(has(lost.error, "error: cannot read the plugin " + bad.string() + " (not an ELF library): remove"));
  const auto warned = stages({"--plugin-dir", folder.path().string()});
  CHECK(warned.exit_code == ExitCode::all_well);
  CHECK(has(warned.error,
            "warning: " + bad.string() + " cannot serve as a plugin (not an ELF library): remove"));
}
