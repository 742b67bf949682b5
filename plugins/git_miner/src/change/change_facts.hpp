// What a change did to the code, gathered from syntax and manifests: the basis of its class and of what is
// said about it.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "change/change_set.hpp"
#include "change/crate_use.hpp"
#include "change/shape.hpp"

namespace git_miner {

struct Entity {
  std::string file;
  rust_code::ItemKind kind{};
  std::string path;  // `net::Client::connect`
  bool is_public = false;
  bool is_test = false;         // test code, helpers too
  bool is_run_as_test = false;  // by its attribute
};

struct ChangeFacts {
  std::vector<Entity> added, deleted, changed, moved;  // no uses, modules' own headers or impl blocks
  std::set<std::string> crates_added;                  // new dependencies that code outside tests names
  std::vector<CrateUse> crate_uses;     // of those, where the added lines outside tests name one
  std::set<std::string> crates_unused;  // new ones that no changed file names
  std::set<std::string> crates_for_tests;
  std::set<std::string> crates_removed;
  std::set<std::string> versions_changed;
  bool build_differs = false;        // features, targets or profiles of a package
  bool own_version_changed = false;  // of a package: a release
  bool own_name_changed = false;
  bool brings_named = false;            // what the subject names comes with the change
  bool manifest_only = false;           // no Rust file is among the files
  std::ptrdiff_t net_source_lines = 0;  // outside tests
  bool new_source_file = false;         // more added than deleted
  bool more_public_items = false;       // likewise
  bool adds_to_api = false;             // of libraries
  bool offers_new = false;      // something that can be used: a public item, an option, a word that is taken
  bool is_small = false;        // code in one to three functions, and little else
  bool public_api_same = true;  // of libraries
  bool mostly_elsewhere = false;  // more lines in other files than Rust, manifests and documents
  bool only_examples = false;     // all Rust files that change are examples or benchmarks
  std::ptrdiff_t net_test_lines = 0;
  bool command_line_same = true;
  bool tests_same = true;
  bool tests_only_adjusted = false;  // lines of tests replaced by as many, no test more or less
  // In at most two functions, in code outside tests: a branch, `?`, a bound check, `checked_`, `.get(`.
  bool adds_guard = false;
  bool test_for_small_change =
      false;  // a new test, and one or two functions changed beside it, none added or deleted
  bool test_names_changed_function = false;
  bool removes_panics = false;  // fewer unwraps and panics outside tests
  Shape shape;
};

// Whether other crates may use what a file offers.
using LibraryTest = std::function<bool(const std::string& path)>;

ChangeFacts change_facts_of(const ChangeSet& set, const LibraryTest& is_of_library);

}  // namespace git_miner
