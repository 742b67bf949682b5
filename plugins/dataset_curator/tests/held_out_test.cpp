#include <vector>

#include <doctest/doctest.h>

#include <dataset_curator/held_out.hpp>
#include <test_support/temporary_folder.hpp>

using dataset_curator::HeldOut;

namespace {

using Paths = std::vector<std::filesystem::path>;

std::string error_of(const base::Result<std::vector<HeldOut>>& loaded) {
  return loaded ? "" : loaded.error().text();
}

}  // namespace

TEST_CASE("a task is its prompt, reference and hidden tests; what it starts with is scaffolding") {
  const test_support::TemporaryFolder folder;
  folder.write("b/task.toml", "title = \"B\"\nprompt = \"\"\"\nWrite it.\n\"\"\"\n");
  folder.write("b/start/src/lib.rs", "// start");
  folder.write("b/reference/src/lib.rs", "// reference");
  folder.write("b/hidden/tests/hidden.rs", "// hidden");
  folder.write("a/task.toml", "prompt = \"Other\"");
  folder.write("README.md", "no task");
  const auto tasks = dataset_curator::load_tasks(Paths{folder.path()});
  REQUIRE_MESSAGE(tasks, error_of(tasks));
  REQUIRE(tasks->size() == 2);
  CHECK((*tasks)[0].name == "task a");
  const HeldOut& task = (*tasks)[1];
  REQUIRE(task.texts.size() == 3);
  CHECK(task.texts[0].path.empty());
  CHECK(task.texts[0].text == "Write it.\n");
  CHECK(task.texts[1].text == "// reference");
  CHECK(task.texts[2].path == "tests/hidden.rs");
  REQUIRE(task.scaffolding.size() == 1);
  CHECK(task.scaffolding[0].text == "// start");
}

TEST_CASE("a folder without tasks, a missing one and a broken task are told") {
  const test_support::TemporaryFolder folder;
  CHECK(error_of(dataset_curator::load_tasks(Paths{folder.path()}))
            .contains("none of its folders has a task.toml"));
  CHECK(error_of(dataset_curator::load_tasks(Paths{folder / "none"})).contains("No such file or directory"));
  folder.write("a/task.toml", "title = 3\n");
  CHECK(error_of(dataset_curator::load_tasks(Paths{folder.path()})) ==
        "a/task.toml cannot be used (it has no `prompt`): write prompt = \"...\"");
  folder.write("a/task.toml", "prompt = [\n");
  CHECK(error_of(dataset_curator::load_tasks(Paths{folder.path()})).starts_with("a/task.toml:"));
}

TEST_CASE("a list has an entry a line, a benchmark an object, and any other file is a text") {
  const test_support::TemporaryFolder folder;
  const Paths files = {
      folder.write("own.txt",
                   "# ours\n\ncommit ABCDEF0123\nrepository https://github.com/Owner/Name.git\n"
                   "text never teach this very sentence\n"),
      folder.write("bench.jsonl", R"({"instance_id":"x-1","repo":"a/b","base_commit":"0123456789","patch":)"
                                  R"("--- a/f.rs\n+++ b/f.rs\n@@ -1 +1 @@\n-old\n+new line\n"})"
                                  "\n"),
      folder.write("answer.rs", "fn one() { two(three, four, five) }")};
  const auto entries = dataset_curator::load_block_lists(files);
  REQUIRE_MESSAGE(entries, error_of(entries));
  REQUIRE(entries->size() == 5);
  CHECK((*entries)[0].name == "block list own.txt:3");
  CHECK((*entries)[0].commits == std::vector<std::string>{"abcdef0123"});
  CHECK((*entries)[1].repositories == std::vector<std::string>{"owner/name"});
  CHECK((*entries)[2].texts[0].text == "never teach this very sentence");
  CHECK((*entries)[3].name == "block list x-1");
  CHECK((*entries)[3].texts[0].text == "new line\n");
  CHECK((*entries)[3].repositories.empty());  // one change of it is held out, not all of it
  CHECK((*entries)[4].texts[0].path == "answer.rs");
}

TEST_CASE("a mistake in a list names its line, and what to write there") {
  const test_support::TemporaryFolder folder;
  const auto told = [&](const char* name, const char* text) {
    return error_of(dataset_curator::load_block_lists(Paths{folder.write(name, text)}));
  };
  CHECK(told("a.txt", "\ncommit xyz\n") ==
        "a.txt:2 cannot be used (\"xyz\" is no commit): write 7 to 64 hexadecimal digits");
  CHECK(told("a.txt", "text too short") ==
        "a.txt:1 cannot be used (a text of 2 words is found everywhere): give at least 5 words");
  CHECK(told("a.txt", "patch-id 0123456789").contains("give the commit"));
  CHECK(told("a.txt", "url x").contains("begin the line with commit, repository or text"));
  CHECK(told("a.jsonl", "{}").contains("none of its members says what to leave out"));
  CHECK(told("a.jsonl", "{").contains("it is no JSON object"));
  CHECK(error_of(dataset_curator::load_block_lists(Paths{folder / "none.txt"})).contains("No such file"));
}

TEST_CASE("a repository has one name, however it is addressed") {
  using dataset_curator::canonical_repository;
  CHECK(canonical_repository("git@github.com:Owner/Name.git") == "owner/name");
  CHECK(canonical_repository("ssh://git@host:22/owner/name/") == "owner/name");
  CHECK(canonical_repository("owner/name") == "owner/name");
  CHECK(canonical_repository("name") == "name");
}
