#include "replacement.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

namespace fs = std::filesystem;
using namespace flowrun;
using namespace flowrun::graph;
using test_support::read_file;
using test_support::TemporaryFolder;

namespace {

class NoMemory final : public store::FileMemory {
 public:
  std::optional<store::Digest> recall(const store::FileIdentity&) override { return std::nullopt; }
  void remember(const store::FileIdentity&, const store::Digest&) override {}
};

store::Contents of_text(std::string_view text) { return store::contents_of_file(store::digest_of(text)); }

std::string digest(std::string_view text) { return store::digest_of(text).hex(); }

// A folder of results in which `a`, `b` and `c` hold "old", known as flowrun's, and "new" waits aside for each.
class Results {
 public:
  Results() {
    PublishedFiles published(path());
    for (const char* const name : {"a", "b", "c"}) {
      folder_.write(name, "old");
      folder_.write(aside_of("", name), "new");
      published.settle(name, of_text("old"));
      replacements.push_back({.name = name, .contents = of_text("new")});
    }
    REQUIRE(published.save());
  }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] fs::path operator/(const fs::path& name) const { return path() / name; }
  [[nodiscard]] std::string texts() const {
    std::string all;
    for (const char* const name : {"a", "b", "c"})
      all += (fs::exists(path() / name) ? read_file(path() / name) : "none") + " ";
    return all;
  }
  [[nodiscard]] bool is_tidy() const {
    return std::ranges::none_of(fs::directory_iterator(path()), [](const fs::directory_entry& entry) {
      return entry.path().filename().string().contains(".flowrun-");
    });
  }
  base::Result<void> replace() {
    PublishedFiles published(path());
    NoMemory memory;
    return replace_all(path(), replacements, published, memory);
  }
  void write(const std::string& name, const std::string& text) const {
    test_support::write_file(path() / name, text);
  }
  // As the next run begins.
  base::Result<void> finish() {
    PublishedFiles published(path());
    NoMemory memory;
    return finish_interrupted(path(), published, memory);
  }
  // As a process leaves it that dies while it replaces.
  void expect_all() {
    PublishedFiles published(path());
    for (const Replacement& one : replacements) published.expect(one.name, one.contents);
    REQUIRE(published.save());
  }
  void exchange(const std::string& name) const {
    fs::rename(path() / name, path() / "between");
    fs::rename(aside_of(path(), name), path() / name);
    fs::rename(path() / "between", aside_of(path(), name));
  }

