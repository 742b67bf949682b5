#include "own_work.hpp"

#include <doctest/doctest.h>

#include "examples.hpp"

using dataset_curator::own_work;

namespace {

chat::Message edit(const std::string& name, const std::string& arguments) {
  chat::Message call = calling("c", arguments);
  call.tool_calls[0].function.name = name;
  return call;
}

}  // namespace

TEST_CASE(
    "request, edits, commands and report are own work; system prompt, files and earlier turns are not") {
  chat::Example of;
  chat::Message earlier = assistant("Earlier answer");
  earlier.weight = 0;
  of.messages = {message(chat::Role::system, "System"),
                 user("Earlier question"),
                 earlier,
                 user("Question"),
                 edit("read", R"({"filePath":"src/lib.rs"})"),
                 answer("c", "File"),
                 edit("edit", R"({"filePath":"src/lib.rs","oldString":"a\nb\n","newString":"a\nc\nb\nb\n"})"),
                 answer("c", "Edited"),
                 edit("bash", R"({"command":"cargo test"})"),
                 answer("c", "Output"),
                 assistant("Report")};
  const auto work = own_work(of);
  CHECK(work.request == "Question\n");
  CHECK(work.told == "cargo test\nReport\n");
  REQUIRE(work.changes.size() == 1);
  CHECK(work.changes[0].path == "src/lib.rs");
  CHECK(work.changes[0].text == "a\nc\nb\nb\n");
  CHECK(work.changes[0].added == "c\nb\n");
  CHECK(work.shown == "Earlier question\nEarlier answer\nsrc/lib.rs\nFile\nEdited\nOutput\n");
}

TEST_CASE("edits are known by the names that other agents give them, and code between fences is one") {
  chat::Example of;
  of.messages = {user("Question"), edit("str_replace", R"({"path":"a.rs","old_str":"x","new_str":"y"})"),
                 answer("c"), assistant("Here:\n```rust\nfn f() {}\n```\nand\n```sh\nls\n```\n")};
  const auto work = own_work(of);
  REQUIRE(work.changes.size() == 2);
  CHECK(work.changes[0].added == "y\n");
  CHECK(work.changes[1].text == "fn f() {}\n");
}

TEST_CASE("arguments that are no JSON are told") {
  chat::Example of;
  of.messages = {user("Question"), edit("edit", "{broken"), answer("c"), assistant("Report")};
  CHECK(own_work(of).told == "{broken\nReport\n");
}
