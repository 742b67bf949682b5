#include <doctest/doctest.h>

#include <agent_rollout/recorded.hpp>
#include <test_support/temporary_folder.hpp>

namespace {

// A line is the id of a task; "broken" is no rollout.
base::Result<rust_tasks::Rollout> rollout_of(std::string_view line) {
  if (line == "broken") return base::failure("not valid JSON");
  return rust_tasks::Rollout{.task = {.id = std::string(line)},
                             .messages = {{.role = chat::Role::assistant, .content = "Done."}}};
}

std::string fault_of(agent_rollout::Recorded& recorded, const std::string& text) {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir.path() / "r.jsonl", text);
  const auto added = agent_rollout::add_recorded(recorded, dir.path() / "r.jsonl", "r.jsonl", rollout_of);
  return added ? "" : added.error().text();
}

}  // namespace

TEST_CASE("the rollouts of several files are found by their task") {
  agent_rollout::Recorded recorded;
  CHECK(fault_of(recorded, "one\n\ntwo\n") == "");
  CHECK(fault_of(recorded, "three") == "");
  CHECK(recorded.size() == 3);
  CHECK(recorded.at("two").at(0).content == "Done.");
}

TEST_CASE("a line that is no rollout, or a second one of a task, is an error with its place") {
  agent_rollout::Recorded recorded;
  CHECK(fault_of(recorded, "one\nbroken\n").starts_with("r.jsonl:2 holds no rollout (not valid JSON): "));
  CHECK(fault_of(recorded, "two\none\n").starts_with("r.jsonl:2 holds a second rollout of one ("));
  CHECK(agent_rollout::add_recorded(recorded, "/no/such/file", "file", rollout_of).error().problem ==
        "cannot read file");
}
