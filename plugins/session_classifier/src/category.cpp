#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <session_classifier/category.hpp>
#include <session_classifier/compiler_output.hpp>
#include <session_classifier/tools.hpp>
#include <session_classifier/turns.hpp>
#include <shell/commands.hpp>

namespace session_classifier {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '\'' || c == '-' || c == '_';
}

// The category of the first word that tells one.
std::optional<chat::Category> first_telling_word(std::string_view prompt) {
  static const std::map<std::string_view, chat::Category> meanings = [] {
    std::map<std::string_view, chat::Category> words;
    for (const std::string_view word :
         {"refactor", "refactoring", "rename", "renaming", "extract", "simplify", "restructure",
          "deduplicate", "cleanup", "inline", "reorganise", "reorganize"})
      words[word] = chat::Category::refactor;
    for (const std::string_view word :
         {"fix",     "fixes",   "fixing",  "bug",      "bugs",       "fail",   "fails",
          "failing", "failed",  "failure", "panic",    "panics",     "crash",  "crashes",
          "broken",  "broke",   "breaks",  "wrong",    "regression", "leak",   "leaks",
          "drops",   "doesn't", "hangs",   "deadlock", "incorrect",  "repair", "debug"})
      words[word] = chat::Category::bug_fix;
    for (const std::string_view word :
         {"add", "adds", "adding", "implement", "implements", "implementing", "support", "introduce",
          "create", "creates", "creating", "extend", "new", "build", "write", "expose", "provide"})
      words[word] = chat::Category::feature;
    return words;
  }();
  for (std::size_t at = 0; at < prompt.size();) {
    std::size_t end = at;
    while (end < prompt.size() && is_word_char(prompt[end])) ++end;
    const auto known = meanings.find(prompt.substr(at, end - at));
    if (known != meanings.end()) return known->second;
    at = end + 1;
  }
  return std::nullopt;
}

bool holds_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.contains(phrase); });
}

struct Deeds {
  bool changed_dependencies = false;
  bool edited_rust = false;
  bool created_file = false;
  bool edited = false;
  std::vector<std::string_view> printed_before_edit;
};

void add_call(const Part& part, Deeds& deeds) {
  const ToolFacts facts = facts_of(part);
  if (facts.use == ToolUse::command) {
    for (const shell::Command& command : shell::commands_of(facts.command)) {
      const std::string name = shell::cargo_subcommand(command);
      deeds.changed_dependencies |=
          name == "add" || name == "remove" || name == "rm" || name == "update" || name == "upgrade";
    }
    if (!deeds.edited) deeds.printed_before_edit.push_back(part.state.output);
  }
  if (facts.use != ToolUse::edit || !facts.succeeded) return;
  deeds.edited = true;
  deeds.created_file |= facts.creates;
  for (const std::string& file : facts.files) deeds.edited_rust |= file.ends_with(".rs");
}

}  // namespace

chat::Category category_of(std::span<const Message> turn) {
  Deeds deeds;
  for (const Message& message : turn)
    for (const Part& part : message.parts)
      if (part.kind == PartKind::tool) add_call(part, deeds);
  const std::string prompt = lower(prompt_of(turn));

  if (deeds.changed_dependencies && !deeds.edited_rust) return chat::Category::dependency;
  if (holds_any(prompt, {"dependency", "dependencies", "crate version"})) return chat::Category::dependency;
  if (holds_any(prompt, {"without changing behav", "clean up"})) return chat::Category::refactor;
  if (const auto told = first_telling_word(prompt)) return *told;
  if (std::ranges::any_of(deeds.printed_before_edit, tells_of_failure)) return chat::Category::bug_fix;
  return deeds.created_file ? chat::Category::feature : chat::Category::other;
}

}  // namespace session_classifier
