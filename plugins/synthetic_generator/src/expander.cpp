#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {
namespace {

using Text = base::Result<std::string>;

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string replaced(std::string_view snake, char with) {
  std::string text(snake);
  std::ranges::replace(text, '_', with);
  return text;
}

std::string camel(std::string_view snake) {
  std::string text;
  bool start = true;
  for (const char c : snake) {
    if (c == '_' || c == '-') {
      start = true;
    } else {
      text += std::exchange(start, false) ? upper(c) : c;
    }
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

base::Result<bool> holds(std::string_view condition, const Slots& slots) {
  for (const std::string_view term : split(condition, '&')) {
    const auto equals = term.find('=');
    if (equals == term.npos || equals == 0) return base::failure(fmt::format("no condition: {}", term));
    const bool negated = term[equals - 1] == '!';
    const std::string_view name = trimmed(term.substr(0, equals - (negated ? 1 : 0)));
    const auto slot = slots.find(name);
    if (slot == slots.end()) return base::failure(fmt::format("no slot '{}'", name));
    const auto values = split(term.substr(equals + 1), '|');
    if ((std::ranges::find(values, slot->second) != values.end()) == negated) return false;
  }
  return true;
}

Text inline_slots(std::string_view line, const Slots& slots) {
  std::string result;
  for (;;) {
    const auto open = line.find("{{");
    result += line.substr(0, open);
    if (open == line.npos) return result;
    if (line.substr(open + 2).starts_with('{')) {  // {{{slot}}}: braces around a slot
      result += '{';
      line.remove_prefix(open + 1);
      continue;
    }
    line.remove_prefix(open + 2);
    const auto close = line.find("}}");
    const std::string_view inside = line.substr(0, std::min(close, line.size()));
    const auto dot = inside.find('.');
    const std::string_view name = inside.substr(0, dot);
    const bool is_slot = close != line.npos && !name.empty() && std::ranges::all_of(name, is_name_char);
    if (!is_slot) {  // escaped braces of a format string
      result += "{{";
      continue;
    }
    const auto slot = slots.find(name);
    if (slot == slots.end()) return base::failure(fmt::format("no slot '{}'", name));
    auto value = dot == inside.npos ? Text(slot->second) : in_form(slot->second, inside.substr(dot + 1));
    if (!value) return value;
    result += *value;
    line.remove_prefix(close + 2);
  }
}

class Expansion {
 public:
  Expansion(const Slots& slots, const Files& partials) : slots_(slots), partials_(partials) {}

  Text run(std::string_view text, int depth) {
    std::string result;
    std::vector<Branch> branches;
    std::size_t number = 0;
    while (!text.empty()) {
      const auto end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
      ++number;
      const std::string_view word = trimmed(line);
      const auto directive = word.substr(0, word.find(' '));
      const std::string_view rest = trimmed(word.substr(directive.size()));
      base::Result<void> done;
      if (directive == "%if" || directive == "%elif" || directive == "%else" || directive == "%end") {
        done = branch(directive, rest, branches);
      } else if (std::ranges::all_of(branches, &Branch::active)) {
        auto piece = directive == "%include" ? included(rest, depth) : inline_slots(line, slots_);
        if (piece) {
          result += *piece;
          if (directive != "%include" && end != line.npos) result += '\n';
        } else {
          done = std::unexpected(piece.error());
        }
      }
      if (!done) return base::failure(fmt::format("line {}: {}", number, done.error()));
    }
    if (!branches.empty()) return base::failure("an %if has no %end");
    return result;
  }

 private:
  struct Branch {
    bool active = false;
    bool taken = false;
  };

  base::Result<void> branch(std::string_view word, std::string_view condition,
                            std::vector<Branch>& branches) const {
    if (word == "%if") {
      branches.emplace_back();
    } else if (branches.empty()) {
      return base::failure(fmt::format("{} without %if", word));
    }
    if (word == "%end") {
      branches.pop_back();
      return {};
    }
    base::Result<bool> met = true;
    if (word != "%else") met = holds(condition, slots_);
    if (!met) return std::unexpected(met.error());
    Branch& last = branches.back();
    last.active = *met && !last.taken;
    last.taken = last.taken || *met;
    return {};
  }

  Text included(std::string_view name, int depth) {
    const auto partial = partials_.find(name);
    if (partial == partials_.end()) return base::failure(fmt::format("no partial '{}'", name));
    if (depth > 8) return base::failure(fmt::format("'{}' includes itself", name));
    auto text = run(partial->second, depth + 1);
    if (!text) return base::failure(fmt::format("{}: {}", name, text.error()));
    return text;
  }

  const Slots& slots_;
  const Files& partials_;
};

}  // namespace

Text in_form(std::string_view snake, std::string_view form) {
  if (form == "camel") return camel(snake);
  if (form == "lower_camel") {
    std::string text = camel(snake);
    if (!text.empty() && !snake.empty()) text[0] = snake.front();
    return text;
  }
  if (form == "kebab") return replaced(snake, '-');
  if (form == "words") return replaced(snake, ' ');
  if (form == "a") {
    const bool vowel =
        !snake.empty() && std::string_view("aeio").find(snake.front()) != std::string_view::npos;
    return fmt::format("{} {}", vowel ? "an" : "a", replaced(snake, ' '));
  }
  if (form == "title") {
    std::string text = replaced(snake, ' ');
    if (!text.empty()) text[0] = upper(text[0]);
    return text;
  }
  if (form == "upper") {
    std::string text(snake);
    std::ranges::transform(text, text.begin(), upper);
    return text;
  }
  return base::failure(fmt::format("no form '{}'", form));
}

Text expand(std::string_view text, const Slots& slots, const Files& partials) {
  return Expansion(slots, partials).run(text, 0);
}

}  // namespace synthetic_generator
