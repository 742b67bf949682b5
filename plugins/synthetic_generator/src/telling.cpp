#include <algorithm>
#include <sstream>

#include <fmt/core.h>
#include <toml++/toml.h>

#include <synthetic_generator/random.hpp>
#include <synthetic_generator/telling.hpp>

namespace synthetic_generator {
namespace {

constexpr std::size_t most_words = 120;

// Thrown within this file only.
struct BadTemplate {
  std::string text;
};

const toml::table& phrases() {
  static const toml::table table = toml::parse(phrases_text());
  return table;
}

std::vector<std::string> list(std::string_view table, std::string_view name) {
  std::vector<std::string> texts;
  if (const auto* array = phrases()[table][name].as_array()) {
    for (const auto& element : *array) texts.push_back(element.value_or(std::string()));
  }
  return texts;
}

std::size_t words_in(const std::string& text) {
  std::istringstream stream(text);
  std::string word;
  std::size_t count = 0;
  while (stream >> word) ++count;
  return count;
}

// Paragraphs keep their empty lines, everything within one becomes one line.
std::string flowing(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n' && !result.empty() && result.back() != '\n' && result.back() != ' ')
      result += ' ';
    else if (c == '\n' && !result.empty() && result.back() == ' ')
      result.replace(result.size() - 1, 1, "\n\n");
    else if (c != '\n')
      result += c;
  }
  while (result.ends_with(' ') || result.ends_with('\n')) result.pop_back();
  return result;
}

// The lines of tests: of those in modules at the end of a file, and of integration tests.
std::vector<std::string> test_lines(const Files& files) {
  std::vector<std::string> lines;
  for (const auto& [path, text] : files) {
    const bool whole = path.starts_with("tests/") || path.contains("/tests/");
    const std::size_t begin = whole ? 0 : text.find("#[cfg(test)]");
    if (begin == text.npos) continue;
    std::istringstream stream(text.substr(begin));
    std::string line;
    while (std::getline(stream, line)) lines.push_back(line);
  }
  return lines;
}

// Whether the done side lacks a line of the start side's tests; new tests between them do not count.
bool changes_tests(const Files& start, const Files& done) {
  const auto after = test_lines(done);
  auto at = after.begin();
  for (const std::string& line : test_lines(start)) {
    at = std::find(at, after.end(), line);
    if (at == after.end()) return true;
    ++at;
  }
  return false;
}

class Teller {
 public:
  Teller(const Unit& unit, const Rendered& rendered, const Proof& proof)
      : unit_(unit),
        trap_(*rendered.trap),
        task_(base::name_of(trap_.task)),
        proof_(proof),
        slots_(rendered.slots),
        random_(seed_of(unit.seed, {unit.key(), "telling"})),
        tests_follow_(changes_tests(proof.start, proof.done)) {
    slots_["command"] = trap_.command;
    slots_["code"] = proof.code;
    slots_["tests"] =
        proof.tests == 1 ? "the one test passes" : fmt::format("all {} tests pass", proof.tests);
    slots_["failing"] =
        proof.failing_tests == 1 ? "a test fails" : fmt::format("{} tests fail", proof.failing_tests);
    slots_["those_tests"] = proof.failing_tests == 1 ? "the test" : "the tests";
  }

  Telling run() {
    Telling telling;
    const bool shown = !trap_.command.empty();
    telling.reproduces = shown && random_.below(2) == 0;
    telling.request = request();
    if (shown && !telling.reproduces) telling.request += paste();
    if (!is_chore(trap_.task)) {
      if (telling.reproduces) telling.on_run = turned(task_, "runs", unit_.turn);
      telling.on_read = turned("agent", "reads", unit_.position);
      telling.on_edit = flowing(text(trap_.remark));
      if (tests_follow_) telling.on_edit += " " + turned("agent", "follows", unit_.position);
      telling.on_check = turned("agent", "checks", unit_.position);
    }
    telling.answer = fmt::format("{}\n\n{}", flowing(text(trap_.answer)), end());
    if (words_in(telling.answer) > most_words)
      throw BadTemplate{
          fmt::format("the answer of trap '{}' has {} words", trap_.name, words_in(telling.answer))};
    return telling;
  }

 private:
  std::string text(const std::string& from) {
    auto expanded = expand(from, slots_);
    if (!expanded) throw BadTemplate{fmt::format("trap '{}': {}", trap_.name, expanded.error().text())};
    return *std::move(expanded);
  }

  std::string one_of(const std::vector<std::string>& texts) {
    return texts.empty() ? std::string() : text(texts[random_.below(texts.size())]);
  }

  // Each list is a wheel with a start of its own that moves on by one: neighbours differ and all of it is
  // used.
  std::string turned(std::string_view table, std::string_view name, std::size_t steps) {
    const auto texts = list(table, name);
    if (texts.empty()) return {};
    return text(texts[(seed_of(unit_.seed, {table, name}) + steps) % texts.size()]);
  }

  // What some phrases say of the tests holds only where the tests stay.
  std::vector<std::string> fitting(std::string_view name) {
    auto texts = list(task_, name);
    const std::string more = fmt::format("{}_{}", tests_follow_ ? "follow" : "keep", name);
    for (std::string& one : list(task_, more)) texts.push_back(std::move(one));
    return texts;
  }

  std::string request() {
    std::string result = turned(task_, "openings", unit_.turn);
    for (const std::string& part :
         {one_of(trap_.requests), one_of(fitting("contexts")), one_of(fitting("constraints"))}) {
      if (!part.empty()) result += " " + flowing(part);
    }
    return result;
  }

  std::string end() {
    std::string result = turned(is_chore(trap_.task) ? "chore" : "agent", "ends", unit_.position);
    for (std::size_t i = 0; i < proof_.more.size(); ++i)
      result += fmt::format("{} `{}`", i == 0 ? " Clean as well:" : " and", proof_.more[i].command);
    return proof_.more.empty() ? result : result + ".";
  }

  std::string paste() {
    return fmt::format("\n\n{}\n\n```text\n{}\n```", turned(task_, "pastes", unit_.turn),
                       trimmed(proof_.diagnostic));
  }

  static std::string trimmed(std::string value) {
    while (value.ends_with('\n')) value.pop_back();
    return value;
  }

  const Unit& unit_;
  const Trap& trap_;
  std::string_view task_;  // the table of its phrases
  const Proof& proof_;
  Slots slots_;
  Random random_;
  bool tests_follow_;  // the edits change existing tests, too
};

}  // namespace

base::Result<Telling> tell(const Unit& unit, const Rendered& rendered, const Proof& proof) {
  try {
    return Teller(unit, rendered, proof).run();
  } catch (const BadTemplate& bad) {
    return base::failure(fmt::format("{}: {}", unit.skeleton->id(), bad.text));
  }
}

}  // namespace synthetic_generator
