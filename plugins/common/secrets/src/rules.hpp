// The rules of the scanner. Each looks at the text only where one of its keywords stands.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include <secrets/scanner.hpp>

namespace secrets {

struct Hit {
  std::size_t begin = 0, end = 0;  // of the keyword
};

struct Candidate {
  std::size_t begin = 0, end = 0;
  std::size_t rule = 0;  // set by the scanner
};

using Candidates = std::vector<Candidate>;

struct Rule {
  std::string_view id;
  Kind kind = Kind::token;
  std::vector<std::string_view> keywords;  // lower case; the gate is blind to case
  // Gives the place before which the rule needs no further look, 0 for none: text made of keywords would
  // otherwise be read over and over.
  std::function<std::size_t(std::string_view text, Hit hit, Candidates& found)> match;
};

// Regular expressions that start at their keyword, of rules/*.toml: vendors' keys, flags, headers, URLs, .netrc.
void add_shape_rules(std::vector<Rule>& rules);
// PEM and PGP blocks, also with line numbers, in escaped text, and with either end cut off.
void add_private_key_rule(std::vector<Rule>& rules);
// Cookie and Set-Cookie headers.
void add_cookie_rule(std::vector<Rule>& rules);
// A name such as `api_key` or `password`, an assignment, a value.
void add_assignment_rules(std::vector<Rule>& rules);
void add_email_rule(std::vector<Rule>& rules);

}  // namespace secrets
