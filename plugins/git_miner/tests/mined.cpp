#include "mined.hpp"

#include <doctest/doctest.h>

#include "justified.hpp"

namespace git_miner::test {

Repository opened(const Fixture& fixture) {
  auto mirror = update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  auto repository = Repository::open(mirror->path);
  REQUIRE(repository);
  return *std::move(repository);
}

Mined mined(const Fixture& fixture, const std::string& commit, bool merges_too) {
  const auto repository = opened(fixture);
  const Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  auto result = miner.mine(repository, {.commit = commit, .merges_too = merges_too}, fixture.scratch());
  REQUIRE(result);
  return *std::move(result);
}

Files files_of(const Fixture& fixture, const std::string& commit) {
  Files files;
  std::string names = fixture.git({"ls-tree", "-r", "-z", "--name-only", commit});
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = names.find('\0', begin);
    const std::string name = names.substr(begin, end - begin);
    files[name] = fixture.git({"show", commit + ":" + name});
    begin = end + 1;
  }
  return files;
}

void check_replay(const Fixture& fixture, const std::string& commit, const chat::Example& example) {
  CHECK(replayed(example, files_of(fixture, commit + "^")) == files_of(fixture, commit));
  for (const std::string& fault : unjustified_calls(example, files_of(fixture, commit + "^")))
    FAIL_CHECK(fault);
}

const std::string lib =
    "pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n\npub fn last(values: &[i32]) -> i32 {\n"
    "    values[values.len() - 1]\n}\n";
const std::string fixed_lib =
    "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
    "values[0]\n}\n\n"
    "pub fn last(values: &[i32]) -> i32 {\n    values[values.len() - 1]\n}\n";
}  // namespace git_miner::test
