#include "conversation/told_names.hpp"

#include <set>

#include <doctest/doctest.h>

#include "conversation/file_sentence.hpp"
#include "conversation/wording.hpp"

namespace {

git_miner::WordTest shown(std::set<std::string, std::less<>> words) {
  return [words = std::move(words)](std::string_view word) { return words.contains(word); };
}

}  // namespace

TEST_CASE("an item is named by as many of its last names as were shown") {
  using git_miner::told_name;
  CHECK(told_name("Printer::print_line", shown({"Printer", "print_line"})) == "Printer::print_line");
  CHECK(told_name("Printer::print_line", shown({"print_line"})) == "print_line");
  CHECK(told_name("Printer::new", shown({"new"})) == "");  // of which type?
  CHECK(told_name("Printer::new", shown({"new", "Printer"})) == "Printer::new");
  CHECK(told_name("Printer::print_line", shown({"Printer"})).empty());
  CHECK(told_name("net::Client::connect", shown({"net", "connect"})) == "connect");
  CHECK(told_name("<Tcp as io::Read>::read", shown({"read", "Tcp", "io", "Read"})) ==
        "<Tcp as io::Read>::read");
  CHECK(told_name("<Tcp as io::Read>::read", shown({"read", "Tcp", "io"})) == "read");
  CHECK(told_name("src/lib.rs", shown({"src/lib.rs"})) == "src/lib.rs");
  CHECK(told_name("src/lib.rs", shown({"src", "lib"})).empty());
}

TEST_CASE("a sentence with a name that was not shown is not said") {
  using git_miner::with_told_names;
  const auto known = shown({"run", "src/main.rs"});
  CHECK(with_told_names("Now to `Cli::run` in `src/main.rs`.", known) == "Now to `run` in `src/main.rs`.");
  CHECK(with_told_names("Done.", known) == "Done.");
  CHECK(!with_told_names("I'll edit `build_app`.", known));
}

TEST_CASE("a report counts the items that were not shown, and names the file alone where none was") {
  git_miner::FileDeeds app, run;
  app.path = "src/app.rs";
  app.items = {{.deed = git_miner::Deed::changed, .name = "build_app"}};
  run.path = "src/run.rs";
  run.items = {{.deed = git_miner::Deed::changed, .name = "Job::start"},
               {.deed = git_miner::Deed::changed, .name = "Job::stop"}};
  const git_miner::Message message{.type = {}, .scope = {}, .subject = "prevent a panic", .body = {}};
  for (std::uint64_t choice = 0; choice < 120; ++choice) {
    const auto text = [&](const git_miner::WordTest& is_shown) {
      return git_miner::report_text(message, git_miner::told_deeds({app, run}, is_shown), nullptr, choice);
    };
    const std::string half = text(shown({"start"}));
    CHECK(half.contains("I changed `src/app.rs`."));
    CHECK(half.contains("changed `start` and 1 more"));
    for (const char* name : {"build_app", "Job", "stop"}) CHECK(!half.contains(name));
    const std::string all = text(shown({"build_app", "Job", "start", "stop"}));
    for (const char* name : {"`build_app`", "`Job::start`", "`Job::stop`"}) CHECK(all.contains(name));
  }
}
