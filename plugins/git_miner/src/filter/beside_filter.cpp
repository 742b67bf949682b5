#include "filter/beside_filter.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include <rust_code/node_kinds.hpp>

#include "change/code_tokens.hpp"
#include "change/line_index.hpp"
#include "change/word_parts.hpp"
#include "filter/changed_api.hpp"
#include "filter/lost_path.hpp"
#include "filter/unasked_options.hpp"
#include "filter/unlinked_parts.hpp"
#include "filter/unlinked_texts.hpp"

namespace git_miner {
namespace {

using Words = std::set<std::string>;

struct Texts {
  std::string_view before, after;
};

// The one string in which two parts differ.
std::optional<Texts> reworded_text(const ChangedFile& file, const ChangedLines& lines,
                                   const LineIndex& before, const LineIndex& after) {
  const auto tokens_of = [](const rust_code::SourceFile& source, const LineIndex& index,
                            const LineRange& range) {
    auto tokens = tokens_within(source, index, range);
    std::erase_if(tokens, [](const CodeToken& token) { return token.text == ","; });  // comes with the layout
    return tokens;
  };
  const auto old_tokens = tokens_of(*file.tree_before, before, lines.before);
  const auto new_tokens = tokens_of(*file.tree_after, after, lines.after);
  if (old_tokens.size() != new_tokens.size()) return std::nullopt;
  std::optional<Texts> found;
  for (std::size_t i = 0; i < old_tokens.size(); ++i) {
    if (old_tokens[i].text == new_tokens[i].text) continue;
    const rust_code::NodeId node = new_tokens[i].node;
    if (found || node == rust_code::no_node) return std::nullopt;
    const auto kind = file.tree_after->tree()[node].kind;
    if (kind != rust_code::Kind::string_literal && kind != rust_code::Kind::raw_string_literal)
      return std::nullopt;
    if (file.tree_after->in_test(node)) return std::nullopt;
    found = Texts{old_tokens[i].text, new_tokens[i].text};
  }
  return found;
}

// A text of several words, most of which are the same, that says nothing of the request.
bool is_other_wording(const Texts& texts, const Words& said) {
  constexpr std::size_t least_words = 3;
  const Words old_words = word_parts(texts.before), new_words = word_parts(texts.after);
  std::size_t same = 0;
  bool is_said = false;
  for (const std::string& word : new_words) {
    same += old_words.contains(word) ? 1u : 0u;
    is_said |= !old_words.contains(word) && said.contains(word);
  }
  for (const std::string& word : old_words) is_said |= !new_words.contains(word) && said.contains(word);
  const bool has_same_values = std::ranges::count(texts.before, '{') == std::ranges::count(texts.after, '{');
  return old_words.size() >= least_words && 2 * same >= old_words.size() && has_same_values && !is_said;
}

std::optional<Drop> wording_drop(const ChangeSet& set, const Words& said) {
  static const Words of_texts{"message", "messages", "wording", "text",  "texts",  "error",   "errors",
                              "warning", "warnings", "help",    "print", "output", "typo",    "typos",
                              "usage",   "docs",     "log",     "logs",  "rename", "describe"};
  // Asked of the message: a request says of each new option what its help is.
  const auto is_of_texts = [&](const std::string& word) { return of_texts.contains(word); };
  if (std::ranges::any_of(words_of(set.message.subject), is_of_texts) ||
      std::ranges::any_of(words_of(set.message.body), is_of_texts))
    return std::nullopt;
  std::size_t changes = 0;
  std::optional<Drop> found;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || file.change.kind != ChangeKind::modified) continue;
    const LineIndex before(file.before), after(file.after);
    for (const ChangedLines& lines : file.change.lines) {
      const auto texts = reworded_text(file, lines, before, after);
      if (!texts || !is_other_wording(*texts, said)) {
        ++changes;
      } else {
        found = Drop{DropReason::beside_request,
                     fmt::format("{}:{}: other words in a text", file.change.path(), lines.after.begin + 1)};
      }
    }
  }
  return changes > 0 ? found : std::nullopt;
}

