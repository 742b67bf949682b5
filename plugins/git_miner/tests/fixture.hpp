// A small git repository made for one test, in a folder of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <test_support/temporary_folder.hpp>

namespace git_miner::test {

class Fixture {
 public:
  // With the branch main, and nothing committed.
  explicit Fixture(std::vector<std::string> init_options = {});

  std::filesystem::path folder() const { return temp_.path() / "demo"; }
  std::filesystem::path cache() const { return temp_.path() / "cache"; }
  std::filesystem::path scratch() const { return temp_.path() / "scratch"; }

  std::string git(std::vector<std::string> arguments) const;  // stdout; fails the test if git fails
  void write(const std::string& path, const std::string& text) const;
  // All that changed; times rise from commit to commit. The id. A message without a body is given one, since a short
  // subject alone is no request.
  std::string commit(const std::string& message);
  // A crate with a licence and src/lib.rs of this text.
  std::string commit_crate(const std::string& lib);

 private:
  test_support::TemporaryFolder temp_;
  int commits_ = 0;
};

}  // namespace git_miner::test
