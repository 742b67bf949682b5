#include <string>

#include <doctest/doctest.h>

#include <chat/record.hpp>
#include <flow/codec.hpp>

namespace {

std::string line(const std::string& role, const std::string& category) {
  return R"({"messages":[{"role":")" + role +
         R"(","content":"hi"}],"metadata":{"id":"a","origin":"git","category":")" + category +
         R"(","verified":false,"group":"g"}})";
}

}  // namespace

TEST_CASE("roles and categories are read and written by their names") {
  const auto example = flow::codec::from_json<chat::Example>(line("user", "bug_fix"));
  REQUIRE(example.has_value());
  CHECK(example->messages[0].role == chat::Role::user);
  CHECK(example->metadata.category == chat::Category::bug_fix);
  CHECK(flow::codec::to_json(*example) == line("user", "bug_fix"));
}

TEST_CASE("a name that is none of the values is refused with those that are") {
  const auto robot = flow::codec::from_json<chat::Example>(line("robot", "bug_fix"));
  REQUIRE_FALSE(robot.has_value());
  CHECK(robot.error().text().contains("one of system, user, assistant or tool"));
  const auto bug = flow::codec::from_json<chat::Example>(line("user", "bug"));
  REQUIRE_FALSE(bug.has_value());
  CHECK(bug.error().text().contains("one of bug_fix, refactor, feature, dependency, other, "));
}

TEST_CASE("a message is learnt if it is an assistant's and not weighed 0") {
  chat::Message message;
  CHECK_FALSE(chat::is_learnt(message));
  message.role = chat::Role::assistant;
  CHECK(chat::is_learnt(message));
  message.weight = 0;
  CHECK_FALSE(chat::is_learnt(message));
  message.weight = 1;
  CHECK(chat::is_learnt(message));
}

TEST_CASE("what a verification left out is written where there is something, and read where there is not") {
  const std::string before =
      R"({"id":"a","origin":"git","category":"bug_fix","verified":true,"verification":)"
      R"({"commands":[{"command":"cargo test","exit_code":0}],)";
  const std::string after = R"("toolchain":"rustc 1.95.0"},"group":"g"})";
  const std::string plain = R"({"messages":[],"metadata":)" + before + after + "}";
  auto example = flow::codec::from_json<chat::Example>(plain);
  REQUIRE(example.has_value());
  CHECK(flow::codec::to_json(*example) == plain);
  example->metadata.verification->left_out = {{"cargo clippy", "clippy failed before the change too"}};
  CHECK(flow::codec::to_json(*example) ==
        R"({"messages":[],"metadata":)" + before +
            R"("left_out":[{"command":"cargo clippy","why":"clippy failed before the change too"}],)" +
            after + "}");
}
