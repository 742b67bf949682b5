// The words and templates of all skeletons, without a compiler.
#include <set>

#include <doctest/doctest.h>

#include <synthetic_generator/telling.hpp>

namespace {

// Stands in for what a run would give.
synthetic_generator::Proof proof_of(const synthetic_generator::Rendered& rendered) {
  synthetic_generator::Proof proof{.start = rendered.start, .done = rendered.done};
  proof.before = synthetic_generator::Captured{rendered.trap->command, "error: it fails\n", 101};
  proof.code = "E0000";
  proof.diagnostic = "error: it fails\n";
  proof.tests = 3;
  return proof;
}

}  // namespace

TEST_CASE("there are skeletons for every gap, and each has several traps") {
  std::map<synthetic_generator::Gap, int> count;
  for (const auto& skeleton : synthetic_generator::skeletons()) {
    ++count[skeleton.gap];
    CHECK_MESSAGE(skeleton.traps.size() >= 3, skeleton.id());
  }
  for (const auto gap : synthetic_generator::all_gaps) CHECK_MESSAGE(count[gap] >= 3, base::name_of(gap));
}

TEST_CASE("vocabularies are complete, and no word of one stands for two things") {
  CHECK(synthetic_generator::vocabularies().size() >= 40);
  for (const auto& vocabulary : synthetic_generator::vocabularies()) {
    CHECK(vocabulary.words.size() == 13);
    std::set<std::string> words;
    for (const auto& [name, word] : vocabulary.words) {
      if (name == "unit") continue;
      CHECK_MESSAGE(words.insert(word).second, word);
      CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos);
    }
  }
}

TEST_CASE("every point of every skeleton can be rendered and told, and no slot is left") {
  for (const auto& unit : synthetic_generator::plan(1200, 3, synthetic_generator::all_gaps)) {
    const auto rendered = synthetic_generator::render(unit);
    REQUIRE_MESSAGE(rendered.has_value(), rendered.error().text());
    const auto task = rendered->trap->task;
    // Of a layout task rustfmt makes the difference.
    CHECK_MESSAGE((rendered->start == rendered->done) == (task == synthetic_generator::TaskKind::layout),
                  unit.key());
    for (const auto* side : {&rendered->start, &rendered->done}) {
      CHECK(side->contains("Cargo.toml"));
      for (const auto& [path, text] : *side) {
        CHECK_MESSAGE(!text.contains("\n%"), path);
        CHECK_MESSAGE(!path.contains("{{"), path);
      }
    }
    const auto telling = synthetic_generator::tell(unit, *rendered, proof_of(*rendered));
    REQUIRE_MESSAGE(telling.has_value(), telling.error().text());
    for (const auto* text : {&telling->request, &telling->on_edit, &telling->answer}) {
      CHECK_MESSAGE(text->find("{{") == std::string::npos, *text);
      CHECK(text->empty() == (text == &telling->on_edit && synthetic_generator::is_chore(task)));
    }
  }
}

TEST_CASE("no two requests of a set are equal") {
  std::set<std::string> requests;
  for (const auto& unit : synthetic_generator::plan(1200, 3, synthetic_generator::all_gaps)) {
    const auto rendered = synthetic_generator::render(unit);
    REQUIRE(rendered.has_value());
    const auto telling = synthetic_generator::tell(unit, *rendered, proof_of(*rendered));
    REQUIRE(telling.has_value());
    CHECK_MESSAGE(requests.insert(telling->request).second, telling->request);
  }
}

TEST_CASE("a skeleton that is not well formed is refused with its fault") {
  const auto problem = [](const char* toml) {
    const auto skeleton =
        synthetic_generator::read_skeleton(synthetic_generator::Gap::macros, "x", {{"skeleton.toml", toml}});
    return skeleton ? std::string() : skeleton.error().text();
  };
  CHECK(problem("[axes]\na = []\n") == "macros/x: axis 'a' has no values");
  CHECK(problem("") == "macros/x: it has no traps");
  CHECK(problem("colour = 1\n") == "macros/x: unknown key 'colour'");
  CHECK(problem("[[trap]]\nname = 'a'\ntask = 'sing'\nremark = 'r'\nanswer = 'a'\n") ==
        "macros/x: no task kind 'sing'");
  CHECK(problem("[[trap]]\nname = 'a'\ntask = 'design'\n") == "macros/x: 'remark' is missing");
  CHECK(problem("[[trap]]\nname = 'a'\ntask = 'design'\ndetector = 'smells'\nremark = 'r'\nanswer = 'a'\n") ==
        "macros/x: no detector 'smells'");
  CHECK(problem("[[trap]]\nname = 'a'\ntask = 'lint'\nrequests = ['r']\nremark = 'r'\nanswer = 'a'\n") ==
        "macros/x: trap 'a' is a chore and has a remark");
  CHECK(problem("[[trap]]\nname = 'a'\ntask = 'layout'\nrequests = ['r']\nanswer = 'a'\n") ==
        "macros/x: trap 'a': a task of kind layout has a 'layout', and no other");
  const auto empty = synthetic_generator::read_skeleton(synthetic_generator::Gap::macros, "x", {});
  REQUIRE_FALSE(empty.has_value());
  CHECK(empty.error().text() == "macros/x: no skeleton.toml");
}
