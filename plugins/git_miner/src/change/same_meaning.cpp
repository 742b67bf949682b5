#include "change/same_meaning.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "change/lower.hpp"
#include "change/message.hpp"

namespace git_miner {
namespace {

using rust_code::Kind;
using rust_code::NodeId;

constexpr char end = '\xFF';

// `0x1F_u8` and `31u8` are one; a number that is too large stays as it is.
std::string number_of(std::string_view text) {
  std::string digits = lower(text);
  std::erase(digits, '_');
  int base = 10;
  for (const auto& [mark, of] : {std::pair("0x", 16), {"0o", 8}, {"0b", 2}}) {
    if (!digits.starts_with(mark)) continue;
    base = of;
    digits.erase(0, 2);
  }
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc()) return std::string(text);
  return std::to_string(value) + rest;
}

std::string words_of_comment(std::string_view text) {
  std::string words;
  for (const std::string& word : words_of(text)) (words += word) += ' ';
  return words;
}

class Meaning {
 public:
  Meaning(const rust_code::SourceFile& file, std::vector<CodeToken> tokens)
      : file_(file), tokens_(std::move(tokens)) {}

  std::string run() {
    for (std::size_t i = 0; i < tokens_.size();) i += take(i);
    return std::move(key_);
  }

 private:
  // As many as a list of bounds has from here; 0 where none begins, or where it ends elsewhere.
  std::size_t bounds_at(std::size_t index) const {
    const NodeId bounds = parent(index);
    if (bounds == rust_code::no_node || !file_.tree().is(bounds, Kind::trait_bounds)) return 0;
    const auto& bytes = file_.tree()[bounds].bytes;
    if (tokens_[index].bytes.begin != bytes.begin) return 0;
    std::size_t end = index;
    while (end < tokens_.size() && tokens_[end].bytes.end < bytes.end) ++end;
    return end < tokens_.size() && tokens_[end].bytes.end == bytes.end ? end + 1 - index : 0;
  }

  Kind kind(std::size_t index) const {
    const auto node = tokens_[index].node;
    return node == rust_code::no_node ? Kind::other : file_.tree()[node].kind;
  }

  template <std::size_t Count>
  bool stand_at(std::size_t begin, const std::array<std::string_view, Count>& texts) const {
    if (begin + Count > tokens_.size()) return false;
    for (std::size_t i = 0; i < Count; ++i) {
      if (tokens_[begin + i].text != texts[i]) return false;
    }
    return true;
  }

  bool is_text(std::size_t index) const {
    return index < tokens_.size() &&
           (kind(index) == Kind::string_literal || kind(index) == Kind::raw_string_literal);
  }

  void add(std::string_view text) { (key_ += text) += end; }

  NodeId parent(std::size_t index) const {
    const NodeId node = tokens_[index].node;
    return node == rust_code::no_node ? node : file_.tree().parent(node);
  }

  // `: A + B` and `: B + A` are one.
  void add_bounds(std::size_t begin, std::size_t count) {
    const NodeId bounds = parent(begin);
    std::vector<std::string> each;
    for (std::size_t from = begin + 1, i = from; i <= begin + count; ++i) {
      const bool is_end = i == begin + count || (tokens_[i].text == "+" && parent(i) == bounds);
      if (!is_end) continue;
      each.push_back(Meaning(file_, {tokens_.begin() + static_cast<std::ptrdiff_t>(from),
                                     tokens_.begin() + static_cast<std::ptrdiff_t>(i)})
                         .run());
      from = i + 1;
    }
    std::ranges::sort(each);
    add(":");
    for (const std::string& one : each) key_ += "+" + one;
  }

  // How many tokens.
  std::size_t take(std::size_t index) {
    using Call = std::array<std::string_view, 4>;
    if (const std::size_t count = bounds_at(index)) {
      add_bounds(index, count);
      return count;
    }
    if (is_comment(file_, tokens_[index])) {
      if (index == 0 || !is_comment(file_, tokens_[index - 1])) add("//");
      key_ += words_of_comment(tokens_[index].text);
      return 1;
    }
    if (stand_at(index, Call{"String", "::", "from", "("}) && is_text(index + 4) &&
        stand_at(index + 5, std::array<std::string_view, 1>{")"})) {
      add(tokens_[index + 4].text);
      return 6;
    }
    if (is_text(index) && (stand_at(index + 1, Call{".", "to_string", "(", ")"}) ||
                           stand_at(index + 1, Call{".", "to_owned", "(", ")"}) ||
                           stand_at(index + 1, Call{".", "into", "(", ")"}))) {
      add(tokens_[index].text);
      return 5;
    }
    add(kind(index) == Kind::integer_literal ? number_of(tokens_[index].text)
                                             : std::string(tokens_[index].text));
    return 1;
  }

  const rust_code::SourceFile& file_;
  std::vector<CodeToken> tokens_;
  std::string key_;
};

}  // namespace

std::string meaning_of(const rust_code::SourceFile& file, const std::vector<CodeToken>& tokens) {
  return Meaning(file, tokens).run();
}

}  // namespace git_miner
