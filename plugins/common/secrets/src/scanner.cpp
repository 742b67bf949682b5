#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <secrets/scanner.hpp>

#include "keyword_index.hpp"
#include "rules.hpp"
#include "spelling.hpp"

namespace secrets {
namespace {

// Order is rank: where findings overlap, the first rule names them.
std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  add_private_key_rule(rules);
  add_pattern_rules(rules);
  add_cookie_rule(rules);
  add_assignment_rules(rules);
  add_email_rule(rules);
  return rules;
}

// What overlaps becomes one, so that no part of a secret is left over.
void unite_overlapping(Candidates& found) {
  std::sort(found.begin(), found.end(),
            [](const Candidate& a, const Candidate& b) { return a.begin < b.begin; });
  Candidates united;
  for (const Candidate& candidate : found) {
    if (united.empty() || candidate.begin >= united.back().end) {
      united.push_back(candidate);
      continue;
    }
    united.back().end = std::max(united.back().end, candidate.end);
    united.back().rule = std::min(united.back().rule, candidate.rule);
  }
  found = std::move(united);
}

void drop_placeholders(std::string_view text, Candidates& found) {
  const auto spans = placeholder_spans(text);
  std::erase_if(
      found, [&](const Candidate& candidate) { return overlaps(spans, {candidate.begin, candidate.end}); });
}

}  // namespace

struct Scanner::Parts {
  std::vector<Rule> rules;
  std::vector<std::vector<std::size_t>> rules_of;  // keyword number -> rules behind it
  KeywordIndex keywords;

  explicit Parts(std::vector<Rule> all) : rules(std::move(all)), keywords(distinct_keywords()) {}

  std::vector<std::string_view> distinct_keywords() {
    std::vector<std::string_view> distinct;
    for (std::size_t rule = 0; rule < rules.size(); ++rule) {
      for (std::string_view keyword : rules[rule].keywords) {
        const auto known = std::find(distinct.begin(), distinct.end(), keyword);
        const auto number = static_cast<std::size_t>(known - distinct.begin());
        if (known == distinct.end()) {
          distinct.push_back(keyword);
          rules_of.emplace_back();
        }
        rules_of[number].push_back(rule);
      }
    }
    return distinct;
  }
};

Scanner::Scanner() : parts_(std::make_shared<const Parts>(all_rules())) {}

std::vector<Finding> Scanner::find(std::string_view text) const {
  Candidates found;
  std::vector<std::size_t> looked_until(parts_->rules.size(), 0);
  parts_->keywords.scan(text, [&](std::size_t begin, std::size_t end, std::size_t keyword) {
    for (std::size_t rule : parts_->rules_of[keyword]) {
      if (begin < looked_until[rule]) continue;
      const std::size_t before = found.size();
      looked_until[rule] = parts_->rules[rule].match(text, {begin, end}, found);
      for (std::size_t i = before; i < found.size(); ++i) found[i].rule = rule;
    }
  });
  if (found.empty()) return {};
  drop_placeholders(text, found);
  unite_overlapping(found);
  std::vector<Finding> findings;
  for (const Candidate& candidate : found) {
    const Rule& rule = parts_->rules[candidate.rule];
    findings.push_back({std::string(rule.id), rule.kind, candidate.begin, candidate.end});
  }
  return findings;
}

std::vector<std::string_view> Scanner::rules() const {
  std::vector<std::string_view> names;
  for (const Rule& rule : parts_->rules) names.push_back(rule.id);
  return names;
}

}  // namespace secrets
