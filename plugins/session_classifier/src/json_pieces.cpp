#include "json_pieces.hpp"

#include <algorithm>

namespace session_classifier::detail {
namespace {

// Finds the end of a value, of which any number of characters come at a time.
class ValueEnd {
 public:
  // True if the value ends with this character.
  bool is_at(char c) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (in_string_) {
      is_escaped_ = c == '\\';
      in_string_ = c != '"';
      return !in_string_ && depth_ == 0;
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      return --depth_ <= 0;
    }
    return false;
  }

 private:
  int depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
};

constexpr std::string_view space = " \t\r\n";

}  // namespace

std::string_view JsonPieces::rest() {
  if (chunk_.empty()) chunk_ = next_();
  return chunk_;
}

void JsonPieces::skip(std::size_t bytes) {
  while (bytes > 0) {
    if (rest().empty()) throw JsonCutOff();
    const std::size_t taken = std::min(bytes, chunk_.size());
    chunk_.remove_prefix(taken);
    bytes -= taken;
  }
}

char JsonPieces::peek() {
  while (!rest().empty()) {
    const std::size_t first = chunk_.find_first_not_of(space);
    chunk_.remove_prefix(std::min(first, chunk_.size()));
    if (!chunk_.empty()) return chunk_.front();
  }
  throw JsonCutOff();
}

void JsonPieces::take(char wanted) {
  if (peek() != wanted) throw NoJson();
  chunk_.remove_prefix(1);
}

JsonPieces::Piece JsonPieces::value(std::size_t most) {
  Piece piece;
  const auto add = [&](std::size_t bytes) {
    piece.bytes += bytes;
    if (piece.bytes <= most)
      piece.text += chunk_.substr(0, bytes);
    else
      piece.text = std::string();
    chunk_.remove_prefix(bytes);
  };
  constexpr std::string_view ends_of_word = ",:]} \t\r\n";
  const char first = peek();
  if (ends_of_word.contains(first)) throw NoJson();
  if (first != '"' && first != '{' && first != '[') {  // a number, or a word
    while (!rest().empty()) {
      const std::size_t end = chunk_.find_first_of(ends_of_word);
      add(std::min(end, chunk_.size()));
      if (end != std::string_view::npos) break;
    }
    return piece;
  }
  ValueEnd end;
  for (bool is_whole = false; !is_whole;) {
    if (rest().empty()) throw JsonCutOff();
    const auto last = std::ranges::find_if(chunk_, [&](char c) { return end.is_at(c); });
    is_whole = last != chunk_.end();
    add(static_cast<std::size_t>(last - chunk_.begin()) + (is_whole ? 1 : 0));
  }
  return piece;
}

bool JsonPieces::has_more(char end) {
  const char next = peek();
  if (next != end && next != ',') throw NoJson();
  chunk_.remove_prefix(1);
  return next == ',';
}

void JsonPieces::object(const std::function<void(std::string_view)>& visit) {
  constexpr std::size_t longest_key = 1000;
  take('{');
  if (peek() == '}') return take('}');
  do {
    if (peek() != '"') throw NoJson();
    const Piece key = value(longest_key);
    take(':');
    if (key.text.empty()) throw NoJson();
    visit(std::string_view(key.text).substr(1, key.text.size() - 2));
  } while (has_more('}'));
}

void JsonPieces::array(const std::function<void()>& visit) {
  take('[');
  if (peek() == ']') return take(']');
  do visit();
  while (has_more(']'));
}

}  // namespace session_classifier::detail
