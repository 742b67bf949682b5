#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <secrets/scanner.hpp>

#include "joined_text.hpp"
#include "keyword_index.hpp"
#include "rules.hpp"
#include "spelling.hpp"

namespace secrets {
namespace {

// Order is rank: where findings overlap, the first rule names them.
std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  add_private_key_rule(rules);
  add_cookie_rule(rules);
  add_shape_rules(rules);
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

  Candidates candidates(std::string_view text) const {
    Candidates found;
    std::vector<std::size_t> looked_until;  // by rule, once one of them has looked ahead: of most texts none
    keywords.scan(text, [&](std::size_t begin, std::size_t end, std::size_t keyword) {
      for (const std::size_t rule : rules_of[keyword]) {
        if (!looked_until.empty() && begin < looked_until[rule]) continue;
        const std::size_t before = found.size();
        const std::size_t until = rules[rule].match(text, {begin, end}, found);
        if (until > 0 && looked_until.empty()) looked_until.resize(rules.size());
        if (!looked_until.empty()) looked_until[rule] = until;
        for (std::size_t i = before; i < found.size(); ++i) found[i].rule = rule;
      }
    });
    return found;
  }

  // What is whole only where its parts are joined. A line break alone joins what was not found without it.
  void add_joined(std::string_view text, Candidates& found) const {
    std::vector<ByteRange> plain;
    for (const Candidate& candidate : found) plain.push_back({candidate.begin, candidate.end});
    plain = united(std::move(plain));
    for_each_joined(text, [&](const JoinedText& joined) {
      for (const Candidate& candidate : candidates(joined.text)) {
        const auto seam = std::ranges::upper_bound(joined.seams, candidate.begin);
        if (seam == joined.seams.end() || *seam >= candidate.end) continue;
        const bool wrapped = joined.wrapped[static_cast<std::size_t>(seam - joined.seams.begin())];
        const ByteRange range{joined.origin[candidate.begin], joined.origin[candidate.end - 1] + 1};
        if (!wrapped || !overlaps(plain, range)) found.push_back({range.begin, range.end, candidate.rule});
      }
    });
  }
};

Scanner::Scanner() : parts_(std::make_shared<const Parts>(all_rules())) {}

std::vector<Finding> Scanner::find(std::string_view text) const {
  Candidates found = parts_->candidates(text);
  parts_->add_joined(text, found);
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
