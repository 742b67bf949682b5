// The card's section "What is verified, and how".

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include <base/utf8.hpp>

#include "descriptions.hpp"
#include "writing.hpp"

namespace jsonl_sink {
namespace {

constexpr std::size_t most_rows = 15;
constexpr std::size_t longest_cell = 100;  // bytes; commands may name every test that they leave out

std::string short_cell(std::string_view text) {
  if (text.size() <= longest_cell) return table_cell(text);
  return table_cell(base::utf8_prefix(text, longest_cell)) + "…";
}

template <typename Value>
std::vector<std::pair<std::string, Value>> largest_first(const std::map<std::string, Value>& all,
                                                         auto count_of) {
  std::vector<std::pair<std::string, Value>> rows(all.begin(), all.end());
  std::ranges::stable_sort(rows, std::greater(), [&](const auto& row) { return count_of(row.second); });
  return rows;
}

std::uint64_t sum(const Proofs::ByOrigin& examples) {
  std::uint64_t sum = 0;
  for (const auto& [origin, count] : examples) sum += count;
  return sum;
}

std::string more(std::size_t all) {
  return all > most_rows ? fmt::format("\nAnd {} more, each of fewer examples.\n", all - most_rows) : "";
}

std::string passed(const Proofs& proofs) {
  std::set<chat::Origin> origins;
  for (const auto& [command, examples] : proofs.passed)
    for (const auto& [origin, count] : examples) origins.insert(origin);
  std::string text = "\n| exited with 0 |";
  for (const chat::Origin origin : origins) text += fmt::format(" {} |", base::name_of(origin));
  text += "\n|---|";
  for (std::size_t i = 0; i < origins.size(); ++i) text += "--:|";
  text += "\n";
  const auto rows = largest_first(proofs.passed, sum);
  for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
    text += fmt::format("| {} |", short_cell(rows[i].first));
    for (const chat::Origin origin : origins) {
      const auto found = rows[i].second.find(origin);
      text += fmt::format(" {} |", found == rows[i].second.end() ? 0 : found->second);
    }
    text += "\n";
  }
  return text + more(rows.size());
}

std::string counted(std::string_view head, const std::map<std::string, std::uint64_t>& all) {
  if (all.empty()) return "";
  std::string text = fmt::format("\n| {} | examples |\n|---|--:|\n", head);
  const auto rows = largest_first(all, std::identity());
  for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i)
    text += fmt::format("| {} | {} |\n", short_cell(rows[i].first), rows[i].second);
  return text + more(rows.size());
}

std::string outcomes(const Proofs& proofs) {
  if (proofs.outcomes.empty()) return "";
  const auto count = [&](chat::Outcome outcome) {
    const auto found = proofs.outcomes.find(outcome);
    return found == proofs.outcomes.end() ? 0 : found->second;
  };
  return fmt::format(
      "\nNothing of a session is run again. As far as its own output tells, {} of the turns end with a check "
      "that succeeded "
      "after the last change, {} with one that failed, and of {} it is not known "
      "(`metadata.session.outcome`).\n",
      count(chat::Outcome::verified), count(chat::Outcome::failed), count(chat::Outcome::unverified));
}

}  // namespace

std::string proofs(const Tally& tally) {
  const Amount total = tally.total();
  const Proofs& proofs = tally.proofs();
  std::string text = fmt::format(
      "\n## What is verified, and how\n\n{} of {} examples are verified: their code was built or tested as "
      "`metadata.verification` says, and every command exited with 0.\n",
      total.verified, total.examples);
  if (total.verified < total.examples) {
    text += fmt::format(
        "The other {} have `verified: false`: no complete set of such runs is recorded for them, and their "
        "code may not "
        "compile.\n",
        total.examples - total.verified);
  }
  if (!proofs.passed.empty()) text += passed(proofs);
  return text + counted("check that says nothing of the example", proofs.left_out) +
         counted("compiler", proofs.toolchains) + outcomes(proofs);
}

}  // namespace jsonl_sink
