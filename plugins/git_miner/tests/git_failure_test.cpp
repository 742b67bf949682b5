// What git says of a place that it cannot fetch, and what is told of it.
#include "repository/git_failure.hpp"

#include <doctest/doctest.h>

using git_miner::PlaceKind;

namespace {

git_miner::FetchFailure told(const std::string& err, PlaceKind kind = PlaceKind::folder) {
  return git_miner::explain("demo", "/demo", kind, {.err = err}, "2.39.5");
}

}  // namespace

TEST_CASE("git's messages are understood whole") {
  const auto reftable = told(
      "fatal: unknown repository extension found:\n\trefstorage\nfatal: Could not read from remote "
      "repository.\n\n"
      "Please make sure you have the correct access rights\nand the repository exists.\n");
  CHECK(reftable.error.text() ==
        "cannot fetch demo (its format has the extension refstorage, which this git (2.39.5) cannot read): "
        "install git "
        "2.45 or later, or leave the repository out");
  CHECK_FALSE(reftable.is_damage);
  CHECK(told("fatal: Expected git repo version <= 1, found 2\n")
            .error.why.contains("newer than this git (2.39.5)"));

  const auto foreign = told(
      "fatal: detected dubious ownership in repository at '/demo/.git'\nTo add an exception for this "
      "directory, call:\n\n"
      "\tgit config --global --add safe.directory /demo/.git\nfatal: Could not read from remote "
      "repository.\n");
  CHECK(foreign.error.what_to_do ==
        "if you trust it, allow it with `git config --global --add safe.directory /demo/.git`");
  CHECK_FALSE(foreign.error.is_rejection);

  const auto damaged = told(
      "remote: error: inflate: data stream error (incorrect header check)        \n"
      "remote: fatal: loose object e655 (stored in ./objects/e6/55) is corrupt        \n"
      "error: git upload-pack: git-pack-objects died with error.\nfatal: early EOF\n");
  CHECK(damaged.is_damage);
  CHECK(damaged.error.is_rejection);
  CHECK(damaged.error.why == "it is damaged: loose object e655 (stored in ./objects/e6/55) is corrupt");
  CHECK(told("fatal: git upload-pack: not our ref 281c\n").error.why ==
        "it is damaged: commit 281c, which a branch or a tag names, is missing");
  CHECK(told("fatal: git upload-pack: not our ref 0000\n").error.why ==
        "it is damaged: a branch or a tag is damaged");
  CHECK(told("error: packfile p.pack does not match index\nfatal: git upload-pack: not our ref 281c\n")
            .error.why == "it is damaged: packfile p.pack does not match index");
}

TEST_CASE("what befell git or the disk is worth another try, and says nothing about the repository") {
  for (const char* err :
       {"fatal: write error: No space left on device\n", "fatal: Out of memory, malloc failed\n",
        "error: git upload-pack died of signal 9\nfatal: early EOF\n"}) {
    CHECK(told(err).error.is_transient);
    CHECK_FALSE(told(err).is_damage);
  }
  const auto killed = git_miner::explain("demo", "/demo", PlaceKind::folder, {.killed = true}, "2.39.5");
  CHECK(killed.error.is_transient);
  CHECK(killed.error.why == "git was killed");
}

TEST_CASE("what a program said that git started is told, not that git cannot go on") {
  const std::string end =
      "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct "
      "access rights\nand the repository exists.\n";
  const auto host =
      told("ssh: Could not resolve hostname nohost.test: Name or service not known\n" + end, PlaceKind::url);
  CHECK(host.error.why == "Could not resolve hostname nohost.test: Name or service not known");
  CHECK(host.error.is_transient);
  CHECK(told("ssh: connect to host h.test port 22: Connection refused\n" + end, PlaceKind::url).error.why ==
        "connect to host h.test port 22: Connection refused");
  CHECK(told("Host key verification failed.\n" + end, PlaceKind::url).error.why.contains("key of its host"));
  CHECK(told("git@h.test: Permission denied (publickey).\n" + end, PlaceKind::url)
            .error.why.contains("access is denied"));
  CHECK(told("error: cannot run ssh: No such file or directory\nfatal: unable to fork\n", PlaceKind::url)
            .error.what_to_do.contains("openssh-client"));
}