// What is asked for and not done, because no edits of such files are made.
std::optional<Drop> left_out_drop(const ChangeSet& set, std::string_view request) {
  static const RE2 log(R"((?i)\b(?:change[- ]?log|release notes)\b)");
  if (RE2::PartialMatch(re2::StringPiece(request.data(), request.size()), log))
    return Drop{DropReason::beside_request, "the request speaks of a changelog, which is not edited"};
  static const RE2 expected(R"(\.(?:snap|stderr|stdout)$)");
  for (const std::string& path : set.left_out) {
    if (RE2::PartialMatch(path, expected))
      return Drop{DropReason::beside_request, path + ": what a test expects is left out"};
  }
  return std::nullopt;
}

std::string without_blanks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](unsigned char c) { return std::isspace(c) != 0; });
  return out;
}

std::string body_of(const std::string& text, const rust_code::Item& item) {
  return without_blanks(std::string_view(text).substr(item.body.begin, item.body.end - item.body.begin));
}

// `#[inline]` of what is there already.
std::optional<Drop> attribute_drop(const ChangeSet& set, std::string_view request) {
  static const RE2 tuning(R"(^(inline|cold|must_use|track_caller)\b)");
  for (const ChangedFile& file : set.files) {
    for (const rust_code::EntityChange& change : file.items.changed) {
      const rust_code::Item &before = file.items.before[change.before],
                            &after = file.items.after[change.after];
      for (const std::string& attribute : after.attributes) {
        std::string name;
        if (std::ranges::find(before.attributes, attribute) == before.attributes.end() &&
            RE2::PartialMatch(attribute, tuning, &name) && !request.contains(name))
          return Drop{DropReason::beside_request,
                      fmt::format("{}:{}: #[{}] comes", file.change.path(), after.first_line, name)};
      }
    }
  }
  return std::nullopt;
}

// An item that goes elsewhere as it is, and that fewer may use there.
std::optional<Drop> hidden_drop(const ChangeSet& set, std::string_view request) {
  static const RE2 asked(R"((?i)\b(?:private|pub|public|visib\w+|hid\w+|expos\w+|internal|encapsulat\w+)\b)");
  if (RE2::PartialMatch(re2::StringPiece(request.data(), request.size()), asked)) return std::nullopt;
  for (const ChangedFile& from : set.files) {
    for (const std::size_t index : from.items.deleted) {
      const rust_code::Item& old = from.items.before[index];
      if (old.visibility == rust_code::Visibility::inherited || old.body == rust_code::ByteRange{}) continue;
      for (const ChangedFile& to : set.files) {
        for (const std::size_t other : to.items.added) {
          const rust_code::Item& now = to.items.after[other];
          const bool is_moved = &from != &to && now.kind == old.kind && now.name == old.name &&
                                body_of(from.before, old) == body_of(to.after, now);
          if (is_moved && now.visibility < old.visibility)
            return Drop{DropReason::beside_request,
                        fmt::format("{}:{}: fewer may use it than before the move", to.change.path(),
                                    now.first_line)};
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> beside_drop(const ChangeSet& set, std::string_view request,
                                const LibraryTest& is_of_library) {
  const Said said(request);
  if (auto drop = changed_api_drop(set, said, request, is_of_library)) return drop;
  if (auto drop = lost_path_drop(set, is_of_library)) return drop;
  if (auto drop = wording_drop(set, word_parts(request))) return drop;
  if (auto drop = unasked_option_drop(set, request, said)) return drop;
  if (auto drop = left_out_drop(set, request)) return drop;
  if (auto drop = hidden_drop(set, request)) return drop;
  if (auto drop = attribute_drop(set, request)) return drop;
  const auto parts = parts_of(set);
  if (auto drop = unlinked_text_drop(set, parts, request)) return drop;
  return unlinked_drop(set, parts, said);
}

}  // namespace git_miner
