// Examples from and to JSON, by hand. Nothing of the project is used: the yardstick must not change with what it measures.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace raw {

namespace on_demand = simdjson::ondemand;

struct Turn {
  std::string role, content;
};

struct Example {
  std::string id, source, lang, repo, commit;
  double score = 0;
  std::int64_t tokens = 0, turn = 0, turns = 0;
  std::vector<Turn> messages;
  std::string_view bucket;
};

inline std::string text_of(on_demand::value value) { return std::string(value.get_string().value()); }

inline Turn parse_turn(on_demand::object object) {
  Turn turn;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    if (key == "role")
      turn.role = text_of(field.value());
    else if (key == "content")
      turn.content = text_of(field.value());
  }
  return turn;
}

inline void parse_origin(Example& example, on_demand::object object) {
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    if (key == "repo")
      example.repo = text_of(field.value());
    else if (key == "commit")
      example.commit = text_of(field.value());
    else if (key == "turn")
      example.turn = field.value().get_int64();
  }
}

// `room` is what may be read from the start of the line: simdjson looks past its end.
inline Example parse_example(std::string_view line, std::size_t room) {
  thread_local on_demand::parser parser;
  Example example;
  auto document = parser.iterate(simdjson::padded_string_view(line.data(), line.size(), room));
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    on_demand::value value = field.value();
    if (key == "id")
      example.id = text_of(value);
    else if (key == "source")
      example.source = text_of(value);
    else if (key == "lang")
      example.lang = text_of(value);
    else if (key == "score")
      example.score = value.get_double();
    else if (key == "tokens")
      example.tokens = value.get_int64();
    else if (key == "messages")
      for (auto item : value.get_array()) example.messages.push_back(parse_turn(item.get_object()));
    else if (key == "meta")
      parse_origin(example, value.get_object());
  }
  return example;
}

inline void put_escaped(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      break;
  }
  std::array<char, 8> hex{};
  std::snprintf(hex.data(), hex.size(), "\\u%04x", c);
  out += hex.data();
}

inline void put_string(std::string& out, std::string_view text) {
  static constexpr auto needs_escape = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < 32; ++i) table[i] = true;
    table['"'] = table['\\'] = true;
    return table;
  }();
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!needs_escape[c]) continue;
    out.append(text, from, i - from);
    from = i + 1;
    put_escaped(out, c);
  }
  out.append(text, from);
  out += '"';
}

template <class N>
void put_number(std::string& out, N number) {
  std::array<char, 32> digits{};
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

inline void put_member(std::string& out, std::string_view before, std::string_view text) {
  out += before;
  put_string(out, text);
}

// One line, with its end.
inline void put_example(std::string& out, const Example& example) {
  put_member(out, R"({"id":)", example.id);
  put_member(out, R"(,"source":)", example.source);
  put_member(out, R"(,"lang":)", example.lang);
  out += R"(,"score":)";
  put_number(out, example.score);
  out += R"(,"tokens":)";
  put_number(out, example.tokens);
  out += R"(,"messages":[)";
  for (std::string_view comma; const Turn& turn : example.messages) {
    out += comma;
    comma = ",";
    put_member(out, R"({"role":)", turn.role);
    put_member(out, R"(,"content":)", turn.content);
    out += '}';
  }
  put_member(out, R"(],"meta":{"repo":)", example.repo);
  put_member(out, R"(,"commit":)", example.commit);
  out += R"(,"turn":)";
  put_number(out, example.turn);
  out += R"(},"turns":)";
  put_number(out, example.turns);
  put_member(out, R"(,"bucket":)", example.bucket);
  out += "}\n";
}

}  // namespace raw
