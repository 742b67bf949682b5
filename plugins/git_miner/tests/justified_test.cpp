#include "justified.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using git_miner::test::Files;

namespace {

const Files project{{"src/main.rs", "mod client;\n\nfn main() {\n    client::connect();\n}\n"},
                    {"src/client.rs", "pub fn connect() {}\n\npub fn publish(text: &str) {}\n"},
                    {"src/cache.rs", "fn evict() {}\n"}};

struct Talk {
  chat::Example example;

  explicit Talk(const std::string& request) {
    example.messages.push_back({.role = chat::Role::user, .content = request});
  }

  Talk& call(const std::string& name, const std::string& arguments, const std::string& result) {
    chat::Message message{.role = chat::Role::assistant};
    message.tool_calls.push_back({.id = "call_1", .function = {.name = name, .arguments = arguments}});
    example.messages.push_back(std::move(message));
    example.messages.push_back({.role = chat::Role::tool, .content = result});
    return *this;
  }

  Talk& read(const std::string& path) {
    std::string text;
    std::size_t line = 1, begin = 0;
    for (const std::string& all = project.at(path); begin < all.size();) {
      const std::size_t end = all.find('\n', begin);
      text += fmt::format("{}: {}\n", line++, all.substr(begin, end - begin));
      begin = end + 1;
    }
    return call("read", fmt::format(R"({{"filePath":"/workspace/{}"}})", path), text);
  }

  Talk& edit(const std::string& path, const std::string& from, const std::string& to) {
    return call(
        "edit",
        fmt::format(R"({{"filePath":"/workspace/{}","oldString":"{}","newString":"{}"}})", path, from, to),
        "Edit applied successfully.");
  }

  std::vector<std::string> faults() const { return git_miner::test::unjustified_calls(example, project); }
};

Talk after_reading_main() {
  Talk talk("See `src/main.rs`.");
  talk.read("src/main.rs");
  return talk;
}

}  // namespace

TEST_CASE("an edit that calls what no result has shown is not justified") {
  const std::string from = R"(    client::connect();\n)", to = R"(    client::publish(\"a\");\n)";
  const auto blind = after_reading_main().edit("src/main.rs", from, to).faults();
  REQUIRE(blind.size() == 1);
  CHECK(blind[0].contains("`publish`"));
  CHECK(after_reading_main()
            .call("grep", R"({"pattern":"pub fn ","include":"client.rs"})",
                  "Found 2 matches\n/workspace/src/client.rs:\n  Line 1: pub fn connect() {}\n\n"
                  "  Line 3: pub fn publish(text: &str) {}\n")
            .edit("src/main.rs", from, to)
            .faults()
            .empty());
  CHECK(after_reading_main().read("src/client.rs").edit("src/main.rs", from, to).faults().empty());
}

TEST_CASE("a test that names what no result has shown is not justified") {
  Talk talk("Please test publishing.");
  talk.call("glob", R"({"pattern":"tests/**/*.rs"})", "No files found")
      .call(
          "write",
          R"({"filePath":"/workspace/tests/it.rs","content":"#[test]\nfn sends() {\n    demo::client::publish(\"\");\n}\n"})",
          "Wrote file successfully.");
  REQUIRE(talk.faults().size() == 1);
  CHECK(talk.faults()[0].contains("`publish`"));
}

TEST_CASE("a signature whose uses were not searched for is not to be changed") {
  const std::string from = R"(pub fn connect() {}\n)", to = R"(pub fn connect(port: u16) {}\n)";
  const auto blind =
      Talk("See `src/client.rs`.").read("src/client.rs").edit("src/client.rs", from, to).faults();
  REQUIRE(blind.size() == 1);
  CHECK(blind[0].contains("`connect`"));
  CHECK(Talk("See `src/client.rs`.")
            .read("src/client.rs")
            .call("grep", R"({"pattern":"\\bconnect\\b","include":"*.rs"})",
                  "Found 2 matches\n/workspace/src/client.rs:\n  Line 1: pub fn connect() {}\n\n"
                  "/workspace/src/main.rs:\n  Line 4:     client::connect();\n")
            .edit("src/client.rs", from, to)
            .faults()
            .empty());
}

TEST_CASE("a file that was only listed is not to be opened") {
  Talk talk("It is slow.");
  talk.call(
      "glob", R"({"pattern":"src/**/*.rs"})",
      "/workspace/src/cache.rs\n/workspace/src/log.rs\n/workspace/src/main.rs\n/workspace/src/net.rs\n");
  CHECK(Talk(talk).read("src/cache.rs").faults().size() == 1);
  CHECK(Talk(talk).read("src/main.rs").faults().empty());
  CHECK(Talk(talk).read("src/main.rs").read("src/client.rs").faults().empty());
}

