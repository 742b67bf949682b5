#include "word_counts.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace token_count {
namespace {

// As tokenizer.json spells it.
constexpr std::string_view pattern =
    R"("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")";

constexpr std::size_t most_words = 200'000;  // then all are forgotten
constexpr std::size_t longest_word = 64;     // longer ones are not remembered

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
bool is_sign(char c) { return !is_letter(c) && !is_digit(c) && !is_blank(c); }
template <class Is>
std::size_t end_of_run(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

// 's 't 're 've 'm 'll 'd in any case; 0 for none.
std::size_t contraction(std::string_view text) {
  const auto lower = [&](std::size_t i) {
    return i < text.size() ? static_cast<char>(text[i] | 0x20) : '\0';
  };
  const char first = lower(1), second = lower(2);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  const bool two =
      (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
  return two ? 3 : 0;
}

// White space: up to its last line end, else without the blank that belongs to the next word.
std::size_t blank_word(std::string_view text) {
  const std::size_t end = end_of_run(text, 0, is_blank);
  for (std::size_t at = end; at > 0; --at)
    if (is_line_end(text[at - 1])) return at;
  return end == text.size() || end == 1 ? end : end - 1;
}

// The length of the word that an ASCII text begins with: the alternatives of the pattern, in its order.
std::size_t word_at(std::string_view text) {
  if (text[0] == '\'')
    if (const std::size_t size = contraction(text); size > 0) return size;
  if (is_letter(text[0])) return end_of_run(text, 1, is_letter);
  if (is_digit(text[0])) return 1;
  const bool letters_follow = text.size() > 1 && is_letter(text[1]);
  if (letters_follow && !is_line_end(text[0])) return end_of_run(text, 2, is_letter);
  const std::size_t signs = text[0] == ' ' && text.size() > 1 && is_sign(text[1]) ? 1 : 0;
  if (is_sign(text[signs])) return end_of_run(text, end_of_run(text, signs, is_sign), is_line_end);
  return blank_word(text);
}

bool is_plain(char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; }

// Behind the first line end that is the last in its white space: no word crosses it. Other characters than ASCII may be
// white space, too.
std::size_t end_of_line(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;) {
    const std::size_t next = end_of_run(text, at + 1, is_blank);
    const std::size_t last = text.substr(0, next).find_last_of("\r\n");
    if (last > at && text[last] == '\n') {
      at = last;
      continue;
    }
    if (last == at && (next == text.size() || is_plain(text[next]))) return at + 1;
    at = text.find('\n', next);
  }
  return text.size();
}

// The mark (`<think>`, `<|im_end|>`) that may be one token; empty if there is none.
std::string_view mark_at(std::string_view text) {
  const std::size_t end = text.find_first_of("<>", 1);
  if (end == std::string_view::npos || text[end] == '<' || end > longest_word) return {};
  return text.substr(0, end + 1);
}

}  // namespace

// The words of one thread, taken and given back.
class WordCounts::Borrowed {
 public:
  explicit Borrowed(const WordCounts& from) : from_(from) {
    const std::lock_guard lock(from_.mutex_);
    if (from_.idle_.empty()) {
      words_ = std::make_unique<Words>();
    } else {
      words_ = std::move(from_.idle_.back());
      from_.idle_.pop_back();
    }
  }
  ~Borrowed() {
    const std::lock_guard lock(from_.mutex_);
    from_.idle_.push_back(std::move(words_));
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;

  Words& operator*() { return *words_; }

 private:
  const WordCounts& from_;
  std::unique_ptr<Words> words_;
};

// Counts one text.
class WordCounts::Count {
 public:
  Count(const hf::Tokenizer& tokenizer, Words& words) : tokenizer_(tokenizer), words_(words) {}

  base::Result<std::size_t> of(std::string_view text) {
    std::size_t begin = 0;  // of what is not counted yet
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
      const std::string_view mark = mark_at(text.substr(at));
      if (mark.empty() || !is_one_token(mark)) continue;
      plain(text.substr(begin, at - begin));
      ++tokens_;
      begin = at + mark.size();
      at = begin - 1;
    }
    plain(text.substr(begin));
    if (error_) return std::unexpected(*error_);
    return tokens_;
  }

 private:
  bool is_one_token(std::string_view mark) {
    const std::string key = "a mark " + std::string(mark);  // no word has letters behind blanks
    const auto known = words_.find(key);
    if (known != words_.end()) return known->second == 1;
    const auto whole = tokenizer_.encode(mark), cut = tokenizer_.encode(mark, hf::AddedTokens::as_text);
    const bool one = whole && cut && whole->size() == 1 && cut->size() > 1;
    words_.emplace(key, one ? 1 : 0);
    return one;
  }

  // A text without marks.
  void plain(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = end_of_line(text);
      const std::string_view line = text.substr(0, end);
      if (std::ranges::all_of(line, is_plain))
        add_words(line);
      else
        tokens_ += encoded(line);
      text.remove_prefix(end);
    }
  }

  void add_words(std::string_view line) {
    while (!line.empty()) {
      const std::size_t size = word_at(line);
      tokens_ += of_word(line.substr(0, size));
      line.remove_prefix(size);
    }
  }

  std::size_t of_word(std::string_view word) {
    if (word.size() > longest_word) return encoded(word);
    const auto known = words_.find(word);
    if (known != words_.end()) return known->second;
    const std::size_t tokens = encoded(word);
    if (words_.size() >= most_words) words_.clear();
    words_.emplace(word, static_cast<std::uint32_t>(tokens));
    return tokens;
  }

  std::size_t encoded(std::string_view text) {
    const auto ids = tokenizer_.encode(text, hf::AddedTokens::as_text);
    if (ids) return ids->size();
    error_ = ids.error();
    return 0;
  }

  const hf::Tokenizer& tokenizer_;
  Words& words_;
  std::size_t tokens_ = 0;
  std::optional<base::Error> error_;
};

bool WordCounts::fits(const std::filesystem::path& model) {
  std::ifstream file(model / "tokenizer.json", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return text.contains(pattern);
}

base::Result<std::size_t> WordCounts::count(std::string_view text) const {
  Borrowed words(*this);
  return Count(tokenizer_, *words).of(text);
}

}  // namespace token_count
