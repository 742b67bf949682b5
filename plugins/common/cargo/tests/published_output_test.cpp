#include <iterator>
#include <random>

#include <doctest/doctest.h>

#include <cargo/published_output.hpp>

using cargo::published_output;

TEST_CASE("durations, thread ids, hashes, colours and waiting lines go") {
  CHECK(published_output("    Blocking waiting for file lock on build directory\n"
                         "    Finished `dev` profile [unoptimized] target(s) in 1m 02.41s\n"
                         "     Running unittests src/lib.rs (/target/debug/deps/demo-8348ca7a80742723)\n"
                         "thread 'tests::bad' (22356) panicked at src/lib.rs:3:1:\n"
                         "\x1b[1m\x1b[31merror\x1b[0m: x\r\n"
                         "test result: ok. 1 passed; 0 failed; 0 filtered out; finished in 0.12s\n"
                         "all doctests ran in 0.61s; merged doctests compilation took 0.42s\n") ==
        "    Finished `dev` profile [unoptimized] target(s)\n"
        "     Running unittests src/lib.rs (/target/debug/deps/demo)\n"
        "thread 'tests::bad' panicked at src/lib.rs:3:1:\n"
        "error: x\n"
        "test result: ok. 1 passed; 0 failed; 0 filtered out\n");
}

TEST_CASE("folders become neutral, the longest first, whole names only") {
  CHECK(published_output("/home/me/w/src/a.rs /home/me/w /home/me/work /home/me/w-2 /home/me/x",
                         {{"/home/me", "~"}, {"/home/me/w", "/src"}}) ==
        "/src/src/a.rs /src ~/work ~/w-2 ~/x");
}

TEST_CASE("a folder's name inside a longer path is no folder") {
  CHECK(published_output("--> crates/core/src/lib.rs:1:2\n(/src/crates/core)\n", {{"/src", "/workspace"}}) ==
        "--> crates/core/src/lib.rs:1:2\n(/workspace/crates/core)\n");
}

TEST_CASE("neighbouring progress lines are sorted, others stay in place") {
  CHECK(published_output(
            "   Compiling b v1\n   Compiling a v1\nwarning: w\n    Checking d v1\n    Checking c v1") ==
        "   Compiling a v1\n   Compiling b v1\nwarning: w\n    Checking c v1    Checking d v1\n");
}

TEST_CASE("bytes that are no UTF-8 become replacement characters") {
  CHECK(published_output("a\xff"
                         "b\xc3\xa9\xed\xa0\x80\xe2\x82") == "a\uFFFDb\u00e9\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("long texts keep head and tail, within the limit, at line ends") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "line " + std::to_string(i) + "\n";
  const auto cut = published_output(text);
  CHECK(cut.size() <= cargo::published_limit);
  CHECK(cut.size() > cargo::published_limit * 3 / 4);
  CHECK(cut.starts_with("line 0\nline 1\n"));
  CHECK(cut.ends_with("line 1998\nline 1999\n"));
  const auto marker = cut.find("\n[... ");
  REQUIRE(marker != cut.npos);
  const auto left_out = std::stoul(cut.substr(marker + 6));
  const auto marker_end = cut.find('\n', marker + 1) + 1;
  CHECK(cut.substr(marker_end).starts_with("line "));
  CHECK(marker + 1 + left_out + (cut.size() - marker_end) == text.size());
}

TEST_CASE("what is published stays the same when it is published again, and within the limit") {
  const std::string parts[] = {"   Compiling aa v1",
                               "    Checking b v2",
                               "       Fresh c v1",
                               "    Blocking waiting for file lock on build directory",
                               "; finished in 0.12s",
                               "; finished in 1",
                               "\x1b[1m",
                               "\x1b[",
                               "-0123456789abcdef",
                               "-01234567",
                               "thread 'a' (17) panicked",
                               "(12)",
                               "target(s) in 1m 02.41s",
                               "all doctests ran in 0.61s",
                               "\u00e9\u00e9",
                               "\xc3",
                               "\r",
                               " "};
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto words = random() % 60; words > 0; --words) {
      text += parts[random() % std::size(parts)];
      if (random() % 3 == 0) text += '\n';
    }
    const std::size_t limit = 40 + random() % 400;
    const auto once = published_output(text, {}, limit);
    CAPTURE(text);
    CHECK(once.size() <= limit);
    CHECK(published_output(once, {}, limit) == once);
    CHECK(published_output(text, {}, limit) == once);
  }
}

TEST_CASE("a long line is cut between characters") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "\u00e9";
  for (std::size_t limit : {50u, 51u, 52u, 53u, 1000u, 1001u}) {
    const auto cut = cargo::head_and_tail(text, limit);
    CHECK(cut.size() <= limit + 1);
    CHECK(published_output(cut, {}, 1 << 20) == cut);
  }
  CHECK(cargo::head_and_tail(text, text.size()) == text);
}

TEST_CASE("which target of a crate failed first is left out, and that it failed is said once") {
  const std::string one = "error: could not compile `a` (lib test) due to 1 previous error\n";
  const std::string both =
      "error: could not compile `a` (lib) due to 1 previous error\n"
      "warning: build failed, waiting for other jobs to finish...\n"
      "error: could not compile `a` (lib test) due to 1 previous error\n";
  CHECK(cargo::published_output(one) == "error: could not compile `a` due to 1 previous error\n");
  CHECK(cargo::published_output(both) == cargo::published_output(one));
}