TEST_CASE("a name that nothing has shown is not to be spoken of") {
  const auto faults = [](const std::string& remark) {
    Talk talk = after_reading_main();
    talk.example.messages.push_back({.role = chat::Role::assistant, .content = remark});
    return talk.faults();
  };
  CHECK(faults("The place to change is `main` in `src/main.rs`.").empty());
  CHECK(faults("`cargo clippy` was not run.").empty());
  REQUIRE(faults("I changed `Server::main`.").size() == 1);
  CHECK(faults("I changed `Server::main`.")[0].contains("`Server`"));
}

TEST_CASE("a name that goes at several places is to be searched for before") {
  const Files before{{"src/a.rs", "pub struct Options {\n    pub cwd: u8,\n}\n"},
                     {"src/b.rs", "fn walk(options: &Options) -> u8 {\n    options.cwd\n}\n"}};
  const auto talk = [](bool is_searched) {
    Talk one("See `src/a.rs` and `src/b.rs`, and rename cwd.");
    one.call("read", R"({"filePath":"/workspace/src/a.rs"})",
             "1: pub struct Options {\n2:     pub cwd: u8,\n3: }\n")
        .call("read", R"({"filePath":"/workspace/src/b.rs"})",
              "1: fn walk(options: &Options) -> u8 {\n2:     options.cwd\n3: }\n");
    if (is_searched) one.call("grep", R"({"pattern":"\\bcwd\\b","include":"*.rs"})", "No files found");
    one.edit("src/a.rs", R"(    pub cwd: u8,\n)", R"(    pub base: u8,\n)")
        .edit("src/b.rs", R"(    options.cwd\n)", R"(    options.base\n)");
    return one;
  };
  const auto blind = git_miner::test::unjustified_calls(talk(false).example, before);
  REQUIRE(blind.size() == 1);
  CHECK(blind[0].contains("`cwd`"));
  CHECK(git_miner::test::unjustified_calls(talk(true).example, before).empty());
}

TEST_CASE("the head of a file is not to be read where a search names another line") {
  const auto talk = [](bool is_read) {
    Talk one("`publish` fails.");
    one.call("grep", R"({"pattern":"publish","include":"*.rs"})",
             "Found 1 matches\n/workspace/src/client.rs:\n  Line 3: pub fn publish(text: &str) {}\n");
    if (is_read)
      one.call("read", R"({"filePath":"/workspace/src/client.rs","offset":3,"limit":1})",
               "3: pub fn publish(text: &str) {}\n");
    one.call("read", R"({"filePath":"/workspace/src/client.rs","offset":1,"limit":1})",
             "1: pub fn connect() {}\n");
    return one.faults();
  };
  CHECK(talk(true).empty());
  REQUIRE(talk(false).size() == 1);
  CHECK(talk(false)[0].contains("line 3"));
}

TEST_CASE("a word of prose is to be searched for where it tells of what is asked") {
  const auto talk = [](const std::string& request) {
    Talk one(request);
    one.call("grep", R"({"pattern":"(?i)evict","include":"*.rs"})", "No files found");
    return one.faults();
  };
  CHECK(talk("Entries that one would evict stay.").empty());
  CHECK(talk("Entries stay. One would evict, and evict again.").empty());
  REQUIRE(talk("Entries stay. One would evict them.").size() == 1);
  CHECK(talk("Entries stay. One would evict them.")[0].contains("by the way"));
  std::string many;
  for (int i = 0; i < 20; ++i) many += "fn evict" + std::to_string(i) + "() {}\n";
  Talk idle("Entries that one would evict stay.");
  idle.call("grep", R"({"pattern":"(?i)evict","include":"*.rs"})", "No files found");
  const auto faults = git_miner::test::unjustified_calls(idle.example, {{"src/many.rs", many}});
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].contains("20 lines"));
}

TEST_CASE("edits go from file to file, and define before they use") {
  const std::string request = "See `src/main.rs` and `src/client.rs`, and add `flush`.";
  const auto talk = [&] { return Talk(request).read("src/main.rs").read("src/client.rs"); };
  const std::string use_from = R"(    client::connect();\n)", use_to = R"(    client::flush();\n)",
                    from = R"(pub fn connect() {}\n)", to = R"(pub fn connect() {}\n\npub fn flush() {}\n)";
  CHECK(talk().edit("src/client.rs", from, to).edit("src/main.rs", use_from, use_to).faults().empty());
  const auto early = talk().edit("src/main.rs", use_from, use_to).edit("src/client.rs", from, to).faults();
  REQUIRE(early.size() == 1);
  CHECK(early[0].contains("uses already"));
  const auto back = talk()
                        .edit("src/client.rs", from, to)
                        .edit("src/main.rs", use_from, use_to)
                        .edit("src/client.rs", R"(pub fn flush() {}\n)", R"(pub fn flush() { connect() }\n)")
                        .faults();
  REQUIRE(back.size() == 1);
  CHECK(back[0].contains("comes back"));
  const auto splinters =
      talk()
          .edit("src/client.rs", from, to)
          .edit("src/client.rs", R"(pub fn flush() {}\n)", R"(pub fn flush() { connect() }\n)")
          .faults();
  REQUIRE(splinters.size() == 1);
  CHECK(splinters[0].contains("beside"));
}

