// JSON that is read value by value: the same values, wherever its bytes are divided.
#include "json_pieces.hpp"

#include <algorithm>
#include <vector>

#include "support.hpp"

namespace {

using session_classifier::detail::JsonCutOff;
using session_classifier::detail::JsonPieces;
using session_classifier::detail::NoJson;

// Gives a text some bytes at a time.
JsonPieces::Chunks chunks(std::string_view text, std::size_t size) {
  return [text, size]() mutable {
    const std::string_view next = text.substr(0, size);
    text.remove_prefix(next.size());
    return next;
  };
}

// The members of an object, arrays in it item by item.
std::vector<std::string> pieces_of(std::string_view text, std::size_t chunk, std::size_t most = 1000) {
  std::vector<std::string> found;
  JsonPieces pieces(chunks(text, chunk));
  const auto add = [&] {
    const auto [value, bytes] = pieces.value(most);
    found.push_back(value.empty() ? std::to_string(bytes) + " bytes" : value);
  };
  pieces.object([&](std::string_view key) {
    found.emplace_back(key);
    if (pieces.peek() == '[')
      pieces.array(add);
    else
      add();
  });
  return found;
}

const std::string text = R"( { "a" : {"x":"}\"]\\","y":[1,{}]} ,"list":[ 1.5e3 , "two, \"]" ,null,[],{} ],
  "empty":[] , "o":{},"last" : true } rest)";
const std::vector<std::string> values = {"a",
                                         R"({"x":"}\"]\\","y":[1,{}]})",
                                         "list",
                                         "1.5e3",
                                         R"("two, \"]")",
                                         "null",
                                         "[]",
                                         "{}",
                                         "empty",
                                         "o",
                                         "{}",
                                         "last",
                                         "true"};

}  // namespace

TEST_CASE("values are the same wherever the bytes of their text are divided") {
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) {
    CAPTURE(chunk);
    CHECK(pieces_of(text, chunk) == values);
  }
}

TEST_CASE("a value that is too large is measured, and the next is whole") {
  const auto found = pieces_of(R"({"a":"123456789","b":"1234"})", 3, 6);
  CHECK(found == std::vector<std::string>{"a", "11 bytes", "b", R"("1234")"});
}

TEST_CASE("a text that is cut anywhere is cut off, and one with other marks no JSON") {
  const std::size_t end = text.find_last_of('}');
  for (std::size_t size = 0; size <= end; ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(pieces_of(text.substr(0, size), 7), JsonCutOff);
  }
  for (const char* wrong : {"[]", R"({"a" 1})", R"({"a":1 "b":2})", R"({"a":[1 2]})", R"({"a":})",
                            R"({"a":[1,]})", R"({1:2})", "{,}"})
    CHECK_THROWS_AS(pieces_of(wrong, 7), NoJson);
}
