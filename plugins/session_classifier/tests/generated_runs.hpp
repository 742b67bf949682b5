// Runs of cargo as they would really print, and the lines that start them, with what can be known of each afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <chat/example.hpp>

namespace test {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class T>
  const T& of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937 engine_;
};

enum class Tool { test, nextest, check, build, clippy };

// What a run writes, in order: each line to standard output or to the errors.
struct Printed {
  std::string text;
  bool is_error = false;
};

struct Run {
  Tool tool = Tool::test;
  bool passes = true;
  std::vector<Printed> lines;
  std::int64_t exit = 0;
};

Run run_of(Random& random, Tool tool, bool passes);

// A command line with what opencode stored of it. `truth` is what anybody could know: verified where a success is
// seen, failed where a failure is, unverified where neither is.
struct Call {
  std::string command;
  std::string output;
  std::optional<std::int64_t> exit;
  chat::Outcome truth = chat::Outcome::unverified;
};

// One of many spellings: pipes, wrappers, swallowed exit codes, colours, cut output.
Call call_of(Random& random, const Run& run);

// A line that looks like a check and is none.
Call no_check(Random& random);

}  // namespace test
