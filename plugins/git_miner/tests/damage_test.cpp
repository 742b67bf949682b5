// Repositories that are not whole: what can be read of them is mined, and what cannot is told.
#include <algorithm>

#include <doctest/doctest.h>
#include <unistd.h>

#include <git_miner/history.hpp>
#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>
#include <git_miner/selection.hpp>

#include "fixture.hpp"
#include "mined.hpp"

namespace fs = std::filesystem;
using git_miner::Mirror;
using git_miner::Repository;
using git_miner::test::Fixture;

namespace {

Mirror mirror_of(const Fixture& fixture, const fs::path& place) {
  auto mirror = git_miner::update_mirror(place.string(), {.cache = fixture.cache()});
  if (!mirror) FAIL(mirror.error().text());
  return *std::move(mirror);
}

base::Error error_of(const Fixture& fixture, const fs::path& place) {
  const auto mirror = git_miner::update_mirror(place.string(), {.cache = fixture.cache()});
  REQUIRE_FALSE(mirror);
  return mirror.error();
}

// Four commits that can be learnt, each of another function; the ids, the first commit's first.
std::vector<std::string> commit_fixes(Fixture& fixture) {
  const std::vector<std::string> names = {"first", "second", "third", "fourth"};
  const auto source = [&](std::size_t fixed) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
      text += "pub fn " + names[i] + "(values: &[i32]) -> i32 {\n";
      if (i < fixed) text += "    if values.len() <= " + std::to_string(i) + " {\n        return 0;\n    }\n";
      text += "    values[" + std::to_string(i) + "]\n}\n\n";
    }
    return text;
  };
  std::vector<std::string> ids{fixture.commit_crate(source(0))};
  for (std::size_t i = 0; i < names.size(); ++i) {
    fixture.write("src/lib.rs", source(i + 1));
    ids.push_back(fixture.commit("fix: prevent a panic of " + names[i] + " for short slices"));
  }
  return ids;
}

fs::path object_file(const Fixture& fixture, const std::string& name) {
  const std::string id = fixture.git({"rev-parse", name}).substr(0, 40);
  return fixture.folder() / ".git/objects" / id.substr(0, 2) / id.substr(2);
}

void overwrite(const fs::path& file, const std::string& bytes) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  test_support::write_file(file, bytes);
}

struct Outcome {
  std::vector<std::string> mined, rejected;  // ids
  std::size_t others = 0;
  std::size_t transient = 0;  // of those that were rejected when they were mined
  std::vector<std::string> fingerprints;
};

