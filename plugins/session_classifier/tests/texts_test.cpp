// What is done to the texts of an example.
#include <session_classifier/example_texts.hpp>
#include <session_classifier/neutral_paths.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;

Session session_in(const std::string& folder) {
  Session session;
  session.worktree = session.directory = folder;
  return session;
}

std::string neutral(const std::string& text, const std::string& folder = "/home/maria/relay") {
  chat::Example example;
  example.messages.emplace_back();
  example.messages[0].content = text;
  neutralise_paths(example, session_in(folder), "/workspace");
  return example.messages[0].content;
}

chat::Example with_call(const std::string& arguments, const std::string& result) {
  chat::Example example;
  example.messages.resize(2);
  example.messages[0].role = chat::Role::assistant;
  example.messages[0].tool_calls.push_back({"call_1", "function", {"edit", arguments}});
  example.messages[1].role = chat::Role::tool;
  example.messages[1].content = result;
  return example;
}

}  // namespace

TEST_CASE("the project's root becomes the neutral root, the account in the path of a home a neutral one") {
  CHECK(neutral("Compiling tally (/home/maria/relay)") == "Compiling tally (/workspace)");
  CHECK(neutral("/home/maria/relay/src/a.rs:3") == "/workspace/src/a.rs:3");
  CHECK(neutral("--> /home/maria/.cargo/registry/src/x.rs") == "--> /home/user/.cargo/registry/src/x.rs");
  CHECK(neutral("see /home/maria/relay.") == "see /workspace.");
  CHECK(neutral("-L/home/maria/relay/target -C linker=/home/maria/bin/ld") ==
        "-L/workspace/target -C linker=/home/user/bin/ld");
  CHECK(neutral("file:///home/maria/relay/a.rs") == "file:///workspace/a.rs");
}

TEST_CASE("names that only begin like the root are left whole") {
  CHECK(neutral("/home/maria/relay-old/a.rs") == "/home/user/relay-old/a.rs");
  CHECK(neutral("/home/maria/relay.git/a") == "/home/user/relay.git/a");
  CHECK(neutral("/home/marianne/x") == "/home/marianne/x");
  CHECK(neutral("mariachi, maria and fn maria()") == "mariachi, maria and fn maria()");
}

TEST_CASE("routes that look like homes are left alone") {
  CHECK(neutral("get(\"/home/settings\")") == "get(\"/home/settings\")");
  CHECK(neutral("https://example.com/Users/list") == "https://example.com/Users/list");
}

TEST_CASE("a root of one step is replaced only where a path begins") {
  CHECK(neutral("/app/src/main.rs and src/app/main.rs", "/app") ==
        "/workspace/src/main.rs and src/app/main.rs");
  CHECK(neutral("anything at all / here", "/") == "anything at all / here");
}

TEST_CASE("Windows paths become paths below the neutral root, however they are spelled") {
  const std::string folder = "C:\\Users\\maria\\relay";
  CHECK(neutral("C:\\Users\\maria\\relay\\src\\main.rs is", folder) == "/workspace/src/main.rs is");
  CHECK(neutral("c:/Users/maria/relay/src/main.rs", folder) == "/workspace/src/main.rs");
  CHECK(neutral("/c/Users/maria/relay/src", folder) == "/workspace/src");
  CHECK(neutral("C:\\Users\\maria\\.cargo\\bin", folder) == "C:\\Users\\user\\.cargo\\bin");
}

TEST_CASE("the account's name goes from prompts and from listings of files") {
  CHECK(neutral("maria@buildbox:~/relay$ ls") == "user@host:~/relay$ ls");
  CHECK(neutral("-rw-r--r-- 1 maria maria 12 Nov 1 a.rs\n") == "-rw-r--r-- 1 user user 12 Nov 1 a.rs\n");
}

TEST_CASE("the home of another account is found by its hidden folders") {
  CHECK(neutral("at /home/joe/.rustup/toolchains/x and /home/joe/y", "/srv/relay") ==
        "at /home/user/.rustup/toolchains/x and /home/user/y");
}

TEST_CASE("a second checkout of a project has its own root as the neutral one") {
  Session session = session_in("/srv/relay");
  session.directory = "/srv/relay-fix";
  chat::Example example;
  example.messages.emplace_back();
  example.messages[0].content = "/srv/relay-fix/a.rs /srv/relay/b.rs";
  neutralise_paths(example, session, "/workspace");
  CHECK(example.messages[0].content == "/workspace/a.rs /workspace2/b.rs");
}

TEST_CASE("arguments and results change alike, and arguments stay valid with order and numbers kept") {
  auto example =
      with_call(R"({"z":1.0,"filePath":"/home/maria/relay/a.rs","oldString":"\"/home/maria/relay\"\n"})",
                "1: \"/home/maria/relay\"\n");
  neutralise_paths(example, session_in("/home/maria/relay"), "/workspace");
  CHECK(example.messages[0].tool_calls[0].function.arguments ==
        R"({"z":1.0,"filePath":"/workspace/a.rs","oldString":"\"/workspace\"\n"})");
  CHECK(example.messages[1].content == "1: \"/workspace\"\n");
}

TEST_CASE("a change reaches every text, in order, and leaves the arguments valid") {
  auto example = with_call(R"({"oldString":"key = \"s3cret\"","list":[{"a":"s3cret"}]})", "s3cret");
  example.messages[0].content = "use s3cret";
  example.messages[0].reasoning_content = "s3cret?";
  change_texts(example, [](std::string_view text) -> std::optional<std::string> {
    std::string out(text);
    for (std::size_t at = out.find("s3cret"); at != std::string::npos; at = out.find("s3cret"))
      out.replace(at, 6, "<\"1\">");
    return out;
  });
  CHECK(example.messages[0].content == "use <\"1\">");
  CHECK(example.messages[0].reasoning_content == "<\"1\">?");
  CHECK(example.messages[1].content == "<\"1\">");
  const base::Json arguments = test::parse(example.messages[0].tool_calls[0].function.arguments);
  CHECK(arguments["oldString"].string() == "key = \"<\"1\">\"");
  CHECK(arguments["list"].items[0]["a"].string() == "<\"1\">");
}
