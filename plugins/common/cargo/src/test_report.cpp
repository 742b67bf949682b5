#include <algorithm>

#include <re2/re2.h>

#include <cargo/test_report.hpp>

namespace cargo {
namespace {

template <typename Use>
void for_each_line(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    use(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// library/test/src/formatters/pretty.rs, and rustdoc, which uses the same formatter.
struct Lines {
  RE2 running{"running (\\d+) tests?"};
  RE2 result{
      "test (.+?)(?: - (?:should panic|compile fail|compile))? \\.\\.\\. (ok|FAILED|ignored)(?:, .*)?"};
  // What a test writes past libtest's capture stands between its name and its status.
  RE2 begun{"test (.+?)(?: - (?:should panic|compile fail|compile))? \\.\\.\\. .*"};
  RE2 status{"(?:.*[^a-zA-Z])?(ok|FAILED)"};
  RE2 end{"test result: (ok|FAILED)\\. (\\d+) passed; (\\d+) failed; (\\d+) ignored; .*"};
};

TestStatus status_of(std::string_view word) {
  if (word == "ok") return TestStatus::ok;
  return word == "ignored" ? TestStatus::ignored : TestStatus::failed;
}

class Reader {
 public:
  void line(std::string_view line) {
    const re2::StringPiece text(line.data(), line.size());
    std::uint64_t announced = 0;
    if (RE2::FullMatch(text, lines_.running, &announced)) {
      report_.suites.push_back({.announced = announced});
      begun_.reset();
    } else if (!report_.suites.empty() && !report_.suites.back().ok) {
      in_suite(text, report_.suites.back());
    }
  }
  TestReport take() { return std::move(report_); }

 private:
  void in_suite(re2::StringPiece text, TestSuite& suite) {
    TestResult result;
    std::string status;
    if (RE2::FullMatch(text, lines_.end, &status, &suite.passed, &suite.failed, &suite.ignored)) {
      suite.ok = status == "ok";
    } else if (RE2::FullMatch(text, lines_.result, &result.name, &status)) {
      result.status = status_of(status);
      suite.results.push_back(std::move(result));
      begun_.reset();
    } else if (RE2::FullMatch(text, lines_.begun, &result.name)) {
      begun_ = std::move(result);
    } else if (begun_ && RE2::FullMatch(text, lines_.status, &status)) {
      begun_->status = status_of(status);
      suite.results.push_back(*std::move(begun_));
      begun_.reset();
    }
  }

  const Lines lines_;
  std::optional<TestResult> begun_;
  TestReport report_;
};

}  // namespace

std::size_t TestReport::count(TestStatus status) const {
  std::size_t sum = 0;
  for (const auto& suite : suites)
    sum += static_cast<std::size_t>(std::ranges::count(suite.results, status, &TestResult::status));
  return sum;
}

const TestResult* TestReport::find(std::string_view name) const {
  for (const auto& suite : suites) {
    const auto found = std::ranges::find(suite.results, name, &TestResult::name);
    if (found != suite.results.end()) return &*found;
  }
  return nullptr;
}

TestReport read_test_report(std::string_view output) {
  Reader reader;
  for_each_line(output, [&](std::string_view line) { reader.line(line); });
  return reader.take();
}

std::vector<std::vector<std::string>> read_test_list(std::string_view output) {
  static const RE2 entry("(.+): (?:test|benchmark)");
  static const RE2 end("\\d+ tests?, \\d+ benchmarks?");
  std::vector<std::vector<std::string>> suites;
  std::vector<std::string> names;
  for_each_line(output, [&](std::string_view line) {
    const re2::StringPiece text(line.data(), line.size());
    std::string name;
    if (RE2::FullMatch(text, end)) {
      suites.push_back(std::move(names));
      names.clear();
    } else if (RE2::FullMatch(text, entry, &name)) {
      names.push_back(std::move(name));
    }
  });
  return suites;
}

}  // namespace cargo
