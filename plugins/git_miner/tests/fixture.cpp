#include "fixture.hpp"

#include <cstdlib>

#include <doctest/doctest.h>

#include <sandbox/run.hpp>

namespace git_miner::test {
namespace fs = std::filesystem;

Fixture::Fixture(std::vector<std::string> init_options) {
  for (const auto& path : {folder(), cache(), scratch()}) fs::create_directories(path);
  std::vector<std::string> init{"init", "--quiet", "--initial-branch=main"};
  init.insert(init.end(), init_options.begin(), init_options.end());
  git(init);
}

std::string Fixture::git(std::vector<std::string> arguments) const {
  std::vector<std::string> argv{"/usr/bin/env", "git", "-C", folder().string(), "-c", "core.autocrlf=false"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const std::string time = "2024-01-01T00:00:" + std::to_string(10 + commits_) + "Z";
  const auto outcome = sandbox::run_trusted(argv,
                                            {{"PATH", std::getenv("PATH")},
                                             {"HOME", temp_.path().string()},
                                             {"GIT_CONFIG_NOSYSTEM", "1"},
                                             {"GIT_AUTHOR_NAME", "Ann Author"},
                                             {"GIT_AUTHOR_EMAIL", "ann@demo.test"},
                                             {"GIT_COMMITTER_NAME", "Ann Author"},
                                             {"GIT_COMMITTER_EMAIL", "ann@demo.test"},
                                             {"GIT_AUTHOR_DATE", time},
                                             {"GIT_COMMITTER_DATE", time}},
                                            std::chrono::seconds(30));
  REQUIRE(outcome);
  INFO(outcome->stderr_text);
  REQUIRE(outcome->succeeded());
  return outcome->stdout_text;
}

void Fixture::write(const std::string& path, const std::string& text) const {
  test_support::write_file(folder() / path, text);
}

std::string Fixture::commit(const std::string& message) {
  ++commits_;
  git({"add", "--all"});
  const bool has_body = message.contains("\n\n");
  git({"commit", "--quiet", "--allow-empty", "-m",
       has_body ? message : message + "\n\n" + "It shows in the smallest of crates."});
  return git({"rev-parse", "HEAD"}).substr(0, 40);
}

std::string Fixture::commit_crate(const std::string& lib) {
  write("Cargo.toml",
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n");
  write("src/lib.rs", lib);
  return commit("Start a crate");
}

}  // namespace git_miner::test
