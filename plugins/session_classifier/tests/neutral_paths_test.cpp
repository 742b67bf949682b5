// The name of an account in every spelling of its home, and beside it.
#include <string>

#include <doctest/doctest.h>

#include <session_classifier/neutral_paths.hpp>

namespace {

using namespace session_classifier;

std::string neutral(const std::string& text, const std::string& folder) {
  Session session;
  session.directory = session.worktree = folder;
  chat::Example example;
  example.messages.resize(1);
  example.messages[0].content = text;
  neutralise_paths(example, session, "/workspace");
  return example.messages[0].content;
}

}  // namespace

TEST_CASE("every spelling of a home folder becomes one, and the project's root the neutral root") {
  struct Case {
    std::string folder, text, expected;
  };
  for (const Case& c : std::vector<Case>{
           {R"(\\wsl.localhost\Ubuntu\home\quillfeather\gauge)",
            R"(\\wsl.localhost\Ubuntu\home\quillfeather\gauge\src\lib.rs)", "/workspace/src/lib.rs"},
           {R"(\\wsl.localhost\Ubuntu\home\quillfeather\gauge)",
            R"(in \\wsl$\Ubuntu\home\quillfeather\notes.txt)", "in /home/user/notes.txt"},
           {"/mnt/c/Users/quillfeather/gauge",
            R"(C:\\Users\\quillfeather\\gauge\\a.rs and /c/Users/quillfeather/x)",
            "/workspace/a.rs and /home/user/x"},
           {R"(C:\Users\Petra Quillfeather\gauge)",
            R"(C:\Users\Petra Quillfeather\gauge\a.rs, c:/users/petra quillfeather/b)",
            "/workspace/a.rs, /home/user/b"},
           {"/var/home/quillfeather/gauge", "/home/quillfeather/gauge/a.rs /var/home/quillfeather/.cargo",
            "/workspace/a.rs /home/user/.cargo"},
           {"/home/quillfeather@corp.example/gauge", "/home/quillfeather@corp.example/gauge/a.rs",
            "/workspace/a.rs"},
           {"/home/j\u00fcrgen/gauge", "file:///home/j\u00fcrgen/gauge/a.rs", "file:///workspace/a.rs"},
           {"/srv/gauge", R"(see D:\Users\jo\x)", "see /home/user/x"},
       }) {
    CAPTURE(c.text);
    CHECK(neutral(c.text, c.folder) == c.expected);
  }
}

TEST_CASE("a rare name is hidden wherever it stands, in any letter case") {
  const std::string folder = "/home/quillfeather/gauge";
  CHECK(neutral("Hi Quillfeather, see -home-quillfeather-gauge", folder) == "Hi user, see -home-user-gauge");
  CHECK(neutral("QUILLFEATHER_PC", folder) == "user_PC");
  CHECK(neutral("quillfeathers", folder) == "quillfeathers");
}

TEST_CASE("an ordinary name is hidden where accounts stand") {
  const std::string folder = "/home/mark/gauge";
  CHECK(neutral("uid=1000(mark) gid=1000(mark) groups=1000(mark),27(sudo)", folder) ==
        "uid=1000(user) gid=1000(user) groups=1000(user),27(sudo)");
  CHECK(neutral("USER=mark\nmark      1234  0.0  0.1 zsh\nmark the end", folder) ==
        "USER=user\nuser      1234  0.0  0.1 zsh\nmark the end");
  CHECK(neutral("fn mark(mark: Mark)", folder) == "fn mark(mark: Mark)");
}
