#include "change/shape_counts.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include <re2/re2.h>

#include "change/shape_tokens.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;

// `a::b::c` as `c`: which of them stands in an import is a matter of layout.
Tokens without_paths(const Tokens& tokens) {
  Tokens out;
  for (const Token& token : tokens) {
    if (token.text != "::") {
      out.push_back(token);
    } else if (!out.empty() &&
               (out.back().is_name || out.back().text == "crate" || out.back().text == "super")) {
      out.pop_back();
    }
  }
  return out;
}

// "{name:>3}" and "{}" are one.
std::string literal_of(const Token& token) {
  static const RE2 placeholder(R"(\{[^{}]*\})");
  std::string text(token.text);
  if (token.kind == Kind::string_literal || token.kind == Kind::raw_string_literal)
    RE2::GlobalReplace(&text, placeholder, "{}");
  return text;
}

struct Counts {
  std::set<std::string> literals;
  std::ptrdiff_t tokens = 0, branches = 0, errors = 0, panics = 0, fallbacks = 0;
};

Counts counts_of(const Tokens& tokens) {
  static const std::set<std::string_view> branching{
      "if", "match", "while", "for", "loop", "=>", "return", "break", "continue", "&&", "||", "?", "else"};
  static const std::set<std::string_view> failing{"Err",   "bail",  "anyhow",    "ensure",
                                                  "panic", "ok_or", "ok_or_else"};
  static const std::set<std::string_view> panicking{"unwrap",      "expect", "unwrap_err",   "expect_err",
                                                    "unreachable", "todo",   "unimplemented"};
  static const std::set<std::string_view> giving_another{"unwrap_or", "unwrap_or_else", "unwrap_or_default",
                                                         "or_else",   "map_or",         "map_or_else"};
  Counts counts;
  for (const Token& token : tokens) {
    const bool is_plain = token.text == "0" || token.text == "1" || token.text == "true" ||
                          token.text == "false" || token.text == "\"\"";
    if (rust_code::is_literal(token.kind) && !is_plain) counts.literals.insert(literal_of(token));
    counts.branches += branching.contains(token.text) ? 1 : 0;
    counts.errors += failing.contains(token.text) ? 1 : 0;
    counts.fallbacks += giving_another.contains(token.text) ? 1 : 0;
    counts.panics += panicking.contains(token.text) ? 1 : 0;
  }
  counts.tokens = std::ssize(tokens);
  return counts;
}

bool is_part_of(const Tokens& part, const Tokens& whole) {
  std::size_t next = 0;
  for (const Token& token : whole) {
    if (next < part.size() && part[next].text == token.text) ++next;
  }
  return next == part.size();
}

std::ptrdiff_t conditions_in(const Tokens& tokens) {
  static const std::set<std::string_view> asking{"if", "=>", "while", "for", "loop"};
  return std::ranges::count_if(tokens, [](const Token& token) { return asking.contains(token.text); });
}

// What goes without anything in its place was done before and is not done now.
bool drops_branches(const ChangedFile& file) {
  return std::ranges::any_of(file.items.changed, [&](const auto& change) {
    const Item &before = file.items.before[change.before], &after = file.items.after[change.after];
    if (after.kind != ItemKind::function || after.is_test || !change.body) return false;
    const Tokens old_tokens = tokens_of(*file.tree_before, before.bytes, Skip::none);
    const Tokens new_tokens = tokens_of(*file.tree_after, after.bytes, Skip::none);
    return conditions_in(new_tokens) < conditions_in(old_tokens) && is_part_of(new_tokens, old_tokens);
  });
}

}  // namespace

void add_counts(const ChangeSet& set, Shape& shape) {
  std::set<std::string> before, after;
  for_sources(set, [&](const ChangedFile& file) {
    const Tokens tokens_before = tokens_of(*file.tree_before, all_of(*file.tree_before), Skip::imports);
    const Tokens tokens_after = tokens_of(*file.tree_after, all_of(*file.tree_after), Skip::imports);
    Counts old = counts_of(tokens_before), now = counts_of(tokens_after);
    shape.same_code &= key_of(without_paths(tokens_before)) == key_of(without_paths(tokens_after));
    shape.drops_branches |= drops_branches(file);
    before.merge(old.literals);
    after.merge(now.literals);
    shape.tokens += now.tokens - old.tokens;
    shape.branches += now.branches - old.branches;
    shape.errors += now.errors - old.errors;
    shape.panics += now.panics - old.panics;
    shape.fallbacks += now.fallbacks - old.fallbacks;
    shape.same_signatures &= std::ranges::none_of(file.items.changed, [&](const auto& change) {
      return change.signature && !file.items.after[change.after].is_test;
    });
  });
  std::ranges::set_difference(after, before, std::inserter(shape.new_literals, shape.new_literals.end()));
  std::ranges::set_difference(before, after, std::inserter(shape.lost_literals, shape.lost_literals.end()));
  // "{}" goes where a value is printed otherwise.
  std::erase_if(shape.lost_literals, [](const std::string& literal) {
    return std::ranges::none_of(literal, [](unsigned char c) { return std::isalnum(c) != 0; });
  });
}

}  // namespace git_miner
