#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chat/repository_group.hpp>
#include <git_miner/mirror.hpp>
#include <git_miner/repository.hpp>
#include <git_miner/repository_pool.hpp>
#include <test_support/temporary_folder.hpp>

#include "fixture.hpp"
#include "repository/git_failure.hpp"

namespace fs = std::filesystem;
using git_miner::update_mirror;
using git_miner::test::Fixture;

TEST_CASE("a work tree, a bundle and a bare clone of one repository have one identity") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  const auto head = fixture.commit("Add nothing at all");
  const auto bundle = fixture.cache().parent_path() / "other.bundle";
  fixture.git({"bundle", "create", "--quiet", bundle.string(), "--all"});
  const auto bare = fixture.cache().parent_path() / "bare.git";
  fixture.git({"clone", "--quiet", "--bare", fixture.folder().string(), bare.string()});
  std::string identity;
  for (const fs::path& place : {fixture.folder(), bundle, bare}) {
    const auto mirror = update_mirror(place.string(), {.cache = fixture.cache()});
    REQUIRE(mirror);
    const auto repository = git_miner::Repository::open(mirror->path);
    REQUIRE(repository);
    CHECK(repository->head() == head);
    if (identity.empty()) identity = mirror->identity;
    CHECK(mirror->identity == identity);
    CHECK(!mirror->name.contains('/'));
  }
}

TEST_CASE(
    "a second update brings new commits, branches that were renamed, and removes locks of a killed git") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  const auto first = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(first);
  for (const char* name : {"packed-refs.lock", "HEAD.lock"}) test_support::write_file(first->path / name, "");
  fixture.git({"branch", "-m", "trunk"});
  const auto head = fixture.commit("Add a second commit");
  const auto second = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(second);
  CHECK(git_miner::Repository::open(second->path)->head() == head);
  CHECK(second->identity != "");
}

TEST_CASE("what a killed clone left is made anew") {
  Fixture fixture;
  const auto head = fixture.commit_crate("pub fn a() {}\n");
  const auto mirror = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  fs::path part = mirror->path;
  part.replace_extension(".part");
  fs::rename(mirror->path, part);
  fs::remove(part / "HEAD");
  const auto again = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(again);
  CHECK(git_miner::Repository::open(again->path)->head() == head);
}

TEST_CASE("several threads may update one mirror") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  std::vector<int> good(4);
  {
    std::vector<std::jthread> threads;
    for (int& one : good) {
      threads.emplace_back(
          [&] { one = update_mirror(fixture.folder().string(), {.cache = fixture.cache()}) ? 1 : 0; });
    }
  }
  CHECK(good == std::vector<int>{1, 1, 1, 1});
}

namespace {

std::string why(const fs::path& place, const fs::path& cache) {
  const auto mirror = update_mirror(place.string(), {.cache = cache});
  REQUIRE_FALSE(mirror);
  CHECK_FALSE(mirror.error().what_to_do.empty());
  return mirror.error().why;
}

}  // namespace

TEST_CASE("what cannot be mined is told apart") {
  Fixture fixture;
  const fs::path beside = fixture.cache().parent_path();
  CHECK(why(beside / "nowhere", fixture.cache()) == "there is nothing");
  CHECK(why(fixture.scratch(), fixture.cache()) == "there is no git repository");
  CHECK(why(fixture.folder(), fixture.cache()) == "it has no commits");
  std::ofstream(beside / "text.bundle") << "no bundle\n";
  CHECK(why(beside / "text.bundle", fixture.cache()) == "the file is no git bundle");
  CHECK(why("ext::sh -c true", fixture.cache()) == "there is nothing");
  CHECK(why("--upload-pack=true", fixture.cache()) == "there is nothing");

  Fixture sha256({"--object-format=sha256"});
  sha256.commit_crate("pub fn a() {}\n");
  CHECK(why(sha256.folder(), sha256.cache()).contains("SHA-256"));
}

