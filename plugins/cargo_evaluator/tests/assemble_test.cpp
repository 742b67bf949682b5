#include "assemble.hpp"

#include <doctest/doctest.h>

using cargo_evaluator::assemble;

namespace {

rust_tasks::Rollout rollout(std::vector<rust_tasks::File> files, std::vector<std::string> removed = {}) {
  rust_tasks::Rollout result;
  result.task.start = {{"Cargo.toml", "a"}, {"src/lib.rs", "b"}};
  result.task.editable = {"src/", "Cargo.toml"};
  result.files = std::move(files);
  result.removed = std::move(removed);
  return result;
}

}  // namespace

TEST_CASE("a solution changes, adds and removes what the task lets it") {
  const auto result = assemble(rollout({{"src/a.rs", "new"}, {"Cargo.toml", "c"}}, {"src/lib.rs"}));
  CHECK(result.changed);
  CHECK(result.refusal.empty());
  CHECK(result.files == std::vector<rust_tasks::File>{{"Cargo.toml", "c"}, {"src/a.rs", "new"}});
}

TEST_CASE("what is not for a solution is left out and named") {
  const auto result = assemble(rollout({{"tests/hidden.rs", "x"},
                                        {".cargo/config.toml", "x"},
                                        {"src/.cargo/config", "x"},
                                        {"src/clippy.toml", "x"},
                                        {"Cargo.lock", "x"},
                                        {"target/debug/x", "x"}}));
  CHECK_FALSE(result.changed);
  CHECK(result.files.size() == 2);
  CHECK(result.notes.size() == 4);
}

TEST_CASE("the same text is no change") { CHECK_FALSE(assemble(rollout({{"src/lib.rs", "b"}})).changed); }

TEST_CASE("paths that lead outside are refused") {
  for (const char* path :
       {"/etc/passwd", "../x", "src/../../x", "src//x", "", "src/./x", "src\\x", "src/\x01"})
    CHECK_MESSAGE(assemble(rollout({{path, "x"}})).refusal == "a path leads outside of the crate or is none",
                  path);
}

TEST_CASE("too much is refused") {
  std::vector<rust_tasks::File> many;
  for (int i = 0; i < 250; ++i) many.push_back({"src/f" + std::to_string(i) + ".rs", ""});
  CHECK(assemble(rollout(many)).refusal == "more than 200 files");
  CHECK(assemble(rollout({{"src/a.rs", std::string(3u << 20, ' ')}})).refusal ==
        "more than 2097152 bytes of text");
}

TEST_CASE("a file below a file is refused") {
  CHECK(assemble(rollout({{"src/a", "x"}, {"src/a/b.rs", "x"}})).refusal == "`src/a` is a file and a folder");
  CHECK(assemble(rollout({{"src/a.rs", "x"}, {"src/a/b.rs", "x"}})).refusal.empty());
}
