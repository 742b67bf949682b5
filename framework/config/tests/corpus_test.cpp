// Pipeline files with mistakes, and the messages that they must give, word for word.
//
// Each tests/data/broken/NAME.yaml has its messages in NAME.txt. Comments at the top of a file set options:
// `#! set: a.b=c`, `#! profile: p`, `#! env: NAME=value`. With FLOWRUN_UPDATE_GOLDEN set, the messages are
// written instead of compared; read the difference before it is committed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include <config/check.hpp>
#include <test_support/temporary_folder.hpp>

#include "stage_fixtures.hpp"

namespace fs = std::filesystem;
using namespace flowrun::config;
using test_support::read_file;

namespace {

LoadOptions options_of(const fs::path& path) {
  LoadOptions options;
  std::map<std::string, std::string, std::less<>> environment;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line) && line.starts_with("#!");) {
    const auto value = [&](std::string_view key) {
      return line.starts_with(key) ? std::optional(line.substr(key.size())) : std::nullopt;
    };
    if (const auto set = value("#! set: ")) {
      options.sets.push_back(*set);
    } else if (const auto profile = value("#! profile: ")) {
      options.profile = *profile;
    } else if (const auto variable = value("#! env: ")) {
      environment[variable->substr(0, variable->find('='))] = variable->substr(variable->find('=') + 1);
    }
  }
  options.environment = [environment](std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
  return options;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

struct Outcome {
  bool accepted;
  Diagnostics diagnostics;
  std::string messages;  // with the folder taken out
};

Outcome check(const fs::path& path) {
  Outcome outcome{};
  outcome.accepted = check_pipeline(path, options_of(path), {.current_folder = path.parent_path()},
                                    testing::catalogue(), outcome.diagnostics)
                         .has_value();
  outcome.messages = outcome.diagnostics.render(false);
  const std::string folder = path.parent_path().string() + "/";
  for (auto at = outcome.messages.find(folder); at != std::string::npos; at = outcome.messages.find(folder)) {
    outcome.messages.erase(at, folder.size());
  }
  return outcome;
}

const fs::path data = FLOWRUN_TEST_DATA;

}  // namespace

TEST_CASE("every broken pipeline gives exactly the messages beside it") {
  const bool update = std::getenv("FLOWRUN_UPDATE_GOLDEN") != nullptr;
  const std::vector<fs::path> files = files_in(data / "broken");
  CHECK(files.size() >= 60);
  for (const fs::path& path : files) {
    CAPTURE(path.filename().string());
    const Outcome outcome = check(path);
    CHECK(outcome.accepted != outcome.diagnostics.has_errors());
    const fs::path golden = fs::path(path).replace_extension(".txt");
    if (update) {
      test_support::write_file(golden, outcome.messages);
    }
    CHECK(outcome.messages == read_file(golden));
    CHECK_FALSE(outcome.messages.empty());
  }
}

TEST_CASE("good pipelines are accepted without a word") {
  for (const fs::path& path : files_in(data / "good")) {
    CAPTURE(path.filename().string());
    const Outcome outcome = check(path);
    CHECK(outcome.accepted);
    CHECK(outcome.messages == "");
  }
}

TEST_CASE("every message has a place in the file, and says what is right, why, or what to do") {
  for (const fs::path& path : files_in(data / "broken")) {
    CAPTURE(path.filename().string());
    for (const Diagnostic& diagnostic : check(path).diagnostics.sorted()) {
      CAPTURE(diagnostic.message);
      CHECK(diagnostic.line() >= 1);
      CHECK(diagnostic.column() >= 1);
      const bool says_what_is_right = diagnostic.message.contains(" takes ");
      CHECK((says_what_is_right || !diagnostic.hint.empty() || !diagnostic.why.empty()));
      CHECK_FALSE(diagnostic.message.ends_with('.'));
    }
  }
}
