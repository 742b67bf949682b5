#include "change/new_names.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <re2/re2.h>

#include <rust_code/code_only.hpp>

#include "change/lower.hpp"
#include "change/references.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::uint64_t most_bytes = 1u << 20;  // of a file that is searched
constexpr std::size_t least_bytes = 3;          // of a name: shorter ones are everybody's
constexpr std::size_t most_hits = 40;           // of a rare word; a judgement

// Identifiers, and what hyphens join: `no-ignore`, `no`, `ignore`.
template <class Take>
void for_each_word(std::string_view text, const Take& take) {
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_word_char(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin, part = begin;
    while (end < text.size() && (is_word_char(text[end]) || (text[end] == '-' && end + 1 < text.size() &&
                                                             is_word_char(text[end + 1])))) {
      if (text[end] == '-') {
        take(text.substr(part, end - part));
        part = end + 1;
      }
      ++end;
    }
    take(text.substr(part, end - part));
    take(text.substr(begin, end - begin));
    begin = end;
  }
}

void add_identifiers(std::string_view code, std::vector<std::string>& names) {
  static const RE2 name(R"(\b([A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*))");
  re2::StringPiece rest(code.data(), code.size());
  std::string found;
  while (RE2::FindAndConsume(&rest, name, &found)) names.push_back(found);
}

void add_shaped(std::string_view text, std::vector<std::string>& names) {
  static const RE2 shaped(
      R"((--[A-Za-z][A-Za-z0-9-]+|\b[A-Za-z_][A-Za-z0-9_]*(?:(?:::|/)[A-Za-z_][A-Za-z0-9_]*)+(?:\.rs)?|\b[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+|\b[A-Za-z_][A-Za-z0-9_]*(?:\(\)|!)|\b[A-Z]+[a-z0-9]+[A-Z][A-Za-z0-9]*|\b[a-z0-9]+[A-Z][A-Za-z0-9]*|\b[a-z0-9_]+\.rs\b))");
  re2::StringPiece rest(text.data(), text.size());
  std::string found;
  while (RE2::FindAndConsume(&rest, shaped, &found)) {
    if (found.starts_with("--")) {
      names.push_back(found.substr(2));
    } else if (found.ends_with('!') && !found.contains("::")) {
      if (found.contains('_')) names.push_back(found.substr(0, found.size() - 1));  // else an exclamation
    } else {
      add_identifiers(found, names);
    }
  }
}

}  // namespace

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  if (text.starts_with("```")) {
    const std::size_t first = std::min(text.find('\n'), text.size());
    add_identifiers(text.substr(first), names);
    return names;
  }
  for (const TextRange& span : code_spans(text))
    add_identifiers(text.substr(span.begin, span.end - span.begin), names);
  add_shaped(masked_code(text), names);
  return names;
}

std::vector<std::string> options_in(const Message& message) {
  static const RE2 option(R"((?:^|[\s`'"(/])(--[A-Za-z][A-Za-z0-9-]+))");
  std::vector<std::string> options;
  const auto add = [&](const std::string& text) {
    re2::StringPiece rest(text);
    std::string found;
    while (RE2::FindAndConsume(&rest, option, &found)) options.push_back(found);
  };
  add(message.subject);
  for (const Block& block : message.body) add(block.text);
  return options;
}

std::set<std::string> words_brought(const ChangeSet& set) {
  std::unordered_set<std::string_view> before;
  const auto add_old = [&](std::string_view word) { before.insert(word); };
  for (const ChangedFile& file : set.files) {
    for_each_word(file.before, add_old);
    for_each_word(file.change.before.path, add_old);
  }
  std::set<std::string> brought;
  const auto add_new = [&](std::string_view word) {
    if (word.size() >= least_bytes && !before.contains(word)) brought.emplace(word);
  };
  for (const ChangedFile& file : set.files) {
    const bool is_parsed = file.is_rust && file.tree_after;
    for_each_word(is_parsed ? code_only(*file.tree_after, rust_code::Literals::keep) : file.after, add_new);
    for_each_word(file.change.after.path, add_new);
  }
  return brought;
}

NewNames::NewNames(const Repository& repository, const ChangeSet& set)
    : repository_(repository),
      parent_(set.text.parents.empty() ? "" : set.text.parents.front()),
      added_(words_brought(set)) {}

void NewNames::allow(std::string_view text) {
  for_each_word(text, [&](std::string_view word) { allowed_.emplace(word); });
}

std::optional<std::string> NewNames::first_in(std::string_view text) const {
  for (const std::string& name : names_in(text)) {
    if (is_new(name)) return name;
  }
  return std::nullopt;
}

bool NewNames::is_new(const std::string& name) const {
  return added_.contains(name) && !allowed_.contains(name) && !parent_has(name);
}

bool NewNames::is_rare(std::string_view word) const {
  auto& all = parent_texts_->lower;
  if (!all) {
    all.emplace();
    for (const std::string& text : texts()) *all += lower(text) + "\n";
  }
  std::size_t count = 0;
  for (std::size_t at = all->find(word); at != all->npos && count <= most_hits; at = all->find(word, at + 1))
    ++count;
  return count > 0 && count <= most_hits;
}

bool NewNames::parent_has(const std::string& name) const {
  return std::ranges::any_of(texts(), [&](const std::string& text) { return has_word(text, name); });
}

const std::vector<std::string>& NewNames::texts() const {
  auto& all = parent_texts_->texts;
  if (all) return *all;
  all.emplace();
  const auto files = repository_.tree(parent_);
  if (!files || !*files) return *all;
  for (const FileSide& file : **files) {
    all->push_back(file.path);
    if (!file.path.ends_with(".rs") && !file.path.ends_with(".toml") && !file.path.ends_with(".md")) continue;
    if (auto text = repository_.blob_beside(file.id, most_bytes)) all->push_back(*std::move(text));
  }
  return *all;
}

}  // namespace git_miner