Outcome mined_from(const Fixture& fixture) {
  const Mirror mirror = mirror_of(fixture, fixture.folder());
  git_miner::Selection selection(git_miner::FirstParent::automatic);
  const auto selected = selection.select(mirror);
  if (!selected) FAIL(selected.error().text());
  Outcome outcome;
  for (const auto& lost : selection.lost()) {
    CHECK(lost.commit.error.is_rejection);
    outcome.rejected.push_back(lost.commit.id);
  }
  for (const auto& commit : selected->commits) {
    outcome.fingerprints.push_back(git_miner::fingerprint_of(commit));
    const auto repository = Repository::open(mirror.path);
    REQUIRE(repository);
    const git_miner::Miner miner(commit.repository, {});
    const auto mined = miner.mine(*repository, git_miner::request_for(commit), fixture.scratch());
    if (!mined) {
      CHECK_MESSAGE(mined.error().is_rejection, mined.error().text());
      if (mined.error().is_transient) ++outcome.transient;
      outcome.rejected.push_back(commit.listed.id);
    } else if (mined->example) {
      outcome.mined.push_back(commit.listed.id);
    } else {
      ++outcome.others;
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("of a damaged repository only the commits are rejected that need what is missing") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const std::vector<std::string> others{ids[4], ids[1]};  // newest first
  SUBCASE("a file's object is missing") { fs::remove(object_file(fixture, ids[2] + ":src/lib.rs")); }
  SUBCASE("it is empty, as after a power cut") {
    overwrite(object_file(fixture, ids[2] + ":src/lib.rs"), "");
  }
  SUBCASE("it is garbage") { overwrite(object_file(fixture, ids[2] + ":src/lib.rs"), "garbage"); }
  SUBCASE("it is another object") {
    overwrite(object_file(fixture, ids[2] + ":src/lib.rs"),
              test_support::read_file(object_file(fixture, ids[1] + ":src/lib.rs")));
  }
  SUBCASE("a tree is missing") { fs::remove(object_file(fixture, ids[2] + ":src")); }
  const Outcome outcome = mined_from(fixture);
  CHECK(outcome.mined == others);
  CHECK(outcome.rejected == std::vector<std::string>{ids[3], ids[2]});
  CHECK(outcome.others == 1);  // the root
  CHECK(mirror_of(fixture, fixture.folder()).note.contains("(it is damaged: "));
}

TEST_CASE("what is missing of a file that a commit does not touch is no matter to it") {
  Fixture fixture;
  fixture.write("other.toml", "other = true\n");
  fixture.commit_crate(git_miner::test::lib);
  fixture.write("src/lib.rs", git_miner::test::fixed_lib +
                                  "\nfn is_none(values: &[i32]) -> bool {\n    values.is_empty()\n}\n");
  // What names the change brings is looked for there, too; of a search nobody could say what it finds.
  const auto commit =
      fixture.commit("fix: prevent a panic of first for empty slices\n\nThat `is_none` tells.");
  fs::remove(object_file(fixture, commit + ":other.toml"));
  const Outcome outcome = mined_from(fixture);
  CHECK(outcome.rejected.empty());
  CHECK(outcome.mined == std::vector<std::string>{commit});
}

TEST_CASE("of a history that a missing commit cuts off the newer part is mined") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  fs::remove(object_file(fixture, ids[2]));
  const Outcome outcome = mined_from(fixture);
  CHECK(outcome.mined == std::vector<std::string>{ids[4]});
  CHECK(outcome.rejected == std::vector<std::string>{ids[2], ids[3]});
}

TEST_CASE("a commit that one copy lacks is taken from another") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const fs::path copy = fixture.folder().parent_path() / "copy";
  fixture.git({"clone", "--quiet", "--no-hardlinks", fixture.folder().string(), copy.string()});
  fs::remove(object_file(fixture, ids[2]));
  git_miner::Selection selection(git_miner::FirstParent::automatic);
  REQUIRE(selection.select(mirror_of(fixture, fixture.folder())));
  const auto lost = selection.lost();
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].repository.name == "demo");
  CHECK(lost[0].commit.id == ids[2]);
  const auto selected = selection.select(mirror_of(fixture, copy));
  REQUIRE(selected);
  CHECK(selected->commits.size() == 3);  // the lost one, and what was done before it
  CHECK(selection.lost().empty());
}

TEST_CASE("damage changes no fingerprint, and what it rejects is looked at again") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const fs::path object = object_file(fixture, ids[2] + ":src/lib.rs");
  const std::string bytes = test_support::read_file(object);
  fs::remove(object);
  const Outcome damaged = mined_from(fixture);
  CHECK(damaged.rejected.size() == 2);
  CHECK(damaged.transient == 2);
  test_support::write_file(object, bytes);
  CHECK(mined_from(fixture).fingerprints == damaged.fingerprints);
}

TEST_CASE("a repository that was mended is followed again") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const fs::path object = object_file(fixture, ids[2] + ":src/lib.rs");
  const std::string bytes = test_support::read_file(object);
  fs::remove(object);
  CHECK(mined_from(fixture).rejected.size() == 2);
  test_support::write_file(object, bytes);
  CHECK(mined_from(fixture).rejected.empty());
  CHECK(mirror_of(fixture, fixture.folder()).note.empty());
}

TEST_CASE("a mirror that is damaged itself is made anew") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const Mirror mirror = mirror_of(fixture, fixture.folder());
  fs::remove_all(mirror.path / "objects");
  CHECK(mined_from(fixture).mined.size() == 4);
}

TEST_CASE("a manifest that cannot be read takes no dependency out") {
  Fixture fixture;
  fixture.commit_crate("");
  const std::string manifest = test_support::read_file(fixture.folder() / "Cargo.toml");
  fixture.write("Cargo.toml", manifest + "[dependencies]\nserde = \"1\"\n");
  const auto adding = fixture.commit("feat: use serde");
  fixture.write("Cargo.toml", manifest + "[dependencies]\nserde = \"1.0.1\"\n");
  const auto raising = fixture.commit("Raise serde");
  fs::remove(object_file(fixture, raising + ":Cargo.toml"));
  const auto repository = Repository::open(mirror_of(fixture, fixture.folder()).path);
  REQUIRE(repository);
  const auto history = git_miner::list_commits(*repository, git_miner::FirstParent::automatic);
  REQUIRE(history);
  REQUIRE(history->commits.size() == 3);
  CHECK(history->commits[1].id == adding);
  CHECK_FALSE(history->commits[1].dependency_removed);
}