TEST_CASE("a private signature is to be changed with its uses in sight") {
  const Files before{{"src/a.rs", "fn one(n: u8) {}\n\nfn two() {\n    one(1);\n}\n"}};
  const auto faults = [&](bool is_whole) {
    Talk talk("See `src/a.rs`.");
    talk.call("read", R"({"filePath":"/workspace/src/a.rs","offset":1,"limit":1})", "1: fn one(n: u8) {}\n");
    if (is_whole)
      talk.call("read", R"({"filePath":"/workspace/src/a.rs","offset":2,"limit":4})",
                "2: \n3: fn two() {\n4:     one(1);\n5: }\n");
    talk.edit("src/a.rs", R"(fn one(n: u8) {}\n)", R"(fn one() {}\n)");
    return git_miner::test::unjustified_calls(talk.example, before);
  };
  CHECK(faults(true).empty());
  REQUIRE(faults(false).size() == 1);
  CHECK(faults(false)[0].contains("`one`"));
}

TEST_CASE("what the request spells as code is to be searched for at once") {
  const auto talk = [](const std::string& pattern) {
    Talk one("`evict` is slow, I think.");
    one.call("grep", R"({"pattern":")" + pattern + R"(","include":"*.rs"})", "No files found");
    return one.faults();
  };
  CHECK(talk("evict").empty());
  REQUIRE(talk("(?i)slow").size() == 1);
  CHECK(talk("(?i)slow")[0].contains("`evict`"));
}

TEST_CASE("a type whose impl grows is to be read, and so is one of whose values a field is taken") {
  const Files before{
      {"src/a.rs", "struct Store {\n    items: Vec<u8>,\n}\n\nimpl Store {\n    fn len(&self) {}\n}\n"}};
  const auto faults = [&](bool is_whole, const std::string& to) {
    Talk talk("See `src/a.rs`.");
    const std::string type =
        is_whole ? "1: struct Store {\n2:     items: Vec<u8>,\n3: }\n" : "1: struct Store {\n";
    talk.call("read", R"({"filePath":"/workspace/src/a.rs"})",
              type + "4: \n5: impl Store {\n6:     fn len(&self) {}\n7: }\n");
    talk.edit("src/a.rs", R"(    fn len(&self) {}\n)", to);
    return git_miner::test::unjustified_calls(talk.example, before);
  };
  const std::string grown = R"(    fn len(&self) {}\n    fn clear(&mut self) {}\n)",
                    taken = R"(    fn len(&self) { self.items; }\n)";
  CHECK(faults(true, grown).empty());
  CHECK(faults(true, taken).empty());
  REQUIRE(faults(false, grown).size() == 1);
  CHECK(faults(false, grown)[0].contains("`clear` is a new function of `Store`"));
  CHECK_FALSE(faults(false, taken).empty());
}

TEST_CASE("a type is to be read before new code names it, unless the file names it already") {
  const Files before{
      {"src/a.rs", "fn f() {\n    old();\n}\n\nfn old(w: walk::Step) {}\n"},
      {"src/walk.rs",
       "pub struct Walker {\n    at: u8,\n}\npub struct Step;\nimpl Walker {\n    pub fn go(&self) {}\n}\n"}};
  const auto faults = [&](bool with_type, bool with_function, const std::string& to) {
    Talk talk("See `src/a.rs` and `src/walk.rs`: `Walker`, `go`, `Step`.");
    talk.call("read", R"({"filePath":"/workspace/src/a.rs"})",
              "1: fn f() {\n2:     old();\n3: }\n4: \n5: fn old(w: walk::Step) {}\n");
    talk.call("grep", R"({"pattern":"Walker|go","include":"walk.rs"})",
              "Found 2 matches\n/workspace/src/walk.rs:\n  Line 1: pub struct Walker {\n\n  Line 6:     pub "
              "fn go(&self) {}\n");
    if (with_type)
      talk.call("read", R"({"filePath":"/workspace/src/walk.rs","offset":1,"limit":3})",
                "1: pub struct Walker {\n2:     at: u8,\n3: }\n");
    if (with_function)
      talk.call("read", R"({"filePath":"/workspace/src/walk.rs","offset":5,"limit":2})",
                "5: impl Walker {\n6:     pub fn go(&self) {}\n");
    talk.edit("src/a.rs", R"(    old();\n)", to);
    std::string all;
    for (const std::string& fault : git_miner::test::unjustified_calls(talk.example, before))
      all += fault + "; ";
    return all;
  };
  const std::string named = R"(    let w: walk::Walker = make();\n)",
                    called = R"(    let w: walk::Walker = make();\n    w.go();\n)";
  CHECK(faults(true, true, called) == "");
  CHECK(faults(true, false, named) == "");
  CHECK(faults(false, false, named).contains("`walk::Walker` is used, whose definition was not read"));
  CHECK(faults(true, false, called).contains("`go` of `Walker` is called"));
  CHECK(faults(false, false, R"(    let s: walk::Step = make();\n)") == "");
  CHECK(faults(false, false, R"(    let s: other::Walker = make();\n)") == "");
}

