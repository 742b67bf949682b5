// The sample sessions of several generations, brought to the form of 1.18.
#include <algorithm>

#include <agent_tools/rerender.hpp>
#include <session_classifier/examples.hpp>

#include "support.hpp"

namespace {

// The sessions of the same story have different ids in the stores; their first words tell them.
std::vector<chat::Example> examples_of(const std::string& container, const std::string& first_words) {
  const test::TemporaryFolder scratch;
  std::vector<chat::Example> found;
  for (const auto& ref :
       session_classifier::list_sessions(test::sample(container), scratch.path()).sessions) {
    const auto session = session_classifier::read_session(ref);
    REQUIRE(session);
    for (auto& turn : session_classifier::training_examples(
             *session, {.failed = session_classifier::OutcomePolicy::keep})) {
      if (!turn.example) continue;
      const auto user = std::ranges::find(turn.example->messages, chat::Role::user, &chat::Message::role);
      if (user != turn.example->messages.end() && user->content.starts_with(first_words))
        found.push_back(std::move(*turn.example));
    }
  }
  return found;
}

// One line for each thing that a model reads.
std::vector<std::string> flat(const chat::Example& example) {
  std::vector<std::string> lines;
  for (const chat::Message& message : example.messages) {
    lines.push_back(std::string(base::name_of(message.role)) + ": " + message.content);
    for (const chat::ToolCall& call : message.tool_calls)
      lines.push_back("call: " + call.function.name + call.function.arguments);
  }
  return lines;
}

void check_equal(const std::string& container, const std::string& first_words) {
  auto others = examples_of(container, first_words);
  auto current = examples_of("sqlite", first_words);
  REQUIRE(!current.empty());
  REQUIRE(others.size() == current.size());
  for (std::size_t i = 0; i < current.size(); ++i) {
    CHECK(agent_tools::rerender(current[i], {}).changed == 0);  // already the form of 1.18
    const auto report = agent_tools::rerender(others[i], {});
    CHECK(report.changed > 0);
    for (const auto& left : report.left) MESSAGE(container, ": ", left.tool, ": ", left.reason);
    CHECK(report.left.empty());
    CHECK(flat(others[i]) == flat(current[i]));
  }
}

}  // namespace

TEST_CASE("a session of any generation reads like one of 1.18") {
  const std::string first = "cargo clippy reports needless_range_loop";
  for (const std::string container :
       {"json-tree", "extra/legacy-project-tree", "extra/sqlite-migrated-1.2", "extra/sqlite-2.x"}) {
    CAPTURE(container);
    check_equal(container, first);
  }
  for (const std::string container : {"json-tree", "extra/sqlite-migrated-1.2", "extra/sqlite-2.x"}) {
    CAPTURE(container);
    check_equal(container, "Add a `median` function");
  }
}
