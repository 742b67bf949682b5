// The name of an account in every spelling of its home, and beside it.
#include <set>
#include <string>
#include <utility>
#include <vector>

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

TEST_CASE(
    "in every spelling of a home only the account changes, and the project's root is the neutral root") {
  struct Case {
    std::string folder, text, expected;
  };
  for (const Case& c : std::vector<Case>{
           {R"(\\wsl.localhost\Ubuntu\home\quillfeather\gauge)",
            R"(\\wsl.localhost\Ubuntu\home\quillfeather\gauge\src\lib.rs)", "/workspace/src/lib.rs"},
           {R"(\\wsl.localhost\Ubuntu\home\quillfeather\gauge)",
            R"(in \\wsl$\Ubuntu\home\quillfeather\notes.txt)", R"(in \\wsl$\Ubuntu\home\user\notes.txt)"},
           {"/mnt/c/Users/quillfeather/gauge",
            R"(C:\\Users\\quillfeather\\gauge\\a.rs and /c/Users/quillfeather/x)",
            "/workspace/a.rs and /c/Users/user/x"},
           {R"(C:\Users\Petra Quillfeather\gauge)",
            R"(C:\Users\Petra Quillfeather\gauge\a.rs, c:/users/petra quillfeather/b)",
            "/workspace/a.rs, c:/users/user/b"},
           {"/var/home/quillfeather/gauge", "/home/quillfeather/gauge/a.rs /var/home/quillfeather/.cargo",
            "/workspace/a.rs /var/home/user/.cargo"},
           {"/home/quillfeather@corp.example/gauge", "/home/quillfeather@corp.example/gauge/a.rs",
            "/workspace/a.rs"},
           {"/home/j\u00fcrgen/gauge", "file:///home/j\u00fcrgen/gauge/a.rs", "file:///workspace/a.rs"},
           {"/srv/gauge", R"(see D:\Users\jo\x)", R"(see D:\Users\user\x)"},
       }) {
    CAPTURE(c.text);
    CHECK(neutral(c.text, c.folder) == c.expected);
    CHECK(neutral(c.expected, c.folder) == c.expected);
  }
}

TEST_CASE("a home keeps its lead and its separators, escaped or not") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"/Users/jo/x and /Volumes/Users/jo/x", "/Users/user/x and /Volumes/Users/user/x"},
           {R"(\\filer\Users\jo\x)", R"(\\filer\Users\user\x)"},
           {R"("C:\\Users\\jo\\x" "C:\\\\Users\\\\jo\\\\x")",
            R"("C:\\Users\\user\\x" "C:\\\\Users\\\\user\\\\x")"},
           {R"({"path":"\/home\/jo\/x"})", R"({"path":"\/home\/user\/x"})"},
           {"file:///home/jo/x, file:///C:/Users/jo/x", "file:///home/user/x, file:///C:/Users/user/x"},
           {"?uri=file%3A%2F%2F%2Fhome%2Fjo%2Fx", "?uri=file%3A%2F%2F%2Fhome%2Fuser%2Fx"},
           {"C%3A%5CUsers%5cjo%5Cx", "C%3A%5CUsers%5cuser%5Cx"},
           {"/mnt/c/Users/jo and /home/JO", "/mnt/c/Users/user and /home/user"},
       }) {
    CAPTURE(text);
    CHECK(neutral(text, "/home/jo/gauge") == expected);
    CHECK(neutral(expected, "/home/jo/gauge") == expected);
  }
}

TEST_CASE("an account is known in the escapes of JSON and URLs, and a directory's domain goes with it") {
  CHECK(neutral(R"(file:///home/j%C3%BC/x "/home/j\u00fc/x")", "/home/j\u00fc/gauge") ==
        R"(file:///home/user/x "/home/user/x")");
  CHECK(neutral("/home/jo@corp.example/x file:///home/jo%40corp.example/x", "/home/jo@corp.example/gauge") ==
        "/home/user@host/x file:///home/user@host/x");
}

TEST_CASE("sessions whose homes are of other forms stay apart, whatever the account") {
  std::set<std::string> different;
  for (const std::string home : {"/home/", "/Users/", "/var/home/", "C:\\Users\\", "/mnt/c/Users/"}) {
    const std::string separator = home.substr(home.size() - 1);
    const auto notes = [&](const std::string& account) {
      const std::string folder = home + account + separator;
      return neutral(folder + "notes.txt", folder + "gauge");
    };
    CHECK(notes("jo") == notes("quillfeather"));
    different.insert(notes("jo"));
  }
  CHECK(different.size() == 5);
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
