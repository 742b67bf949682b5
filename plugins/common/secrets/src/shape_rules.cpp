// The rules of rules/*.toml that are regular expressions behind a keyword.
#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <re2/re2.h>

#include "rule_data.hpp"
#include "rules.hpp"
#include "spelling.hpp"
#include "test_code.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

constexpr std::size_t context = 3000;  // of `within`, to either side
constexpr int most_groups = 5;

using Accept = bool (*)(std::string_view value, std::string_view match);

bool any_value(std::string_view value, std::string_view) { return !is_stand_in(value); }
bool random_value(std::string_view value, std::string_view) {
  return (looks_random(value) || are_random_letters(value)) && !is_stand_in(value);
}
bool random_mixed_value(std::string_view value, std::string_view match) {
  return std::ranges::any_of(value, is_upper) && std::ranges::any_of(value, is_lower) && has_digit(value) &&
         random_value(value, match);
}
bool numbered_value(std::string_view value, std::string_view) {
  return has_digit(value) && !is_stand_in(value);
}
bool mixed_value(std::string_view value, std::string_view) {
  return looks_random(value, 0.3) && mixture(value) >= 0.3 && !is_stand_in(value) && !is_reference(value);
}
// Not the words of an identifier: `hf_requiredTypesOfTheDisplay`.
bool unworded_value(std::string_view value, std::string_view) {
  return (has_digit(value) || are_random_letters(value, 4)) && !is_stand_in(value);
}
bool header_value(std::string_view value, std::string_view) {
  return !is_stand_in(value) && ((has_digit(value) && mixture(value) >= 0.15) || are_random_letters(value));
}
bool basic_value(std::string_view value, std::string_view) {
  return is_basic_credentials(value) && !is_stand_in(value);
}
bool jwt_value(std::string_view value, std::string_view) {
  return !is_stand_in(value) && !is_sample_jwt(value);
}
bool password_value(std::string_view value, std::string_view) {
  return !is_stand_in(value) && !is_default_password(value) && !is_reference(value);
}
bool url_password(std::string_view value, std::string_view match) {
  const std::string_view user = match.substr(3, match.find(':', 3) - 3);  // behind "://"
  return value != user && password_value(value, match);
}
// Among words of prose: more than letters.
bool argument_value(std::string_view value, std::string_view match) {
  return value.size() >= 6 && has_letter(value) && !std::ranges::all_of(value, is_letter) &&
         (has_digit(value) ||
          std::ranges::any_of(value, [](char c) { return is_one_of(c, "!@#$%^&*+=:"); })) &&
         password_value(value, match);
}

bool has_cases_or_signs(std::string_view value) {
  const bool cases = std::ranges::any_of(value, is_upper) && std::ranges::any_of(value, is_lower);
  return cases || std::ranges::any_of(value, [](char c) { return is_one_of(c, "!@#$%^&*+"); });
}

// In a sentence, where names of types and algorithms stand, too: `Argon2id`, `Base64Url`.
bool told_value(std::string_view value, std::string_view match) {
  return std::ranges::count_if(value, is_digit) >= 2 && mixture(value) >= 0.3 &&
         !std::ranges::any_of(value, [](char c) { return is_one_of(c, "./=:|"); }) &&
         has_cases_or_signs(value) && password_value(value, match);
}

Accept accept_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Accept>, 13> checks = {
      {{"any", any_value},
       {"random", random_value},
       {"random_mixed", random_mixed_value},
       {"numbered", numbered_value},
       {"mixed", mixed_value},
       {"unworded", unworded_value},
       {"header", header_value},
       {"basic", basic_value},
       {"jwt", jwt_value},
       {"password", password_value},
       {"url_password", url_password},
       {"told", told_value},
       {"argument", argument_value}}};
  const auto* found = std::ranges::find(checks, name, &std::pair<std::string_view, Accept>::first);
  return found == checks.end() ? any_value : found->second;
}

// Compiled at its first use: most texts need a few of the expressions only.
class Expression {
 public:
  explicit Expression(const std::string& text) : text_(text) {}

  const RE2& operator*() const {
    std::call_once(once_, [this] {
      RE2::Options options(RE2::Latin1);  // bytes, so that text which is not UTF-8 is read as well
      options.set_log_errors(false);
      options.set_dot_nl(false);
      regex_ = std::make_unique<RE2>(text_, options);
    });
    return *regex_;
  }

 private:
  const std::string& text_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const RE2> regex_;
};

struct Shape {
  explicit Shape(const ShapeRule& rule)
      : rule(rule), regex(rule.regex), within(rule.within), accept(accept_of(rule.accept)) {}

  std::size_t match(std::string_view text, Hit hit, Candidates& found) const {
    std::size_t start = hit.begin;
    while (start > 0 && hit.begin - start < rule.reach &&
           (is_word(text[start - 1]) || is_one_of(text[start - 1], rule.signs)))
      --start;
    if (is_alnum(text[start]) && !starts_token(text, start)) return 0;
    const std::size_t limit = std::min(text.size(), start + rule.longest_match);
    std::array<re2::StringPiece, most_groups> groups;
    const int wanted = std::min(most_groups, (*regex).NumberOfCapturingGroups() + 1);
    if (!(*regex).Match(re2::StringPiece(text.data(), text.size()), start, limit, RE2::ANCHOR_START,
                        groups.data(), wanted))
      return 0;
    const auto* group = std::find_if(groups.begin() + 1, groups.begin() + wanted,
                                     [](const re2::StringPiece& g) { return !g.empty(); });
    if (group == groups.begin() + wanted) return 0;
    const std::string_view match(groups[0].data(), groups[0].size());
    const std::string_view value(group->data(), group->size());
    const auto begin = static_cast<std::size_t>(value.data() - text.data());
    if (entropy(value) >= rule.least_entropy && accept(value, match) && fits(text, begin))
      found.push_back({begin, begin + value.size()});
    return begin + value.size();
  }

  bool fits(std::string_view text, std::size_t pos) const {
    if (rule.code && is_test_code(text, pos)) return false;
    if (rule.within.empty()) return true;
    const std::size_t begin = pos - std::min(pos, context);
    const std::string_view around = text.substr(begin, 2 * context);
    return RE2::PartialMatch(re2::StringPiece(around.data(), around.size()), *within);
  }

  const ShapeRule& rule;
  Expression regex, within;
  Accept accept;
};

}  // namespace

void add_shape_rules(std::vector<Rule>& rules) {
  for (const ShapeRule& data : rule_data().shapes) {
    const auto shape = std::make_shared<const Shape>(data);
    rules.push_back({data.id,
                     data.kind,
                     {data.keywords.begin(), data.keywords.end()},
                     [shape](std::string_view text, Hit hit, Candidates& found) {
                       return shape->match(text, hit, found);
                     }});
  }
}

}  // namespace secrets