TEST_CASE("a method's call shows no field") {
  const Files before{{"src/a.rs", "fn f(a: &A) {\n    a.key();\n}\n"},
                     {"src/b.rs", "pub struct A {\n    key: u8,\n}\n"}};
  Talk talk("See `src/a.rs`.");
  talk.call("read", R"({"filePath":"/workspace/src/a.rs"})", "1: fn f(a: &A) {\n2:     a.key();\n3: }\n");
  talk.edit("src/a.rs", R"(    a.key();\n)", R"(    a.key;\n)");
  const auto faults = git_miner::test::unjustified_calls(talk.example, before);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].contains("`key`"));
}

TEST_CASE("a trait is to be read before it is implemented, and a model before it is followed") {
  const Files before{{"src/a.rs", "struct A;\nstruct Ball;\n\nimpl Shape for Ball {\n    fn area() {}\n}\n"},
                     {"src/shape.rs", "pub trait Shape {\n    fn area();\n}\n"}};
  const auto faults = [&](bool with_trait, bool with_impl) {
    Talk talk("Implement it as in Shape for Ball; see `src/a.rs` and `src/shape.rs`.");
    talk.call("read", R"({"filePath":"/workspace/src/a.rs","offset":1,"limit":3})",
              "1: struct A;\n2: struct Ball;\n3: \n");
    if (with_impl)
      talk.call("read", R"({"filePath":"/workspace/src/a.rs","offset":4,"limit":3})",
                "4: impl Shape for Ball {\n5:     fn area() {}\n6: }\n");
    if (with_trait)
      talk.call("read", R"({"filePath":"/workspace/src/shape.rs"})",
                "1: pub trait Shape {\n2:     fn area();\n3: }\n");
    talk.edit("src/a.rs", R"(struct Ball;\n)",
              R"(struct Ball;\n\nimpl Shape for A {\n    fn area() { todo() }\n}\n)");
    std::string all;
    for (const std::string& fault : git_miner::test::unjustified_calls(talk.example, before))
      all += fault + "; ";
    return all;
  };
  CHECK(faults(true, true) == "");
  CHECK(faults(false, true).contains("`Shape`, which was not read"));
  CHECK(faults(true, false).contains("of which no impl was read"));
  CHECK(faults(true, false).contains("`Shape for Ball` of the request was not read"));
}

TEST_CASE("the function that the request names is to be read, and its namesake that is a model") {
  const Files before{{"src/a.rs", "struct Set;\nimpl Set {\n    fn one() {}\n}\n"},
                     {"src/map.rs", "struct Map;\nimpl Map {\n    fn two() {}\n}\n"}};
  const auto faults = [&](const std::string& request, bool is_read) {
    Talk talk(request + " See `src/a.rs` and `src/map.rs`.");
    talk.call("read", R"({"filePath":"/workspace/src/a.rs"})",
              "1: struct Set;\n2: impl Set {\n3:     fn one() {}\n4: }\n");
    if (is_read)
      talk.call("read", R"({"filePath":"/workspace/src/map.rs"})",
                "1: struct Map;\n2: impl Map {\n3:     fn two() {}\n4: }\n");
    talk.edit("src/a.rs", R"(    fn one() {}\n)", R"(    fn one() {}\n    fn two() {}\n)");
    std::string all;
    for (const std::string& fault : git_miner::test::unjustified_calls(talk.example, before))
      all += fault + "; ";
    return all;
  };
  CHECK(faults("Add a method based on map's.", true) == "");
  CHECK(faults("Add a method based on map's.", false).contains("`two` of map is a model"));
  CHECK(faults("Do as Map::two does.", false).contains("`Map::two` of the request was not read"));
  CHECK(faults("I'd like you to add a method.", false) == "");
}
