#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <base/json.hpp>
#include <house_style/example_breach.hpp>

namespace {

using Arguments = std::vector<std::pair<std::string, std::string>>;

// A session that reads and changes files.
class Session {
 public:
  Session& call(const std::string& tool, const Arguments& arguments, std::string answer = "ok",
                bool is_learnt = true) {
    base::Json json = base::Json::of_object();
    for (const auto& [key, value] : arguments) json.set(key, base::Json::of_string(value));
    const std::string id = "c" + std::to_string(example_.messages.size());
    chat::Message message{.role = chat::Role::assistant};
    message.tool_calls = {{.id = id, .function = {.name = tool, .arguments = json.dump()}}};
    if (!is_learnt) message.weight = 0;
    example_.messages.push_back(std::move(message));
    example_.messages.push_back({.role = chat::Role::tool, .content = std::move(answer), .tool_call_id = id});
    return *this;
  }
  Session& read(const std::string& path, std::string answer) {
    return call("read", {{"filePath", path}}, std::move(answer));
  }
  Session& edit(const std::string& path, const std::string& before, const std::string& after,
                bool is_learnt = true) {
    return call("edit", {{"filePath", path}, {"oldString", before}, {"newString", after}}, "ok", is_learnt);
  }
  Session& write(const std::string& path, const std::string& text) {
    return call("write", {{"filePath", path}, {"content", text}});
  }
  std::string breach(const std::vector<house_style::Rule>& rules = house_style::all_rules()) const {
    return house_style::breach_in(example_, rules);
  }

 private:
  chat::Example example_;
};

const std::string with_tests =
    "1: fn f() -> u8 {\n2:     1\n3: }\n4: \n5: #[cfg(test)]\n6: mod tests {\n7:     fn help() {\n8:         "
    "f();\n9:     }\n10: }\n";

}  // namespace

TEST_CASE("a written file is judged as it is, with the place") {
  CHECK(Session().write("src/lib.rs", "fn f(x: Option<u8>) {\n    x.unwrap();\n}\n").breach() ==
        "unwrap: `unwrap` in src/lib.rs:2, messages[0].tool_calls[0]");
  CHECK(Session().write("tests/a.rs", "fn f(x: Option<u8>) {\n    x.unwrap();\n}\n").breach().empty());
  CHECK(Session().write("src/lib.md", "x.unwrap();\n").breach().empty());
}

TEST_CASE("of an edit only what it adds counts") {
  Session session;
  session.read("src/lib.rs", "1: fn f() {\n2:     a.unwrap();\n3:     b();\n4: }\n");
  session.edit("src/lib.rs", "    a.unwrap();\n    b();", "    a.unwrap();\n    c();");
  CHECK(session.breach().empty());
  session.edit("src/lib.rs", "    c();", "    c();\n    d.unwrap();");
  CHECK(session.breach() == "unwrap: `unwrap` in src/lib.rs:4, messages[4].tool_calls[0]");
}

TEST_CASE("a line that is moved is not added") {
  Session session;
  session.read("src/a.rs", "1: fn f() {\n2:     a.unwrap();\n3: }\n");
  session.edit("src/a.rs", "    a.unwrap();\n", "    b();\n");
  session.write("src/b.rs", "fn g() {\n    a.unwrap();\n}\n");
  CHECK(session.breach().empty());
  Session pasted_first;
  pasted_first.read("src/a.rs", "1: fn f() {\n2:     a.unwrap();\n3: }\n");
  pasted_first.write("src/b.rs", "fn g() {\n    a.unwrap();\n}\n");
  pasted_first.edit("src/a.rs", "    a.unwrap();\n", "    b();\n");
  CHECK(pasted_first.breach().empty());
  Session again;
  again.read("src/a.rs", "1: fn f() {\n2:     a.unwrap();\n3: }\n");
  again.write("src/a.rs", "fn f() {\n    a.unwrap();\n    b();\n}\n");
  CHECK(again.breach().empty());
}

TEST_CASE("what is put in and taken out again is judged, too") {
  Session session;
  session.write("src/a.rs", "fn f() {\n    a.unwrap();\n}\n");
  session.edit("src/a.rs", "    a.unwrap();\n", "    a?;\n");
  CHECK(session.breach() == "unwrap: `unwrap` in src/a.rs:2, messages[0].tool_calls[0]");
}

TEST_CASE("what was shown of the file tells what is a test") {
  Session session;
  session.read("src/lib.rs", with_tests);
  session.edit("src/lib.rs", "        f();", "        g().unwrap();");
  CHECK(session.breach().empty());
  session.edit("src/lib.rs", "    1\n", "    g().unwrap()\n");
  CHECK(session.breach() == "unwrap: `unwrap` in src/lib.rs:2, messages[4].tool_calls[0]");
}

TEST_CASE("where the begin of the file was not shown, only items that begin a line are judged") {
  // A module of tests may be around it.
  CHECK(Session()
            .edit("src/lib.rs", "    x", "    fn help() {\n        g().unwrap();\n    }\n")
            .breach()
            .empty());
  CHECK(Session().edit("src/lib.rs", "x", "    g().unwrap();\n").breach().empty());
  CHECK(Session().edit("src/lib.rs", "x", "fn f() {\n    g().unwrap();\n}\n").breach().empty());
  CHECK(Session().edit("src/lib.rs", "x", "\nfn f() {\n    g().unwrap();\n}\n").breach() ==
        "unwrap: `unwrap` in src/lib.rs, messages[0].tool_calls[0]");
  Session session;
  session.read("src/lib.rs", "39: \n40: fn f() {\n41:     a();\n42: }\n");
  session.edit("src/lib.rs", "    a();", "    a().unwrap();");
  CHECK(session.breach() == "unwrap: `unwrap` in src/lib.rs, messages[2].tool_calls[0]");
}

TEST_CASE("context is not judged, and other names of tools are known") {
  CHECK(Session().edit("src/lib.rs", "x", "\nfn f() {\n    g().unwrap();\n}\n", false).breach().empty());
  CHECK(Session()
            .call("str_replace_editor", {{"path", "src/lib.rs"}, {"file_text", "fn f() {\n    todo!()\n}\n"}})
            .breach() == "panic: `todo` in src/lib.rs:2, messages[0].tool_calls[0]");
}

TEST_CASE("rules that are not asked for find nothing") {
  Session session;
  session.write("src/lib.rs", "fn f(x: Option<u8>) {\n    x.unwrap();\n    todo!();\n}\n");
  CHECK(session.breach({house_style::Rule::dbg}).empty());
  CHECK(session.breach({house_style::Rule::panic}).starts_with("panic: `todo` in src/lib.rs:3"));
  CHECK(session.breach({}).empty());
}

TEST_CASE("broken and hostile texts are judged without harm") {
  const std::string deep(20'000, '(');
  CHECK(Session().write("src/lib.rs", "fn f() { " + deep + ".unwrap() }").breach().size() < 200);
  CHECK(Session().edit("src/lib.rs", "", "").breach().empty());
  CHECK(Session().read("src/lib.rs", "999999999999999999999: x\n18446744073709551615: y\n").breach().empty());
}
