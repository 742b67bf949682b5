// Splits Rust into tokens without parsing it: an edit is a fragment, which a parser has to guess at, and a lexer is twenty
// times as fast. After "Tokens" of the Rust reference; any bytes are taken, what is left open ends with the text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "tokens.hpp"

namespace dataset_curator {

enum class RustToken { word, lifetime, number, character, string, mark };  // a word is a name or a keyword

// Comments and white space are left out; a mark is one character.
class RustTokens {
 public:
  explicit RustTokens(std::string_view code) : code_(code) {}

  // False at the end.
  bool next(RustToken& kind, std::string_view& text) {
    skip_blanks_and_comments();
    if (at_ >= code_.size()) return false;
    const std::size_t begin = at_;
    kind = take();
    text = code_.substr(begin, at_ - begin);
    return true;
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < code_.size() ? code_[at_ + ahead] : '\0'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  void skip_blanks_and_comments() {
    while (at_ < code_.size()) {
      if (kind_of(code_[at_]) == CharacterKind::blank) {
        ++at_;
      } else if (peek() == '/' && peek(1) == '/') {
        at_ = std::min(code_.find('\n', at_), code_.size());
      } else if (peek() == '/' && peek(1) == '*') {
        skip_block_comment();
      } else {
        return;
      }
    }
  }

  void skip_block_comment() {  // they nest
    std::size_t depth = 0;
    do {
      const bool opens = peek() == '/' && peek(1) == '*', closes = peek() == '*' && peek(1) == '/';
      depth += opens;
      depth -= closes;
      at_ += opens || closes ? 2 : 1;
    } while (depth > 0 && at_ < code_.size());
    at_ = std::min(at_, code_.size());
  }

  void take_word() {
    while (at_ < code_.size() && kind_of(code_[at_]) == CharacterKind::word) ++at_;
  }

  RustToken take() {
    const char c = peek();
    if (c == '"') return take_quoted('"', RustToken::string);
    if (c == '\'') return take_quote();
    if (is_digit(c)) return take_number();
    if (kind_of(c) != CharacterKind::word) return ++at_, RustToken::mark;
    const std::size_t begin = at_;
    take_word();
    const std::string_view word = code_.substr(begin, at_ - begin);
    if (peek() == '"' || peek() == '#') {
      if (word == "r" || word == "br" || word == "cr") return take_raw();
      if ((word == "b" || word == "c") && peek() == '"') return take_quoted('"', RustToken::string);
    }
    if (word == "b" && peek() == '\'') return take_quoted('\'', RustToken::character);
    return RustToken::word;
  }

  // From the quote that opens to the one that closes.
  RustToken take_quoted(char quote, RustToken kind) {
    for (++at_; at_ < code_.size() && code_[at_] != quote; ++at_) at_ += code_[at_] == '\\';
    at_ = std::min(at_ + 1, code_.size());
    return kind;
  }

  // 'x' is a character, 'x without another quote a lifetime.
  RustToken take_quote() {
    if (peek(1) == '\\') return take_quoted('\'', RustToken::character);
    std::size_t length = 1;  // of one character in UTF-8
    while ((static_cast<unsigned char>(peek(1 + length)) & 0xc0U) == 0x80U) ++length;
    if (peek(1 + length) == '\'') {
      at_ += length + 2;
      return RustToken::character;
    }
    ++at_;
    take_word();
    return RustToken::lifetime;
  }

  RustToken take_raw() {
    std::size_t hashes = 0;
    while (peek(hashes) == '#') ++hashes;
    if (peek(hashes) != '"') {  // r#name
      at_ += hashes;
      take_word();
      return RustToken::word;
    }
    at_ += hashes + 1;
    while (at_ < code_.size()) {
      at_ = std::min(code_.find('"', at_), code_.size() - 1) + 1;
      std::size_t closing = 0;
      while (closing < hashes && peek(closing) == '#') ++closing;
      at_ += closing;
      if (closing == hashes) break;
    }
    return RustToken::string;
  }

  RustToken take_number() {  // with its suffix; `1..2` and `1.max(2)` end before the point
    take_word();
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      take_word();
    }
    const char last = code_[at_ - 1];
    if ((last == 'e' || last == 'E') && (peek() == '-' || peek() == '+') && is_digit(peek(1))) {
      ++at_;
      take_word();
    }
    return RustToken::number;
  }

  std::string_view code_;
  std::size_t at_ = 0;
};

}  // namespace dataset_curator