TEST_CASE("pipes and devices are refused at once") {
  Fixture fixture;
  const fs::path pipe = fixture.scratch() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(why(pipe, fixture.cache()) == "it is a named pipe");
  CHECK(why("/dev/zero", fixture.cache()) == "it is a device");
}

TEST_CASE("no token of a URL is told or kept") {
  Fixture fixture;
  for (const char* place :
       {"http://user:t0ken@127.0.0.1:1/demo.git?private_token=t0ken", "ftp://user:t0ken@127.0.0.1/x"}) {
    const auto mirror = update_mirror(place, {.cache = fixture.cache()});
    REQUIRE_FALSE(mirror);
    CHECK_FALSE(mirror.error().text().contains("t0ken"));
  }
  fixture.commit_crate("pub fn a() {}\n");
  const auto mirror = update_mirror("file://" + fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  std::ifstream config(mirror->path / "config");
  CHECK_FALSE(std::string(std::istreambuf_iterator<char>(config), {}).contains("url"));
}

TEST_CASE("a linked work tree has the name of its repository's origin") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  fixture.git({"remote", "add", "origin", "https://host.test/acme/demo.git"});
  const fs::path tree = fixture.scratch() / "tree";
  fixture.git({"worktree", "add", "--quiet", tree.string()});
  const auto absolute = update_mirror(tree.string(), {.cache = fixture.cache()});
  REQUIRE(absolute);
  CHECK(absolute->name == "https://host.test/acme/demo");
  // As git 2.48 writes it where it is asked to; older ones read it, too.
  std::ofstream(tree / ".git") << "gitdir: ../../demo/.git/worktrees/tree\n";
  const auto relative = update_mirror(tree.string(), {.cache = fixture.cache()});
  REQUIRE(relative);
  CHECK(relative->name == "https://host.test/acme/demo");
}

TEST_CASE("a folder of git that may not be read is told as such") {
  if (::geteuid() != 0) return;  // only root can be someone else for a while
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  fs::permissions(fixture.folder() / ".git", fs::perms::none);
  REQUIRE(::seteuid(65534) == 0);
  const auto told =
      git_miner::explain("demo", fixture.folder().string(), git_miner::PlaceKind::folder,
                         {.err = "fatal: '/demo' does not appear to be a git repository\n"}, "2.39.5");
  REQUIRE(::seteuid(0) == 0);
  CHECK(told.error.why.starts_with("access is denied: "));
  CHECK_FALSE(told.error.is_rejection);
}

TEST_CASE("a URL that cannot be reached is worth another try") {
  Fixture fixture;
  const auto mirror = update_mirror("http://127.0.0.1:1/demo.git", {.cache = fixture.cache()});
  REQUIRE_FALSE(mirror);
  CHECK(mirror.error().is_transient);
}

TEST_CASE("names hold no credentials and no path of the machine") {
  CHECK(git_miner::name_of_place("https://user:secret@host.test/team/demo.git?x=1") ==
        "https://host.test/team/demo");
  CHECK(git_miner::name_of_place("git@host.test:team/demo.git") == "host.test:team/demo");
  CHECK(git_miner::name_of_place("/home/ann/demo.bundle") == "demo");
  CHECK(git_miner::name_of_place("/home/ann/demo/.git") == "demo");
  CHECK(git_miner::name_of_place("/home/ann/demo.git/") == "demo");
  CHECK(git_miner::name_of_place("file:///home/ann/demo") == "demo");
}

