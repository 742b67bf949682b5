#include "joined_text.hpp"

#include <algorithm>
#include <array>

#include <base/byte_block.hpp>

#include "spelling.hpp"

namespace secrets {
namespace {

constexpr std::size_t around = 240;       // bytes of a piece before its first and behind its last seam
constexpr std::size_t longest_gap = 120;  // of what parts two literals
constexpr std::size_t shortest_line = 8;  // of a value that goes on

struct Gap {
  std::size_t begin = 0, end = 0;
  bool wrapped = false;
};

constexpr auto of_tokens = [] {
  std::array<bool, 256> bytes{};
  for (std::size_t byte = 0; byte < bytes.size(); ++byte)
    bytes[byte] = is_word(static_cast<char>(byte)) || is_one_of(static_cast<char>(byte), "-+/=.~");
  return bytes;
}();

bool is_token(char c) { return of_tokens[static_cast<unsigned char>(c)]; }

// The next quote or line feed; the size of the text if there is none.
std::size_t next_sign(std::string_view text, std::size_t at) {
  for (; at + base::block_size <= text.size(); at += base::block_size) {
    const base::ByteBlock block = base::load_block(text.data() + at);
    const std::size_t found = base::first_match((block == '\n') | (block == '"') | (block == '\''));
    if (found < base::block_size) return at + found;
  }
  while (at < text.size() && !is_one_of(text[at], "\n\"'")) ++at;
  return at;
}

std::size_t skip_spaces(std::string_view text, std::size_t pos, std::size_t limit) {
  while (pos < limit && is_space(text[pos])) ++pos;
  return pos;
}

// `" + "`, `" .. "`, `" \` and a line break and `"`, `", "` inside concat!: from the first quote behind the second. A line
// break alone parts literals in some languages, and settings in others.
Gap literal_gap(std::string_view text, std::size_t quote) {
  constexpr std::array<std::string_view, 7> signs = {"+", "..", ".", "&", "++", "<>", "\\\n"};
  const Gap none{quote, quote, false};
  const std::size_t limit = std::min(text.size(), quote + longest_gap);
  std::size_t pos = skip_spaces(text, quote + 1, limit);
  if (pos == limit || !is_one_of(text[pos], "+.&<\\,\"'")) return none;
  const bool broken = text.substr(quote + 1, pos - quote - 1).contains('\n');
  bool signed_gap = false;
  for (const std::string_view sign : signs) {
    if (!text.substr(pos, limit - pos).starts_with(sign)) continue;
    pos += sign.size();
    signed_gap = true;
    break;
  }
  if (pos < limit && text[pos] == ',') {
    const std::size_t begin = quote - std::min(quote, longest_gap);
    if (!text.substr(begin, quote - begin).contains("concat!(")) return none;
    ++pos;
    signed_gap = true;
  }
  pos = skip_spaces(text, pos, limit);
  if ((!signed_gap && !broken) || pos >= limit || text[pos] != text[quote]) return none;
  return {quote, pos + 1, !signed_gap};
}

// A line that is one token, behind one that ends in a token: begin and end of the break and the indentation.
std::size_t wrap_end(std::string_view text, std::size_t newline) {
  std::size_t before = newline;
  while (before > 0 && newline - before < shortest_line && is_token(text[before - 1])) --before;
  if (newline - before < shortest_line) return newline;
  std::size_t pos = newline + 1;
  while (pos < text.size() && pos - newline < longest_gap && is_one_of(text[pos], " \t|>+")) ++pos;
  std::size_t end = pos;
  while (end < text.size() && end - pos < 200 && is_token(text[end])) ++end;
  const bool whole = end == text.size() || is_one_of(text[end], "\n\r\"'`,;)");
  return whole && end - pos >= shortest_line ? pos : newline;
}

std::vector<Gap> gaps_of(std::string_view text) {
  std::vector<Gap> gaps;
  for (std::size_t at = next_sign(text, 0); at < text.size(); at = next_sign(text, at + 1)) {
    const char c = text[at];
    Gap gap{at, at, false};
    if (c != '\n') {
      gap = literal_gap(text, at);
    } else if (at > 0 && text[at - 1] == '\\') {
      gap = {at - 1, skip_spaces(text, at + 1, std::min(text.size(), at + longest_gap)), false};
    } else if (at > 0 && is_token(text[at - 1])) {
      gap = {at, wrap_end(text, at), true};
    }
    if (gap.end == gap.begin) continue;
    gaps.push_back(gap);
    at = gap.end - 1;
  }
  return gaps;
}

}  // namespace

void for_each_joined(std::string_view text, const std::function<void(const JoinedText&)>& use) {
  const std::vector<Gap> gaps = gaps_of(text);
  for (std::size_t first = 0; first < gaps.size();) {
    std::size_t last = first + 1;
    while (last < gaps.size() && gaps[last].begin < gaps[last - 1].end + around) ++last;
    JoinedText joined;
    const auto append = [&](std::size_t from, std::size_t to) {
      for (; from < to; ++from) {
        joined.text += text[from];
        joined.origin.push_back(from);
      }
    };
    std::size_t pos = gaps[first].begin - std::min(gaps[first].begin, around);
    for (std::size_t i = first; i < last; ++i) {
      append(pos, gaps[i].begin);
      joined.seams.push_back(joined.text.size());
      joined.wrapped.push_back(gaps[i].wrapped);
      pos = gaps[i].end;
    }
    append(pos, std::min(text.size(), pos + around));
    use(joined);
    first = last;
  }
}

}  // namespace secrets
