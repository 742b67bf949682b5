#include "conversation/wording.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/core.h>

#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_detail_bytes = 1200;  // of the paragraphs that a request takes over
constexpr std::size_t most_names = 4;

std::string capital(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

// A commit's lines are wrapped at 72 columns; a request's are not. Lists and code keep their lines.
std::string unwrapped(const std::string& paragraph) {
  std::string out;
  for (std::size_t begin = 0; begin < paragraph.size();) {
    const std::size_t end = std::min(paragraph.find('\n', begin), paragraph.size());
    const std::string line = paragraph.substr(begin, end - begin);
    const bool own_line = line.empty() || std::string_view(" \t-*+>|`#0123456789").contains(line.front());
    if (!out.empty()) out += own_line ? '\n' : ' ';
    out += line;
    begin = end + 1;
  }
  return out;
}

std::string request_sentence(const Message& message, Category category, std::uint64_t choice) {
  const std::string verb_phrase = as_request(message.subject);
  if (!verb_phrase.empty()) {
    switch (choice % 5) {
      case 0:
        return capital(verb_phrase) + ".";
      case 1:
        return "Please " + verb_phrase + ".";
      case 2:
        return "Could you " + verb_phrase + "?";
      case 3:
        return "I'd like you to " + verb_phrase + ".";
      default:
        return capital(verb_phrase) + ", please.";
    }
  }
  const std::string clause = capital(message.subject);
  if (is_command(message.subject)) return clause + (choice % 2 == 0 ? "." : ", please.");
  if (category != Category::bug_fix) return clause + ". Please take care of it.";
  switch (choice % 4) {
    case 0:
      return clause + ". Please fix that.";
    case 1:
      return clause + ". Can you fix it?";
    case 2:
      return "I noticed a problem: " + message.subject + ". Could you look into it?";
    default:
      return clause + ". That should not be so.";
  }
}

std::string place_sentence(const Message& message, const std::string& file, std::uint64_t choice) {
  if (file.empty() || message.subject.contains(file)) return "";
  switch (choice / 5 % 4) {
    case 0:
      return " Look at `" + file + "`.";
    case 1:
      return " Most of the code is in `" + file + "`.";
    case 2:
      return " See `" + file + "`.";
    default:
      return " I'd start in `" + file + "`.";
  }
}

std::string failure(const FailingTest& failing, std::uint64_t choice) {
  const char* front = choice % 3 == 0   ? "I tried a test for this, `{}`, and it fails:"
                      : choice % 3 == 1 ? "A test of mine for it, `{}`, gives:"
                                        : "With a test named `{}` I get:";
  return fmt::format("\n\n{}\n\n```\n{}\n```\n\nPlease add such a test too.",
                     fmt::format(fmt::runtime(front), failing.name), failing.output);
}

std::string details(const Message& message) {
  std::string out;
  for (const std::string& paragraph : message.paragraphs) {
    std::string text = unwrapped(paragraph);
    if (out.size() + text.size() > most_detail_bytes) break;
    out += "\n\n" + text;
  }
  return out;
}

}  // namespace

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  const std::size_t shown = names.size() > most_names + 1 ? most_names : names.size();
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += "`" + names[i] + "`";
  }
  if (shown < names.size()) out += fmt::format(" and {} more", names.size() - shown);
  return out;
}

std::vector<std::string> paths_of(const std::vector<Entity>& entities, const std::string& file, Part part) {
  std::vector<std::string> names;
  for (const Entity& entity : entities) {
    const bool fits =
        part == Part::run_tests ? entity.is_run_as_test : entity.is_test == (part == Part::tests);
    if (entity.file != file || !fits || entity.path.size() > 80) continue;
    if (std::ranges::find(names, entity.path) == names.end()) names.push_back(entity.path);
  }
  return names;
}

std::string request_text(const Message& message, Category category, const std::string& file,
                         const std::optional<FailingTest>& failing, std::uint64_t choice) {
  return request_sentence(message, category, choice) + place_sentence(message, file, choice) +
         details(message) + (failing ? failure(*failing, choice / 20) : "");
}

}  // namespace git_miner
