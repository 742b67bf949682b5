// What a finished example promises, on one unit.
#include <algorithm>

#include <doctest/doctest.h>

#include "support.hpp"

namespace {

synthetic_generator::Unit a_unit() {
  const std::vector gaps = {synthetic_generator::Gap::lifetimes};
  return synthetic_generator::plan(1, 5, gaps).at(0);
}

chat::Example example_of(const synthetic_generator::Unit& unit) {
  const synthetic_generator_test::Folder folder;
  auto made =
      synthetic_generator::generate(unit, "You write Rust.", synthetic_generator_test::environment(folder));
  if (!made) FAIL(synthetic_generator_test::text_of(made.error()));
  return std::move(made->example);
}

}  // namespace

TEST_CASE("the same unit gives the same conversation, and metadata say how it was proved") {
  const auto unit = a_unit();
  const chat::Example first = example_of(unit), second = example_of(unit);
  REQUIRE(first.messages.size() == second.messages.size());
  for (std::size_t i = 0; i < first.messages.size(); ++i) {
    CHECK(first.messages[i].content == second.messages[i].content);
    REQUIRE(first.messages[i].tool_calls.size() == second.messages[i].tool_calls.size());
    for (std::size_t j = 0; j < first.messages[i].tool_calls.size(); ++j)
      CHECK(first.messages[i].tool_calls[j].function.arguments ==
            second.messages[i].tool_calls[j].function.arguments);
  }
  const chat::Metadata& metadata = first.metadata;
  CHECK(metadata.origin == chat::Origin::synthetic);
  CHECK(metadata.category == chat::Category::lifetimes);
  CHECK(metadata.group == unit.skeleton->id());
  CHECK(metadata.verified);
  REQUIRE(metadata.verification.has_value());
  CHECK(metadata.verification->commands.size() == 4);
  for (const auto& command : metadata.verification->commands) CHECK(command.exit_code == 0);
  CHECK(metadata.verification->toolchain.starts_with("rustc 1."));
}

TEST_CASE("a conversation holds the whole crate, checks after its last change, and no trace of the machine") {
  const auto unit = a_unit();
  const chat::Example example = example_of(unit);
  const auto rendered = synthetic_generator::render(unit);
  REQUIRE(rendered.has_value());
  std::vector<std::string> calls;
  for (const auto& message : example.messages) {
    for (const char* trace : {"/tmp", "/root", "/home", "/src/", "/target/debug/deps/../"})
      CHECK_MESSAGE(!message.content.contains(std::string(" ") + trace), message.content);
    for (const auto& call : message.tool_calls)
      calls.push_back(call.function.name + " " + call.function.arguments);
  }
  for (const auto& [path, text] : rendered->start)
    CHECK(std::ranges::count(calls, "read {\"filePath\":\"/workspace/" + path + "\"}") == 1);
  REQUIRE(calls.size() >= 4);
  CHECK(calls[calls.size() - 4].starts_with("edit "));
  CHECK(calls[calls.size() - 3] == "bash {\"command\":\"cargo fmt\"}");
  CHECK(calls[calls.size() - 2] == "bash {\"command\":\"cargo clippy --all-targets -- -D warnings\"}");
  CHECK(calls[calls.size() - 1] == "bash {\"command\":\"cargo test\"}");
  CHECK(example.messages.front().content == "You write Rust.");
  CHECK(example.messages.back().role == chat::Role::assistant);
  CHECK(example.messages.back().tool_calls.empty());
}
