// What the rules for named values have in common: the names that tell, and what a key is made of.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "assignment.hpp"
#include "rule_data.hpp"
#include "rules.hpp"
#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {

inline constexpr std::size_t shortest_weak_key = 16;  // under a name such as `key` alone

struct Form {
  explicit Form(const VendorForm& data) : data(data), regex(data.form, RE2::Latin1) {}
  const VendorForm& data;
  RE2 regex;
};

struct Names {
  RE2 innocent{rule_data().names.innocent, RE2::Latin1};
  RE2 telling{rule_data().names.telling, RE2::Latin1};
  RE2 password{rule_data().names.password, RE2::Latin1};
  RE2 chosen{rule_data().names.chosen, RE2::Latin1};
  RE2 numbered{rule_data().names.numbered, RE2::Latin1};
  std::vector<std::unique_ptr<const Form>> forms;

  Names() {
    for (const VendorForm& form : rule_data().names.forms)
      forms.push_back(std::make_unique<const Form>(form));
  }
};

inline bool is(std::string_view name, const RE2& names) {
  return RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), names);
}

// Bare values of code end at signs that a value between quotes may hold.
inline bool is_key_char(char c, bool quoted) {
  return is_word(c) || is_one_of(c, ".=+/~-") || (quoted && is_one_of(c, ":%$()@!#^*?&,;|[]"));
}

inline bool is_path(std::string_view value) {
  const bool lead = value.starts_with('/') || value.starts_with("./") || value.starts_with("../") ||
                    value.starts_with("~/");
  return lead && mixture(value) < 0.3;
}

inline double least_mixture(const Assignment& assignment) {
  return !assignment.quoted && assignment.place != Assignment::Place::setting ? 0.35 : 0.2;
}

// A key of a vendor, under a name that holds the vendor's: `vendor-named-key`.
void add_vendor_rule(std::vector<Rule>& rules, std::shared_ptr<const Names> names);

}  // namespace secrets
