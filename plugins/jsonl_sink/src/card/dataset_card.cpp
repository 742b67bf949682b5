#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include <base/json_text.hpp>

#include "descriptions.hpp"
#include "writing.hpp"

namespace jsonl_sink {
namespace {

// Of the identifiers that the hub knows, those that a source of Rust code may have.
constexpr std::array<std::string_view, 13> hub_licences = {
    "0bsd", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "bsl-1.0",   "cc-by-4.0", "cc0-1.0",
    "isc",  "mit",        "mpl-2.0",      "ncsa",         "unlicense", "zlib"};

// The single licences that SPDX expressions are made of, as the hub spells them; empty if one is unknown
// there.
std::set<std::string> hub_names(const std::map<std::string, std::uint64_t>& expressions) {
  std::set<std::string> names;
  for (const auto& [expression, count] : expressions) {
    std::string word;
    for (char c : expression + " ") {
      if (c != ' ' && c != '(' && c != ')' && c != '/') {
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        continue;
      }
      if (!word.empty() && word != "or" && word != "and") {
        if (std::find(hub_licences.begin(), hub_licences.end(), word) == hub_licences.end()) return {};
        names.insert(word);
      }
      word.clear();
    }
  }
  return names;
}

std::string_view size_category(std::uint64_t examples) {
  if (examples < 1'000) return "n<1K";
  if (examples < 10'000) return "1K<n<10K";
  if (examples < 100'000) return "10K<n<100K";
  if (examples < 1'000'000) return "100K<n<1M";
  return examples < 10'000'000 ? "1M<n<10M" : "n>10M";
}

// The hub's own loader fails on files without a line, so those are not listed.
std::string header(const Tally& tally, const SplitFiles& files, const Card& card) {
  const std::set<std::string> names = hub_names(tally.licences());
  std::string text = fmt::format("---\npretty_name: {}\n", base::json_string(card.title));
  if (names.empty() || tally.without_licence() > 0) {
    text += "license: other\n";
  } else {
    text += "license:\n";
    for (const std::string& name : names) text += fmt::format("- {}\n", name);
  }
  text += "task_categories:\n- text-generation\ntags:\n- code\n- rust\n- tool-use\n";
  text += fmt::format("size_categories:\n- {}\n", size_category(tally.total().examples));
  std::string splits;
  for (const auto& [split, file] : files) {
    if (!file.is_empty())
      splits += fmt::format("  - split: {}\n    path: {}\n", base::name_of(split), file.pattern());
  }
  if (!splits.empty()) {
    text += "configs:\n- config_name: default\n  data_files:\n" + splits;
    text += column_types(card.spelling);
  }
  return text + "---\n";
}

std::string splits(const Tally& tally, const SplitFiles& files, const Card& card) {
  const bool tokens = tells_tokens(tally.total(), card);
  const Amounts amounts = tally.by_split();
  std::string text =
      fmt::format("\n## Splits\n\n| split | file | examples | groups |{}\n|---|---|--:|--:|{}\n",
                  tokens ? " tokens |" : "", tokens ? "--:|" : "");
  for (const auto& [split, file] : files) {
    const Amount amount = amount_of(amounts, base::name_of(split));
    text += fmt::format(
        "| {} | `{}` | {} | {} |{}\n", base::name_of(split), file.pattern(), amount.examples, file.groups,
        tokens ? fmt::format(" {} |", grouped(static_cast<std::uint64_t>(amount.tokens))) : "");
  }
  if (tokens)
    text += fmt::format("\nTokens are counted with the tokenizer of {}.\n", table_cell(*card.tokenizer));
  if (card.tokenizer && !card.doubt.empty())
    text +=
        fmt::format("\nTokens are not told: the examples were not counted with the tokenizer of {} ({}).\n",
                    table_cell(*card.tokenizer), table_cell(card.doubt));
  text +=
      "\nExamples of one group (a session with its forks, a repository, a skeleton of the generator) stand "
      "in one split.\n";
  return card.split_rule.empty() ? text : text + card.split_rule + "\n";
}

std::string contents(const Tally& tally) {
  std::string text =
      "\n## Contents\n\n| origin | category | split | examples | verified |\n|---|---|---|--:|--:|\n";
  std::map<Tally::Key, const Amount*> rows;  // by origin first, as one reads it
  for (const auto& [key, amount] : tally.cells()) {
    rows[{std::get<1>(key), std::get<2>(key), std::get<0>(key)}] = &amount;
  }
  for (const auto& [key, amount] : rows) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", table_cell(std::get<0>(key)),
                        table_cell(std::get<1>(key)), std::get<2>(key), amount->examples, amount->verified);
  }
  return text;
}

std::string licences(const Tally& tally) {
  std::string text = "\n## Licences\n\n| licence | examples |\n|---|--:|\n";
  for (const auto& [licence, examples] : tally.licences()) {
    text += fmt::format("| {} | {} |\n", table_cell(licence), examples);
  }
  if (tally.without_licence() > 0) {
    text += fmt::format(
        "| none known | {} |\n\nWhere no licence is known, nothing may be assumed: ask the owner before "
        "passing these examples on.\n",
        tally.without_licence());
  }
  return text;
}

// A name is a URL where the history has one.
std::string address(const std::string& repository) {
  const std::string name = table_cell(repository);
  const bool is_link =
      repository.starts_with("https://") && repository.find_first_of(" ()<>|\\") == std::string::npos;
  return is_link ? fmt::format("[{}]({})", name, repository) : name + " (no address is known)";
}

// Licences such as MIT ask that the notice goes with the code: this is where to find it.
std::string repositories(const Tally& tally) {
  if (tally.repositories().empty()) return "";
  std::string text =
      "\n## Repositories\n\nThese examples hold code of git histories. Its copyright notices stand in the "
      "repositories and "
      "go with the examples; `metadata.git` names the commit of each.\n\n| repository | licence | examples "
      "|\n|---|---|--:|\n";
  for (const auto& [repository, by_licence] : tally.repositories()) {
    for (const auto& [licence, examples] : by_licence) {
      text += fmt::format("| {} | {} | {} |\n", address(repository),
                          licence.empty() ? "none known" : table_cell(licence), examples);
    }
  }
  return text;
}

std::string columns(const Spelling& spelling) {
  std::string text =
      "\nEach line is one chat: `messages` (with tool calls, whose `arguments` are JSON objects";
  if (spelling.arguments == Arguments::string) text += " as text";
  text += "), `tools`";
  if (spelling.tools == Column::string) text += " (a list as JSON text)";
  if (spelling.metadata != MetadataColumn::none) text += " and `metadata`";
  if (spelling.metadata == MetadataColumn::string) text += " (an object as JSON text)";
  return text + ". An assistant message with `weight: 0` is context and not to be learnt.\n";
}

std::string review(const Card& card) {
  return card.review.empty() ? "" : "\n## Review\n\n" + card.review + "\n";
}

}  // namespace

std::string SplitFile::pattern() const {
  const std::string& first = files.front().name;
  const std::size_t dash = first.find('-');
  return dash == std::string::npos ? first : first.substr(0, dash + 1) + "*" + first.substr(first.find('.'));
}

std::string dataset_card(const Tally& tally, const SplitFiles& files, const Card& card) {
  std::string text = header(tally, files, card) + fmt::format("\n# {}\n", card.title);
  if (!card.summary.empty()) text += "\n" + card.summary + "\n";
  text += columns(card.spelling) + targets(tally, card) + splits(tally, files, card) + contents(tally) +
          lengths(tally, card) + proofs(tally) + funnel(card) + review(card) + licences(tally) +
          repositories(tally) + loading(card);
  return text +
         "\nDigests of the files, these counts and the settings of every stage are in `dataset.json` for "
         "programs.\n";
}

}  // namespace jsonl_sink
