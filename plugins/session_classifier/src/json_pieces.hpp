// A JSON text that is too large to be held, value by value. Its brackets, commas and colons are checked while it is read; what
// stands inside a value is for whoever parses it.
#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace session_classifier::detail {

struct JsonCutOff : std::runtime_error {
  JsonCutOff() : std::runtime_error("it ends before its last bracket") {}
};
struct NoJson : std::runtime_error {
  NoJson() : std::runtime_error("not valid JSON") {}
};

class JsonPieces {
 public:
  using Chunks = std::function<std::string_view()>;  // the bytes that follow, "" at the end

  struct Piece {
    std::string text;  // of one value; "" if it is larger than was asked for
    std::size_t bytes = 0;
  };

  explicit JsonPieces(Chunks next) : next_(std::move(next)) {}

  // All of them throw JsonCutOff, NoJson, and what the chunks throw.
  void skip(std::size_t bytes);
  // The first character of what follows, which is no white space.
  char peek();
  Piece value(std::size_t most);
  // Calls `visit` for each member, whose key is as it is written, or item; it must take the value.
  void object(const std::function<void(std::string_view key)>& visit);
  void array(const std::function<void()>& visit);
  // What is there of the text that follows; "" at its end.
  std::string_view rest();

 private:
  void take(char wanted);
  bool has_more(char end);  // behind an item

  Chunks next_;
  std::string_view chunk_;  // what of it was not taken
};

}  // namespace session_classifier::detail
