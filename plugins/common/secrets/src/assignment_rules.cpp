// Values that only their name gives away: `generic-api-key` and `password-assignment`.
//
// Rust source is full of names such as `token` and `key`; what stands there is judged by its place. A bare
// word in code is a variable, whatever it looks like, unless it is as random as no variable is.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <re2/re2.h>

#include "assignment_names.hpp"
#include "rule_data.hpp"
#include "rules.hpp"
#include "spelling.hpp"
#include "test_code.hpp"
#include "value_checks.hpp"
#include "value_reader.hpp"

namespace secrets {
namespace {

using Place = Assignment::Place;

constexpr std::size_t shortest_key = 10;
constexpr double weak_key_mixture = 0.3;
constexpr std::size_t shortest_password = 6;
constexpr std::size_t shortest_number = 15;  // of digits alone: shorter ones count or measure something

bool is_uuid(std::string_view value) { return value.size() == 36 && value[8] == '-' && value[23] == '-'; }

bool is_hex(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// `id:secret` and `id|secret`, whose half alone is random.
bool has_random_part(std::string_view value) {
  constexpr std::size_t shortest_part = 20;
  const std::size_t at = value.find_first_of(":|");
  if (at == std::string_view::npos) return false;
  const std::string_view first = value.substr(0, at), second = value.substr(at + 1);
  return (first.size() >= shortest_part && looks_random(first)) ||
         (second.size() >= shortest_part && looks_random(second));
}

// Of digits alone: a PIN, where the name says so; a length or a number of times elsewhere.
bool is_number(std::string_view value) { return std::ranges::all_of(value, is_digit); }

bool is_numeric_key(const Names& names, const Assignment& assignment, std::string_view value) {
  constexpr double least_entropy = 2.5;
  return value.size() >= shortest_number && is_number(value) && entropy(value) >= least_entropy &&
         (assignment.quoted || assignment.is_line) && is(assignment.name, names.numbered);
}

// Keys in a list whose name says so.
void judge_list(const Names& names, std::string_view text, const Assignment& assignment, Candidates& found) {
  constexpr std::size_t shortest_element = 20;
  if (!is(assignment.name, names.telling) || is(assignment.name, names.innocent)) return;
  if (is_test_code(text, assignment.begin)) return;
  for (const Value& element : read_list(TextReader(text, assignment.begin))) {
    const std::string_view value = text.substr(element.begin, element.end - element.begin);
    const auto is_char = [](char c) { return is_key_char(c, false); };
    if (value.size() < shortest_element || !std::ranges::all_of(value, is_char)) continue;
    if (looks_random(value, weak_key_mixture) && !is_path(value) && !is_stand_in(value))
      found.push_back({element.begin, element.end});
  }
}

void judge_key(const Names& names, std::string_view text, Hit hit, Candidates& found) {
  auto assignment = read_assignment(text, hit.begin, hit.end);
  if (!assignment) return;
  if (assignment->is_list) return judge_list(names, text, *assignment, found);
  const bool wide = assignment->quoted || assignment->is_line;
  std::string_view value = text.substr(
      assignment->begin, (assignment->is_line ? assignment->wide_end : assignment->end) - assignment->begin);
  while (!assignment->quoted && !value.empty() && is_one_of(value.back(), ".:,;")) value.remove_suffix(1);
  const auto is_char = [&](char c) { return is_key_char(c, wide); };
  if (value.size() < shortest_key || !std::ranges::all_of(value, is_char)) return;
  const bool random = looks_random(value, least_mixture(*assignment)) || (wide && has_random_part(value));
  if (!random && !are_random_letters(value) && !is_numeric_key(names, *assignment, value)) return;
  if (is_path(value) || is_stand_in(value) || is_reference(value) || is(assignment->name, names.innocent))
    return;
  const bool code = assignment->place != Place::setting;
  if (!is(assignment->name, names.telling)) {
    if (assignment->place == Place::argument || value.size() < shortest_weak_key || is_uuid(value)) return;
    if (!random || mixture(value) < weak_key_mixture || is_test_code(text, assignment->begin)) return;
  } else if ((code || is_hex(value) || !assignment->is_line) && is_test_code(text, assignment->begin)) {
    return;
  }
  found.push_back({assignment->begin, assignment->begin + value.size()});
}

// Letters with digits or signs among them: `winter` may be a word of the text, `w1nter` is not.
bool is_mixed(std::string_view value) {
  const bool sign =
      std::any_of(value.begin(), value.end(), [](char c) { return !is_alnum(c) && !is_one_of(c, "_-. "); });
  return has_letter(value) && (has_digit(value) || sign);
}

bool is_code(std::string_view value) {
  return is_path(value) || is_reference(value) || value.contains("://") || value.contains("::") ||
         is_one_of(value.front(), "=&") || value.starts_with("*mut") || value.starts_with("*const") ||
         value.starts_with("0x") || value.contains("(&") || value.contains("()");
}

// Words of letters, as people choose them.
bool is_words(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return is_letter(c) || is_one_of(c, " -'_") || static_cast<unsigned char>(c) >= 0x80;
  });
}

// Names itself rather than a value: `"caching_sha2_password"`, `"Password: "`.
bool is_label(std::string_view value) {
  const std::string low = lowered(value);
  return low.contains("passw") || low.contains("passphrase") || low.contains("secret") ||
         value.ends_with(": ");
}

// A word of letters is a password where nothing else can stand: in a line NAME=word, or between quotes.
bool may_be_word(std::string_view text, const Assignment& assignment) {
  const std::string_view name = assignment.name;
  const bool capitals = std::ranges::none_of(name, is_lower);
  if (assignment.quoted) return true;
  return assignment.is_line && (capitals || text.substr(0, assignment.begin).ends_with('='));
}

bool is_password(std::string_view text, const Assignment& assignment, std::string_view value) {
  if (value.size() < 4 || value.size() > 200 || is_code(value)) return false;
  if (is_stand_in(value) || is_default_password(value) || value == assignment.name) return false;
  if (is_number(value)) return value.size() >= 6 && assignment.place == Place::setting;
  if (assignment.place != Place::setting && is_label(value)) return false;
  if (is_mixed(value))
    return assignment.place == Place::setting || (assignment.quoted && value.size() >= shortest_password);
  if (!is_words(value) || is_label(value) || (value.contains(' ') && !assignment.quoted)) return false;
  return may_be_word(text, assignment) && value.size() >= shortest_password &&
         assignment.place != Place::argument && std::ranges::count(value, ' ') <= 5;
}

// A secret that somebody made up, as passwords are: `JWT_SECRET=falcon-otter77`.
bool is_chosen_secret(const Names& names, std::string_view text, const Assignment& assignment) {
  constexpr std::size_t shortest_secret = 8;
  const std::string_view value = text.substr(assignment.begin, assignment.end - assignment.begin);
  return value.size() >= shortest_secret && assignment.place == Place::setting && !looks_random(value) &&
         std::ranges::count_if(value, is_digit) >= 2 && (assignment.quoted || assignment.is_line) &&
         is(assignment.name, names.chosen);
}

void judge_password(const Names& names, std::string_view text, Hit hit, Candidates& found) {
  const auto assignment = read_assignment(text, hit.begin, hit.end);
  if (!assignment || is(assignment->name, names.innocent)) return;
  if (!is(assignment->name, names.password) && !is_chosen_secret(names, text, *assignment)) return;
  if (assignment->place == Place::argument && !assignment->quoted) return;
  if (is_test_code(text, assignment->begin)) return;
  std::string_view value = text.substr(assignment->begin, assignment->end - assignment->begin);
  if (assignment->is_line && assignment->place == Place::setting) {
    const std::string_view wide = text.substr(assignment->begin, assignment->wide_end - assignment->begin);
    if (!wide.ends_with(',') && !wide.ends_with(';') && !wide.ends_with('{') && !is_code(wide)) value = wide;
  }
  if (value.empty() || !is_password(text, *assignment, value)) return;
  found.push_back({assignment->begin, assignment->begin + value.size()});
}

// A line NAME=value of an environment file whose value can be nothing else, whatever its name is.
std::size_t judge_line(const Names& names, std::string_view text, Hit hit, Candidates& found) {
  std::size_t name = hit.begin;
  while (name > 0 && hit.begin - name < 60 &&
         (is_upper(text[name - 1]) || is_digit(text[name - 1]) || text[name - 1] == '_'))
    --name;
  if (hit.begin - name < 3) return 0;
  const auto assignment = read_assignment(text, name, hit.begin);
  if (!assignment || assignment->place != Place::setting || (!assignment->is_line && !assignment->quoted))
    return 0;
  const std::string_view value = text.substr(assignment->begin, assignment->end - assignment->begin);
  const bool cases = std::ranges::any_of(value, is_upper) && std::ranges::any_of(value, is_lower);
  if (value.size() < shortest_weak_key || !cases || mixture(value) < 0.3 || !looks_random(value)) return 0;
  if (!std::ranges::all_of(value, [](char c) { return is_word(c) || is_one_of(c, "+/=-"); })) return 0;
  if (is_path(value) || is_stand_in(value) || is(assignment->name, names.innocent)) return 0;
  found.push_back({assignment->begin, assignment->end});
  return assignment->end;
}

using Judge = void (*)(const Names& names, std::string_view text, Hit hit, Candidates& found);

// The keywords of one name are looked at once.
auto match_with(Judge judge, std::shared_ptr<const Names> names) {
  return [judge, names = std::move(names)](std::string_view text, Hit hit, Candidates& found) {
    judge(*names, text, hit, found);
    return name_end(text, hit.end);
  };
}

}  // namespace

void add_assignment_rules(std::vector<Rule>& rules) {
  const auto names = std::make_shared<const Names>();
  const NameRules& data = rule_data().names;
  const auto views = [](const std::vector<std::string>& all) {
    return std::vector<std::string_view>(all.begin(), all.end());
  };
  rules.push_back({"password-assignment", Kind::password, views(data.password_keywords),
                   match_with(judge_password, names)});
  rules.push_back({"generic-api-key", Kind::api_key, views(data.keywords), match_with(judge_key, names)});
  add_vendor_rule(rules, names);
  rules.push_back(
      {"environment-value", Kind::api_key, {"="}, [names](std::string_view text, Hit hit, Candidates& found) {
         return judge_line(*names, text, hit, found);
       }});
}

}  // namespace secrets
