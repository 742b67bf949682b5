// Reads on in a text, step by step; every step leaves the position alone where it does not apply.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "spelling.hpp"

namespace secrets {

class TextReader {
 public:
  TextReader(std::string_view text, std::size_t pos) : text_(text), pos_(pos) {}

  std::size_t pos() const { return pos_; }
  std::string_view rest(std::size_t longest) const { return text_.substr(pos_, longest); }
  char peek(std::size_t ahead = 0) const { return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0'; }
  bool at(std::string_view literal) const { return text_.substr(pos_).starts_with(literal); }
  void advance(std::size_t bytes) { pos_ = std::min(text_.size(), pos_ + bytes); }

  bool take(std::string_view literal) {
    if (!at(literal)) return false;
    pos_ += literal.size();
    return true;
  }
  template <typename Literals>
  bool take_any(const Literals& literals) {
    return std::ranges::any_of(literals, [&](std::string_view literal) { return take(literal); });
  }
  template <typename Wanted>
  std::size_t skip(Wanted wanted) {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && wanted(text_[pos_])) ++pos_;
    return pos_ - begin;
  }
  std::size_t skip_blanks() { return skip(is_blank); }

  // Blanks and line breaks, also those spelled `\n` inside a JSON string, and what tools put in front of a line.
  // Gives what it skipped.
  std::string_view skip_breaks() {
    const std::size_t begin = pos_;
    while (pos_ < text_.size()) {
      std::size_t end = pos_;
      while (end < text_.size() && text_[end] == '\\') ++end;
      const bool escape = end > pos_ && end < text_.size() && is_one_of(text_[end], "nrt");
      if (!escape && !is_space(text_[pos_])) break;
      const bool newline = text_[escape ? end : pos_] == (escape ? 'n' : '\n');
      pos_ = escape ? end + 1 : pos_ + 1;
      if (newline) skip_line_mark();
    }
    return text_.substr(begin, pos_ - begin);
  }

  // A quote with the backslashes that escape it; empty if there is none.
  std::string_view take_quote() {
    std::size_t end = pos_;
    while (end < text_.size() && text_[end] == '\\') ++end;
    if (end == text_.size() || !is_quote(text_[end])) return {};
    const std::string_view quote = text_.substr(pos_, end + 1 - pos_);
    pos_ = end + 1;
    return quote;
  }

 private:
  // The number of a line, `  12\t`, `12: ` or `00012| `, or the sign of a diff.
  void skip_line_mark() {
    constexpr std::size_t longest_number = 6;
    std::size_t end = pos_;
    while (end < text_.size() && is_blank(text_[end])) ++end;
    const std::size_t number = end;
    while (end < text_.size() && end - number < longest_number && is_digit(text_[end])) ++end;
    if (end > number && end < text_.size() && is_one_of(text_[end], ":|\t\\")) {
      pos_ = text_[end] == '\\' ? end : end + 1;
      return;
    }
    const bool item = peek() == '-' && peek(1) == ' ' && peek(2) != ' ';  // of a list
    if (is_one_of(peek(), "+-") && !item) ++pos_;
  }

  std::string_view text_;
  std::size_t pos_;
};

}  // namespace secrets
