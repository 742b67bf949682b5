// The rules of the house style that syntax can tell.
#pragma once

#include <cstddef>
#include <vector>

#include <base/enum_names.hpp>

namespace house_style {

enum class Rule {
  unwrap,           // unwrap, expect and their kin, but in constants
  panic,            // panic!, todo!, unimplemented!, unreachable!, but in constants
  boxed_error,      // Box<dyn Error> and its kin
  unsafe_code,      // unsafe without a SAFETY comment
  dbg,              // dbg!
  static_lifetime,  // &'static in the type of a constant, where the compiler reads & as that
  swallowed_error,  // an error that is thrown away
  outdated_idiom,   // what the language, its library or its lints have a better form for
  silenced_lint,    // an allow attribute
  dead_code         // code in a comment
};
constexpr auto enum_names(Rule) {
  return base::names("unwrap", "panic", "boxed_error", "unsafe", "dbg", "static_lifetime", "swallowed_error",
                     "outdated_idiom", "silenced_lint", "dead_code");
}

constexpr std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < base::names_of<Rule>.size(); ++i) rules.push_back(static_cast<Rule>(i));
  return rules;
}

}  // namespace house_style
