#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <base/enum_names.hpp>
#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {
namespace {

using Text = base::Result<std::string>;

// How a slot is written.
enum class Form { camel, lower_camel, kebab, words, with_article, title, upper };
constexpr auto enum_names(Form) {
  return base::names("camel", "lower_camel", "kebab", "words", "a", "title", "upper");
}

enum class Directive { begin, otherwise_if, otherwise, end, include };
constexpr auto enum_names(Directive) { return base::names("%if", "%elif", "%else", "%end", "%include"); }

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

char upper_case(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

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
      text += std::exchange(start, false) ? upper_case(c) : c;
    }
  }
  return text;
}

std::string in_form(std::string_view snake, Form form) {
  std::string text;
  switch (form) {
    case Form::camel:
      return camel(snake);
    case Form::lower_camel:
      text = camel(snake);
      if (!text.empty() && !snake.empty()) text[0] = snake.front();
      return text;
    case Form::kebab:
      return replaced(snake, '-');
    case Form::words:
      return replaced(snake, ' ');
    case Form::with_article: {
      const bool vowel = !snake.empty() && std::string_view("aeio").contains(snake.front());
      return fmt::format("{} {}", vowel ? "an" : "a", replaced(snake, ' '));
    }
    case Form::title:
      text = replaced(snake, ' ');
      if (!text.empty()) text[0] = upper_case(text[0]);
      return text;
    case Form::upper:
      text = snake;
      std::ranges::transform(text, text.begin(), upper_case);
      return text;
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
    if (dot == inside.npos) {
      result += slot->second;
    } else {
      const std::string_view name_of_form = inside.substr(dot + 1);
      const auto form = base::enum_of<Form>(name_of_form);
      if (!form) return base::failure(fmt::format("no form '{}'", name_of_form));
      result += in_form(slot->second, *form);
    }
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
      const std::string_view first = word.substr(0, word.find(' '));
      const std::string_view rest = trimmed(word.substr(first.size()));
      const auto directive = base::enum_of<Directive>(first);
      base::Result<void> done;
      if (directive && *directive != Directive::include) {
        done = branch(*directive, rest, branches);
      } else if (std::ranges::all_of(branches, &Branch::active)) {
        auto piece = directive ? included(rest, depth) : inline_slots(line, slots_);
        if (piece) {
          result += *piece;
          if (!directive && end != line.npos) result += '\n';
        } else {
          done = std::unexpected(piece.error());
        }
      }
      if (!done) return base::failure(fmt::format("line {}: {}", number, done.error().text()));
    }
    if (!branches.empty()) return base::failure("an %if has no %end");
    return result;
  }

 private:
  struct Branch {
    bool active = false;
    bool taken = false;
  };

  base::Result<void> branch(Directive directive, std::string_view condition,
                            std::vector<Branch>& branches) const {
    if (directive == Directive::begin) {
      branches.emplace_back();
    } else if (branches.empty()) {
      return base::failure(fmt::format("{} without %if", base::name_of(directive)));
    }
    if (directive == Directive::end) {
      branches.pop_back();
      return {};
    }
    base::Result<bool> met = true;
    if (directive != Directive::otherwise) met = holds(condition, slots_);
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
    if (!text) return base::failure(fmt::format("{}: {}", name, text.error().text()));
    return text;
  }

  const Slots& slots_;
  const Files& partials_;
};

}  // namespace

Text expand(std::string_view text, const Slots& slots, const Files& partials) {
  return Expansion(slots, partials).run(text, 0);
}

}  // namespace synthetic_generator
