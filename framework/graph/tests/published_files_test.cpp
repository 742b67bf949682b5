#include "published_files.hpp"

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

using flowrun::graph::PublishedFiles;
using flowrun::store::Contents;
using test_support::read_file;
using test_support::TemporaryFolder;

namespace {

const Contents two{{"a.txt", "sha256:1"}, {"sub", "folder"}, {"sub/b", "link ../a.txt"}};

void keep(const TemporaryFolder& folder, const std::string& name, const Contents& contents) {
  PublishedFiles files(folder.path());
  files.settle(name, contents);
  REQUIRE(files.save());
}

}  // namespace

TEST_CASE("what was settled is flowrun's in later runs, whole or in part") {
  const TemporaryFolder folder;
  keep(folder, "dataset", two);
  keep(folder, "lines.jsonl", {{"", "sha256:2"}});
  const PublishedFiles files(folder.path());
  CHECK_FALSE(files.objection("dataset", two));
  CHECK_FALSE(files.objection("dataset", {{"sub", "folder"}}));
  CHECK_FALSE(files.objection("lines.jsonl", {{"", "sha256:2"}}));
}

TEST_CASE("anything else is not, and the objection names it") {
  const TemporaryFolder folder;
  keep(folder, "dataset", two);
  keep(folder, "lines.jsonl", {{"", "sha256:2"}});
  const PublishedFiles files(folder.path());
  const std::string place = folder.path().string();
  CHECK(files.objection("dataset", {{"a.txt", "sha256:1"}, {"labels.csv", "sha256:3"}}) ==
        place + "/dataset/labels.csv was not written by flowrun");
  CHECK(files.objection("dataset", {{"a.txt", "executable sha256:1"}}) ==
        place + "/dataset/a.txt was changed since flowrun wrote it");
  CHECK(files.objection("lines.jsonl", {{"", "sha256:3"}}) ==
        place + "/lines.jsonl was changed since flowrun wrote it");
  CHECK(files.objection("score", {}) ==
        place + "/score stands there, and there is no record that flowrun wrote it");
}

TEST_CASE("a record that is absent, damaged or of another format knows nothing") {
  const TemporaryFolder folder;
  CHECK(PublishedFiles(folder.path()).objection("dataset", two));
  keep(folder, "dataset", two);
  const std::string good = read_file(folder / ".published.json");
  for (const std::string& text :
       {std::string(), good.substr(0, good.size() / 2), std::string("[1]"),
        std::string(R"({"flowrun_published": 2, "results": {"dataset": {"a.txt": "sha256:1"}}})")}) {
    folder.write(".published.json", text);
    CHECK(PublishedFiles(folder.path()).objection("dataset", {{"a.txt", "sha256:1"}}));
  }
}

TEST_CASE(
    "what is expected is remembered until it is settled or forgotten, and nothing is written without a "
    "change") {
  const TemporaryFolder folder;
  PublishedFiles files(folder.path());
  files.expect("dataset", two);
  files.expect("score", two);
  REQUIRE(files.save());
  CHECK(PublishedFiles(folder.path()).expected().at("dataset") == two);
  files.settle("dataset", two);
  files.forget("score");
  REQUIRE(files.save());
  CHECK(PublishedFiles(folder.path()).expected().empty());
  std::filesystem::remove(folder / ".published.json");
  files.settle("dataset", two);
  files.forget("score");
  REQUIRE(files.save());
  CHECK_FALSE(std::filesystem::exists(folder / ".published.json"));
}
