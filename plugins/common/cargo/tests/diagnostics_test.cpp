#include <doctest/doctest.h>
#include <fmt/core.h>

#include "messages.hpp"

using cargo_test::errors_in;
using cargo_test::has_code;

namespace {

std::string message(const std::string& level, const std::string& code, const std::string& text,
                    int byte_start, const std::string& target = "demo",
                    const std::string& expansion = "null") {
  return fmt::format(
      R"({{"reason":"compiler-message","target":{{"name":"{4}","kind":["lib"]}},"message":{{"level":"{0}",)"
      R"("code":{1},"message":"{2}","rendered":"r","children":[],"spans":[{{"file_name":"src/lib.rs",)"
      R"("line_start":2,"line_end":2,"column_start":5,"column_end":9,"byte_start":{3},"byte_end":30,)"
      R"("is_primary":true,"label":"here","expansion":{5}}}]}}}})"
      "\n",
      level, code.empty() ? "null" : "{\"code\":\"" + code + "\",\"explanation\":null}", text, byte_start,
      target, expansion);
}

}  // namespace

TEST_CASE("diagnostics, artifacts and the end are read, other lines passed over") {
  const auto messages = cargo::read_messages(
      "running 1 test\n" + message("error", "E0382", "borrow of moved value", 20) + "{not json\n" +
      R"({"reason":"compiler-artifact","manifest_path":"/src/Cargo.toml","fresh":true,)"
      R"("profile":{"test":true},"target":{"name":"it","kind":["test"]},"executable":"/target/it"})"
      "\n" +
      R"({"reason":"build-finished","success":false})");
  REQUIRE(messages.diagnostics.size() == 1);
  const auto& one = messages.diagnostics[0];
  CHECK(one.level == cargo::Level::error);
  CHECK(one.code == "E0382");
  CHECK(one.message == "borrow of moved value");
  CHECK(one.target == "demo");
  CHECK(one.spans == std::vector<cargo::Span>{{"src/lib.rs", 2, 2, 5, 9, 20, 30, true, "here"}});
  CHECK(has_code(messages, "E0382"));
  CHECK(errors_in(messages) == 1);
  REQUIRE(messages.artifacts.size() == 1);
  CHECK(messages.artifacts[0].executable == "/target/it");
  CHECK(messages.artifacts[0].manifest == "/src/Cargo.toml");
  CHECK(messages.artifacts[0].test);
  CHECK(messages.artifacts[0].fresh);
  CHECK(messages.artifacts[0].kinds == std::vector<std::string>{"test"});
  CHECK(messages.finished == false);
}

TEST_CASE("a diagnostic of a library and of its tests counts once, and all stand in order") {
  const auto messages =
      cargo::read_messages(message("warning", "unused", "b", 40) + message("warning", "", "a", 3) +
                           message("warning", "unused", "b", 40, "demo-test"));
  REQUIRE(messages.diagnostics.size() == 2);
  CHECK(messages.diagnostics[0].message == "a");
  CHECK(messages.diagnostics[0].code.empty());
  CHECK(messages.diagnostics[1].message == "b");
  CHECK_FALSE(messages.finished.has_value());
}

TEST_CASE("a warning stays one, although its code is an error's") {
  const auto messages = cargo::read_messages(message("warning", "E0133", "unsafe", 1));
  CHECK(errors_in(messages) == 0);
}

TEST_CASE("messages may nest thousands of levels") {
  std::string expansion = "null";
  for (int i = 0; i < 5000; ++i) expansion = "{\"span\":{\"expansion\":" + expansion + "}}";
  const auto messages = cargo::read_messages(message("error", "E0308", "deep", 1, "demo", expansion));
  CHECK(has_code(messages, "E0308"));
}

TEST_CASE("nothing, half a message and wrong types are no messages") {
  CHECK(cargo::read_messages("").diagnostics.empty());
  const auto whole = message("error", "E0001", "x", 1);
  for (std::size_t size = 0; size + 2 < whole.size(); ++size)
    CHECK(cargo::read_messages(whole.substr(0, size)).diagnostics.empty());
  const auto odd = cargo::read_messages(
      "{\"reason\":\"compiler-message\",\"message\":{\"spans\":7,\"code\":[1],\"level\":2}}\n"
      "{\"reason\":\"compiler-artifact\",\"target\":3}\n{\"reason\":5}\n{}\n");
  CHECK(errors_in(odd) == 0);
}