TEST_CASE("a repository of which nothing can be read is rejected as damaged") {
  Fixture fixture;
  commit_fixes(fixture);
  SUBCASE("its newest commit is missing") { fs::remove(object_file(fixture, "HEAD")); }
  SUBCASE("its branch is empty") { overwrite(fixture.folder() / ".git/refs/heads/main", ""); }
  SUBCASE("its HEAD is empty") { overwrite(fixture.folder() / ".git/HEAD", ""); }
  const base::Error error = error_of(fixture, fixture.folder());
  CHECK(error.is_rejection);
  CHECK_MESSAGE((error.text().contains("it is damaged: ") || error.text().contains("object not found")),
                error.text());
}

TEST_CASE("a shallow clone is mined, and said to be one") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const fs::path shallow = fixture.cache().parent_path() / "shallow";
  fixture.git({"clone", "--quiet", "--depth=2", "file://" + fixture.folder().string(), shallow.string()});
  const Mirror mirror = mirror_of(fixture, shallow);
  CHECK(mirror.note.contains("is a shallow clone"));
  const auto repository = Repository::open(mirror.path);
  REQUIRE(repository);
  const auto history = git_miner::list_commits(*repository, git_miner::FirstParent::automatic);
  REQUIRE(history);
  REQUIRE(history->commits.size() == 2);
  CHECK(history->unreadable.empty());
  CHECK(history->commits[0].id == ids[4]);
  CHECK(history->commits[1].parents == 0);
  const git_miner::Miner miner({"demo", "0"}, {});
  CHECK(miner.mine(*repository, {.commit = ids[4]}, fixture.scratch())->example);
  CHECK(miner.mine(*repository, {.commit = ids[3]}, fixture.scratch())->reason ==
        git_miner::DropReason::root_commit);

  SUBCASE("it grows with its place") {
    fixture.git({"-C", shallow.string(), "fetch", "--quiet", "--unshallow"});
    const Mirror whole = mirror_of(fixture, shallow);
    CHECK(whole.note.empty());
    CHECK(Repository::open(whole.path)->walk(false)->ids.size() == 5);
  }
}

TEST_CASE("a worktree and a repository with a submodule are mined") {
  Fixture fixture;
  const auto ids = commit_fixes(fixture);
  const fs::path tree = fixture.cache().parent_path() / "tree";
  fixture.git({"worktree", "add", "--quiet", "--detach", tree.string(), ids[3]});
  CHECK(Repository::open(mirror_of(fixture, tree).path)->head() == ids[3]);
  fixture.git(
      {"-c", "protocol.file.allow=always", "submodule", "add", "--quiet", fixture.folder().string(), "sub"});
  (void)fixture.commit("fix: take the library from its own place");
  const Outcome outcome = mined_from(fixture);
  CHECK(outcome.mined.size() == 4);
  CHECK(outcome.rejected.empty());
}

TEST_CASE("a path that is not UTF-8 rejects its commit alone, an author's name does not matter") {
  Fixture fixture;
  commit_fixes(fixture);
  fixture.git({"-c", "user.name=Ann", "commit", "--quiet", "--allow-empty", "--author",
               "J\xf6rg <j@demo.test>", "-m", "Do nothing"});
  fixture.write("src/caf\xe9.rs", "pub fn odd() -> i32 {\n    1\n}\n");
  const auto odd = fixture.commit("feat: add a function that gives an odd number");
  const Outcome outcome = mined_from(fixture);
  CHECK(outcome.mined.size() == 4);
  CHECK(outcome.rejected == std::vector<std::string>{odd});
}

TEST_CASE("a format that this git cannot read is told with the extension and the git that can") {
  Fixture fixture;
  commit_fixes(fixture);
  fixture.git({"config", "core.repositoryformatversion", "1"});
  fixture.git({"config", "extensions.unheardof", "true"});
  const base::Error error = error_of(fixture, fixture.folder());
  CHECK(error.why.starts_with("its format has the extension unheardof, which this git ("));
  CHECK(error.what_to_do == "install the git that wrote it, or a later one, or leave the repository out");
  CHECK_FALSE(error.is_rejection);
}
