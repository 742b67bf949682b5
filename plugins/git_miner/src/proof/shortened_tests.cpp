#include "proof/shortened_tests.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

namespace git_miner {
namespace {

// What a line belongs to.
enum class Part { other, passed_test, warning, printed };

std::size_t most_shown(Part part) { return part == Part::warning ? 8 : 3; }

// Runs of lines of one part, each shown or left out as a whole.
class Shortener {
 public:
  void add(Part part, const std::string& line) {
    if (part != part_) end_run();
    part_ = part;
    run_.push_back(line);
  }

  std::string take() {
    end_run();
    return std::move(text_);
  }

 private:
  void end_run() {
    if (part_ != Part::other && run_.size() > most_shown(part_)) {
      text_ += fmt::format("[... {} lines left out ...]\n", run_.size());
    } else {
      for (const std::string& line : run_) text_ += line + "\n";
    }
    run_.clear();
  }

  Part part_ = Part::other;
  std::vector<std::string> run_;
  std::string text_;
};

std::string shortened(const std::string& output,
                      const std::function<Part(const std::string& line)>& part_of) {
  Shortener shortener;
  for (std::size_t begin = 0; begin < output.size();) {
    const auto end = std::min(output.find('\n', begin), output.size());
    const std::string line = output.substr(begin, end - begin);
    begin = end + 1;
    shortener.add(part_of(line), line);
  }
  return shortener.take();
}

bool is_passed_test(const std::string& line, const std::set<std::string>& named) {
  static const RE2 passed(
      R"(test (.+?)(?: \(line \d+\))?(?: - (?:should panic|compile fail|compile))? \.\.\. (?:ok|ignored)(?:, .*)?)");
  std::string name;
  return RE2::FullMatch(line, passed, &name) && !named.contains(name);
}

// A warning of cargo or of the compiler: up to a blank line, or to what is no part of it.
class Warnings {
 public:
  bool has(const std::string& line) {
    static const RE2 begin(R"(warning(?:\[\w+\])?: .*)");
    static const RE2 other(
        R"(error.*| +(?:Compiling|Checking|Finished|Running|Doc-tests|Executable) .*|running \d.*)");
    if (RE2::FullMatch(line, begin)) return is_in_one_ = true;
    if (RE2::FullMatch(line, other)) is_in_one_ = false;
    const bool was_in_one = is_in_one_;
    if (line.empty()) is_in_one_ = false;
    return was_in_one;
  }

 private:
  bool is_in_one_ = false;
};

}  // namespace

std::string shortened_tests(const std::string& output, const std::set<std::string>& named) {
  Warnings warnings;
  return shortened(output, [&](const std::string& line) {
    if (warnings.has(line)) return Part::warning;
    return is_passed_test(line, named) ? Part::passed_test : Part::other;
  });
}

std::string without_printed_failures(const std::string& output) {
  bool is_printed = false;
  return shortened(output, [&](const std::string& line) {
    static const RE2 begin("---- .* stdout ----");
    if (line == "failures:") is_printed = false;
    const bool is_head = RE2::FullMatch(line, begin);
    is_printed = is_printed || is_head;
    return is_printed && !is_head ? Part::printed : Part::other;
  });
}

}  // namespace git_miner
