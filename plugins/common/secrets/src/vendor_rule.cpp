// Keys that only the vendor's name in theirs gives away.
#include <algorithm>
#include <string>
#include <utility>

#include "assignment_names.hpp"
#include "test_code.hpp"

namespace secrets {
namespace {

using Place = Assignment::Place;

constexpr std::size_t longest_plain_vendor = 6;  // a longer word is no part of another one

// Does the vendor's name stand for itself, rather than inside another word: `SetSysctl` does not speak of Etsy?
bool is_own_word(std::string_view text, Hit hit) {
  if (hit.end - hit.begin > longest_plain_vendor) return true;
  const char before = hit.begin > 0 ? text[hit.begin - 1] : ' ',
             after = hit.end < text.size() ? text[hit.end] : ' ';
  const bool begins =
      !is_letter(before) || (is_lower(before) && is_upper(text[hit.begin])) || ends_escape(text, hit.begin);
  const bool capital = hit.end + 1 < text.size() && is_upper(after) && is_lower(text[hit.end + 1]);
  const bool ends = !is_letter(after) || capital || (is_lower(text[hit.end - 1]) && is_upper(after));
  return begins && ends;
}

// A key of the form that the vendor gives out, which may be too short or too plain to look random.
bool has_form(const Names& names, std::string_view vendor, const Assignment& assignment,
              std::string_view value) {
  return std::ranges::any_of(names.forms, [&](const auto& form) {
    return vendor.starts_with(form->data.vendor) &&
           RE2::FullMatch(re2::StringPiece(value.data(), value.size()), form->regex) &&
           (form->data.alone || is(assignment.name, names.telling));
  });
}

// A password or a key of a vendor, under a name that holds the vendor's.
std::size_t judge_vendor(const Names& names, std::string_view text, Hit hit, Candidates& found) {
  constexpr std::size_t shortest_argument = 32;
  if (!is_own_word(text, hit)) return 0;
  const std::size_t done = name_end(text, hit.end);
  const auto assignment = read_assignment(text, hit.begin, hit.end);
  if (!assignment) return done;
  const std::string_view value = text.substr(assignment->begin, assignment->end - assignment->begin);
  const bool argument = assignment->place == Place::argument;
  if (is_stand_in(value) || (argument && !assignment->quoted)) return done;
  const std::string vendor = lowered(text.substr(hit.begin, hit.end - hit.begin));
  if (!has_form(names, vendor, *assignment, value)) {
    if (is(assignment->name, names.innocent) || is_path(value)) return done;
    if (value.size() < (argument ? shortest_argument : shortest_weak_key)) return done;
    if (!looks_random(value, least_mixture(*assignment))) return done;
    if (!std::ranges::all_of(value, [](char c) { return is_key_char(c, false); })) return done;
  }
  if (!is_test_code(text, assignment->begin)) found.push_back({assignment->begin, assignment->end});
  return done;
}

}  // namespace

void add_vendor_rule(std::vector<Rule>& rules, std::shared_ptr<const Names> names) {
  const std::vector<std::string>& vendors = rule_data().names.vendors;
  rules.push_back({"vendor-named-key",
                   Kind::api_key,
                   {vendors.begin(), vendors.end()},
                   [names = std::move(names)](std::string_view text, Hit hit, Candidates& found) {
                     return judge_vendor(*names, text, hit, found);
                   }});
}

}  // namespace secrets
