#include "contamination.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "examples.hpp"
#include "planted.hpp"

using dataset_curator::Contamination;
using dataset_curator::HeldOut;

namespace {

// A task made of drawn work: `statement` its prompt, its functions the solution.
HeldOut task_of(const planted::Work& work, const std::string& name) {
  HeldOut task{.name = "task " + name};
  std::string statement, code;
  for (const std::string& sentence : work.request) statement += sentence + " ";
  for (const auto& function : work.functions) {
    for (const std::string& line : function) code += line + "\n";
  }
  task.texts = {{"", statement}, {"src/lib.rs", code}};
  task.scaffolding = {{"src/lib.rs", work.file}};
  return task;
}

planted::Work half_of(planted::Work work) {
  work.functions.resize((work.functions.size() + 1) / 2);
  work.request.resize((work.request.size() + 1) / 2);
  return work;
}

std::map<std::uint32_t, Contamination::Found> found_in(const Contamination& with,
                                                       const std::vector<chat::Example>& examples) {
  Contamination contamination = with;
  std::uint32_t number = 0;
  for (const chat::Example& example : examples)
    contamination.look_at(number++, example.metadata, dataset_curator::own_work(example));
  return contamination.found();
}

std::string found_in(const HeldOut& held_out, const chat::Example& example) {
  const auto found = found_in(Contamination({held_out}), {example});
  return found.empty() ? "" : found.at(0).what;
}

}  // namespace

TEST_CASE("sixty rewordings of tasks are found, and nothing in five hundred foreign examples") {
  planted::Random random(17);
  std::vector<HeldOut> tasks;
  std::vector<chat::Example> examples;
  for (int i = 0; i < 15; ++i) {
    planted::Work task = planted::work(random);
    for (int more = 0; more < 3; ++more) {  // the statement of a task is long
      for (std::string& sentence : planted::work(random).request) task.request.push_back(std::move(sentence));
    }
    tasks.push_back(task_of(task, std::to_string(i)));
    planted::Work solution_alone = task;
    solution_alone.request = {"Something else is asked for."};
    examples.push_back(example(planted::renamed(task, random), "renamed"));
    examples.push_back(example(planted::reordered(task, random), "reordered"));
    examples.push_back(example(half_of(task), "half"));
    examples.push_back(
        example(half_of(planted::renamed(planted::reordered(solution_alone, random), random)), "all"));
  }
  const std::size_t reworded = examples.size();
  REQUIRE(reworded == 60);
  for (int i = 0; i < 500; ++i)
    examples.push_back(example(planted::work(random), fmt::format("foreign-{}", i)));
  const auto found = found_in(Contamination(tasks), examples);
  for (std::uint32_t i = 0; i < examples.size(); ++i) {
    CAPTURE(i);
    CAPTURE(examples[i].metadata.id);
    CHECK(found.contains(i) == (i < reworded));
    if (i < reworded && found.contains(i))
      CHECK(found.at(i).what.starts_with(fmt::format("task {}: ", i / 4)));
  }
}

TEST_CASE("a task's text is found in what an example shows, too") {
  planted::Random random(23);
  const planted::Work task = planted::work(random);
  chat::Example shows = example("a");
  shows.messages[3].content = task_of(task, "t").texts[1].text;
  CHECK(found_in(task_of(task, "t"), shows).contains(" runs of 13 words in common"));
}

TEST_CASE("the scaffolding that a task is given proves nothing") {
  planted::Random random(29);
  const planted::Work task = planted::work(random);
  HeldOut held_out = task_of(task, "t");
  chat::Example shows = example("a");
  shows.messages[3].content = task.file;
  held_out.texts.push_back({"src/more.rs", task.file});
  CHECK(found_in(held_out, shows) == "");
}

TEST_CASE("what many examples have is boilerplate") {
  const std::string licence =
      "Licensed under the terms that everybody knows, without any warranty, express or implied, of whatever "
      "kind, as "
      "far as the law of the land allows it to be said";
  const HeldOut held_out{.name = "task t", .texts = {{"", licence}}};
  std::vector<chat::Example> examples;
  for (int i = 0; i < 10; ++i) {
    examples.push_back(example("a", fmt::format("Question {}", i)));
    examples.back().metadata.group = fmt::format("group-{}", i);
    examples.back().messages[3].content = licence;
  }
  CHECK(found_in(Contamination({held_out}), examples).size() == 10);
  for (int i = 0; i < 20; ++i) examples.push_back(examples[0]);
  CHECK(found_in(Contamination({held_out}), examples).size() ==
        30);  // one group may show a task again and again
  for (int i = 10; i < 30; ++i)
    examples[static_cast<std::size_t>(i)].metadata.group = fmt::format("group-{}", i);
  CHECK(found_in(Contamination({held_out}), examples).empty());
}

TEST_CASE("commits and repositories are found by their names") {
  chat::Example of = example("a");
  of.metadata.git = chat::GitOrigin{.repository = "https://host/Owner/Name.git",
                                    .commit = "0123456789abcdef0123456789abcdef01234567",
                                    .parent = "fedcba9876543210fedcba9876543210fedcba98"};
  CHECK(found_in({.name = "x", .commits = {"0123456"}}, of) == "x: commit 0123456");
  CHECK(found_in({.name = "x", .commits = {"fedcba9876"}}, of) == "x: commit fedcba9876");
  CHECK(found_in({.name = "x", .commits = {"1234567"}}, of) == "");
  CHECK(found_in({.name = "x", .repositories = {"owner/name"}}, of) == "x: repository owner/name");
  CHECK(found_in({.name = "x", .repositories = {"owner/other"}}, of) == "");
}

TEST_CASE("a short text is found as a whole") {
  const HeldOut held_out{.name = "x", .texts = {{"", "Never teach this very sentence."}}};
  CHECK(found_in(held_out, example("a", "He said: never TEACH this very sentence, please")) ==
        "x: 1 runs of 5 words in common");
  CHECK(found_in(held_out, example("a", "Never teach this sentence")) == "");
}