TEST_CASE("the identity of a repository stays as it grows") {
  Fixture fixture;
  const std::string root_of_first = fixture.commit_crate("pub fn a() {}\n");
  const auto young = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(young);
  fixture.commit("Add a second commit");
  fixture.git({"checkout", "--quiet", "--orphan", "other"});
  fixture.commit("Start a second history");
  fixture.git({"checkout", "--quiet", "main"});
  fixture.git({"merge", "--quiet", "--allow-unrelated-histories", "-m", "Merge another history", "other"});
  const auto grown = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(grown);
  CHECK(grown->identity == young->identity);
  CHECK(young->group == chat::repository_group(root_of_first));
  const std::string roots = fixture.git({"rev-list", "--max-parents=0", "HEAD"});
  CHECK(grown->group == chat::repository_group(std::min(roots.substr(0, 40), roots.substr(41, 40))));
}

namespace {

std::string head_of(const fs::path& place, const fs::path& cache) {
  const auto mirror = update_mirror(place.string(), {.cache = cache});
  if (!mirror) FAIL(mirror.error().text());
  return git_miner::Repository::open(mirror->path)->head().value_or("");
}

}  // namespace

TEST_CASE("an update follows a HEAD as a fresh clone does") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  CHECK(head_of(fixture.folder(), fixture.cache()) == fixture.git({"rev-parse", "HEAD"}).substr(0, 40));
  SUBCASE("of a branch") { fixture.git({"checkout", "--quiet", "-b", "other"}); }
  SUBCASE("of no branch") { fixture.git({"checkout", "--quiet", "--detach"}); }
  const auto head = fixture.commit("Add a second commit");
  const fs::path fresh = fixture.cache().parent_path() / "fresh";
  fs::create_directory(fresh);
  CHECK(head_of(fixture.folder(), fixture.cache()) == head);
  CHECK(head_of(fixture.folder(), fresh) == head);
  fixture.git({"checkout", "--quiet", "main"});
  const auto back = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  CHECK(head_of(fixture.folder(), fixture.cache()) == back);
}

TEST_CASE("an update follows the HEAD of a bundle, also where it loses it") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  const auto first = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  const fs::path bundle = fixture.cache().parent_path() / "demo.bundle";
  const auto bundled = [&](std::vector<std::string> refs) {
    std::vector<std::string> arguments{"bundle", "create", "--quiet", bundle.string()};
    arguments.insert(arguments.end(), refs.begin(), refs.end());
    fixture.git(arguments);
    return head_of(bundle, fixture.cache());
  };
  CHECK(bundled({"--all"}) == first);
  fixture.git({"checkout", "--quiet", "-b", "other"});
  const auto second = fixture.commit("Add a second commit");
  CHECK(bundled({"--all"}) == second);
  fixture.git({"checkout", "--quiet", "--detach"});
  const auto third = fixture.commit("Add a third commit");
  CHECK(bundled({"HEAD", "main"}) == third);
  CHECK(bundled({"main", "other"}) == first);
}

TEST_CASE("an origin whose URL is no UTF-8 gives no name") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  fixture.git({"config", "remote.origin.url",
               "https://host.test/\xff"
               ".git"});
  const auto mirror = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  CHECK(mirror->name == "demo");
}

TEST_CASE("clones leave nothing but the mirror") {
  Fixture fixture;
  fixture.commit_crate("pub fn a() {}\n");
  const auto mirror = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  for (const auto& entry : fs::directory_iterator(fixture.cache())) {
    CHECK(!entry.path().filename().string().contains(".part"));
  }
}

TEST_CASE("an open repository serves one after the other, never two at once") {
  Fixture fixture;
  fixture.commit_crate("pub fn one() {}\n");
  const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  git_miner::RepositoryPool pool;
  auto first = pool.take(mirror->path);
  REQUIRE(first);
  const git_miner::Repository* const opened = first->get();
  const auto second = pool.take(mirror->path);
  REQUIRE(second);
  CHECK(second->get() != opened);
  CHECK((*second)->head().value_or("") == (*first)->head().value_or("none"));
  first->reset();
  const auto third = pool.take(mirror->path);
  REQUIRE(third);
  CHECK(third->get() == opened);
  CHECK_FALSE(pool.take(fixture.cache() / "none"));
}