  std::vector<Replacement> replacements;

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("all results are replaced, and known as flowrun's") {
  Results results;
  fs::remove(results / "b");
  REQUIRE(results.replace());
  CHECK(results.texts() == "new new new ");
  CHECK(results.is_tidy());
  CHECK(read_file(results / ".previous/a") == "old");
  CHECK_FALSE(fs::exists(results / ".previous/b"));
  const PublishedFiles published(results.path());
  CHECK(published.expected().empty());
  CHECK_FALSE(published.objection("c", of_text("new")));
  CHECK(published.objection("c", of_text("old")));
}

TEST_CASE("if one cannot be put in its place, those before it are put back") {
  Results results;
  fs::remove(results / "b");  // a first result
  fs::remove(aside_of(results.path(), "c"));
  const auto replaced = results.replace();
  REQUIRE_FALSE(replaced);
  CHECK(replaced.error().problem == "cannot put " + (results / "c").string() + " in its place");
  CHECK(results.texts() == "old none old ");
  CHECK(results.is_tidy());
  const PublishedFiles published(results.path());
  CHECK(published.expected().empty());
  CHECK_FALSE(published.objection("a", of_text("old")));
}

TEST_CASE(
    "what somebody changed between the look at it and the exchange comes back, and nothing is replaced") {
  Results results;
  std::string expected = "old mine old ", why = "was changed since flowrun wrote it";
  SUBCASE("an edited result") { test_support::write_file(results / "b", "mine"); }
  SUBCASE("a file where nothing stood before") {
    fs::remove(results / ".published.json");
    fs::remove(results / "a");
    fs::remove(results / "c");
    test_support::write_file(results / "b", "mine");
    expected = "none mine none ";
    why = "there is no record that flowrun wrote it";
  }
  SUBCASE("a link to what stood there") {
    test_support::write_file(results / "d", "old");
    fs::remove(results / "b");
    fs::create_symlink("d", results / "b");
    expected = "old old old ";
  }
  const bool was_link = fs::is_symlink(results / "b");
  const auto replaced = results.replace();
  REQUIRE_FALSE(replaced);
  CHECK(replaced.error().problem.contains((results / "b").string()));
  CHECK(replaced.error().problem.contains(why));
  CHECK(replaced.error().what_to_do.contains("move it away"));
  CHECK(results.texts() == expected);
  CHECK(fs::is_symlink(results / "b") == was_link);
  CHECK(results.is_tidy());
  CHECK(PublishedFiles(results.path()).expected().empty());
}

TEST_CASE("what a killed run was about to replace is completed by the next") {
  Results results;
  results.expect_all();
  SUBCASE("killed before the first") {}
  SUBCASE("killed after the first") { results.exchange("a"); }
  SUBCASE("killed after the last") {
    for (const char* const name : {"a", "b", "c"}) results.exchange(name);
  }
  SUBCASE("killed when one had no old result and was in place") {
    fs::rename(aside_of(results.path(), "a"), results / "a");
  }
  SUBCASE("killed between two names, where they cannot be exchanged in one step") {
    fs::rename(results / "b", results / ".b.flowrun-old");
  }
  SUBCASE("killed one step later") {
    fs::rename(results / "b", results / ".b.flowrun-old");
    fs::rename(aside_of(results.path(), "b"), results / "b");
  }
  REQUIRE(results.finish());
  CHECK(results.texts() == "new new new ");
  CHECK(results.is_tidy());
  const PublishedFiles published(results.path());
  CHECK(published.expected().empty());
  CHECK_FALSE(published.objection("b", of_text("new")));
}

TEST_CASE("what was replaced is the previous version, whenever the run was killed that replaced it") {
  Results results;
  results.write("a.provenance.json", R"({"flowrun_provenance": 1, "digest": ")" + digest("old") + "\"}");
  results.write(".previous/a", "older");
  results.expect_all();
  SUBCASE("killed after the exchange") { results.exchange("a"); }
  SUBCASE("killed when the version before was moved away") {
    results.exchange("a");
    fs::rename(results / ".previous/a", results / ".a.flowrun-gone");
  }
  SUBCASE("killed when the provenance was moved") {
    results.exchange("a");
    fs::rename(results / "a.provenance.json", results / ".previous/a.provenance.json");
  }
  REQUIRE(results.finish());
  CHECK(results.texts() == "new new new ");
  CHECK(read_file(results / ".previous/a") == "old");
  CHECK(read_file(results / ".previous/a.provenance.json").contains(digest("old")));
  CHECK(results.is_tidy());
}

TEST_CASE("a version of before that was moved by a killed run is not taken for another") {
  Results results;
  results.expect_all();
  results.exchange("a");
  fs::create_directories(results / ".previous");
  fs::rename(aside_of(results.path(), "a"), results / ".previous/a");
  REQUIRE(results.finish());
  CHECK(results.texts() == "new new new ");
  CHECK(read_file(results / ".previous/a") == "old");
}

TEST_CASE("a previous version has no provenance but its own") {
  Results results;
  results.write(".previous/a.provenance.json",
                R"({"flowrun_provenance": 1, "digest": ")" + digest("older") + "\"}");
  REQUIRE(results.replace());
  CHECK(read_file(results / ".previous/a") == "old");
  CHECK_FALSE(fs::exists(results / ".previous/a.provenance.json"));
}

TEST_CASE("what a killed run left aside before it replaced anything is removed") {
  Results results;
  REQUIRE(results.finish());
  CHECK(results.texts() == "old old old ");
  CHECK(results.is_tidy());
}

TEST_CASE("what was changed since a run was killed stays, and what is half written does not come") {
  Results results;
  results.expect_all();
  test_support::write_file(results / "a", "mine");
  test_support::write_file(aside_of(results.path(), "b"), "ne");
  REQUIRE(results.finish());
  CHECK(results.texts() == "mine old new ");
  const PublishedFiles published(results.path());
  CHECK(published.expected().empty());
  CHECK(published.objection("a", of_text("mine")));
}

TEST_CASE("what somebody changed before a run replaced it, and was killed, comes back") {
  Results results;
  results.expect_all();
  test_support::write_file(results / "a", "mine");
  SUBCASE("killed after the exchange") { results.exchange("a"); }
  SUBCASE("killed between two names, where they cannot be exchanged in one step") {
    fs::rename(results / "a", results / ".a.flowrun-old");
    fs::rename(aside_of(results.path(), "a"), results / "a");
  }
  REQUIRE(results.finish());
  CHECK(results.texts() == "mine new new ");
  CHECK(results.is_tidy());
  CHECK(PublishedFiles(results.path()).objection("a", of_text("mine")));
}
