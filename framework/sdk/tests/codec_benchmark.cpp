// Measures the codec beside a hand-written reader and writer of the same record: nanoseconds a record, and their ratio.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include <flow/codec.hpp>

namespace {

struct Message {
  std::string role;
  std::string content;
};

struct Meta {
  std::string repo;
  std::string commit;
  std::int64_t turn = 0;
};

struct Example {
  std::string id;
  std::string source;
  std::string lang;
  double score = 0;
  std::int64_t tokens = 0;
  std::vector<Message> messages;
  Meta meta;
};

// The two fields that a filter looks at.
struct Score {
  double score = 0;
  std::int64_t tokens = 0;
};

}  // namespace

template <>
struct flow::Schema<Message> {
  static constexpr auto fields =
      flow::fields(flow::field("role", &Message::role), flow::field("content", &Message::content));
};

template <>
struct flow::Schema<Meta> {
  static constexpr auto fields =
      flow::fields(flow::field("repo", &Meta::repo), flow::field("commit", &Meta::commit),
                   flow::field("turn", &Meta::turn));
};

template <>
struct flow::Schema<Example> {
  static constexpr auto fields =
      flow::fields(flow::field("id", &Example::id), flow::field("source", &Example::source),
                   flow::field("lang", &Example::lang), flow::field("score", &Example::score),
                   flow::field("tokens", &Example::tokens), flow::field("messages", &Example::messages),
                   flow::field("meta", &Example::meta));
};

template <>
struct flow::Schema<Score> {
  static constexpr bool is_partial = true;
  static constexpr auto fields =
      flow::fields(flow::field("score", &Score::score), flow::field("tokens", &Score::tokens));
};

namespace {

// ---- The records.

class Generator {
 public:
  Example example(int number, bool is_long) {
    Example one{.id = fmt::format("ex-{:08}", number),
                .source = pick(std::array{"session", "git", "synthetic"}),
                .lang = pick(std::array{"rust", "cpp", "python", "go"}),
                .score = static_cast<double>(below(10001)) / 10000,
                .tokens = 0,
                .messages = {},
                .meta = {.repo = fmt::format("repo-{:03}", below(500)),
                         .commit = hex(40),
                         .turn = static_cast<std::int64_t>(below(40))}};
    if (!is_long) {
      one.messages.push_back({"user", prose(4)});
    } else {
      for (auto turns = 2 + below(3); turns > 0; --turns) {
        one.messages.push_back({"user", prose(25 + below(35))});
        one.messages.push_back({"assistant", prose(20 + below(30)) + "\n```rust\n" + code() + "```\n"});
      }
    }
    for (const Message& message : one.messages)
      one.tokens += static_cast<std::int64_t>(message.content.size() / 4);
    return one;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string pick(const auto& list) { return list[below(list.size())]; }

  std::string hex(std::size_t digits) {
    std::string text;
    while (text.size() < digits) text += "0123456789abcdef"[below(16)];
    return text;
  }

  std::string prose(std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) {
      const std::string word = pick(std::array{"the", "borrow", "checker", "rejects", "this", "because",
                                               "value", "lifetime", "iterators", "café", "Größe", "数据",
                                               "поток", "a", "result", "instead", "of", "panicking"});
      text += (i > 0 ? " " : "") + (i % 23 == 22 ? "\"" + word + "\"" : word);
    }
    return text + ".";
  }

  std::string code() {
    return pick(
        std::array{"fn main() {\n\tlet v: Vec<u32> = (0..10).collect();\n\tprintln!(\"{:?}\", v);\n}\n",
                   "#[test]\nfn round_trip() {\n\tassert_eq!(parse(\"a\\tb\"), Ok((\"a\", \"b\")));\n}\n",
                   "error[E0382]: borrow of moved value: `s`\n --> src/lib.rs:12:20\n   |\n12 |     "
                   "println!(\"{s}\");\n"});
  }

  std::mt19937_64 random_{1};
};

// ---- The yardstick: the same job written by hand for this one record.

namespace by_hand {

namespace ondemand = simdjson::ondemand;

std::string text(ondemand::value value) { return std::string(value.get_string().value()); }

Message message(ondemand::object object) {
  Message out;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    if (key == "role")
      out.role = text(field.value());
    else if (key == "content")
      out.content = text(field.value());
  }
  return out;
}

Meta meta(ondemand::object object) {
  Meta out;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    if (key == "repo")
      out.repo = text(field.value());
    else if (key == "commit")
      out.commit = text(field.value());
    else if (key == "turn")
      out.turn = field.value().get_int64();
  }
  return out;
}

// `line` stands in a text that goes on for simdjson's padding.
Example read(ondemand::parser& parser, simdjson::padded_string_view line) {
  Example out;
  ondemand::document document = parser.iterate(line);
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "id")
      out.id = text(value);
    else if (key == "source")
      out.source = text(value);
    else if (key == "lang")
      out.lang = text(value);
    else if (key == "score")
      out.score = value.get_double();
    else if (key == "tokens")
      out.tokens = value.get_int64();
    else if (key == "messages")
      for (auto element : value.get_array()) out.messages.push_back(message(element));
    else if (key == "meta")
      out.meta = meta(value);
  }
  return out;
}

void put(std::string& out, std::string_view text) {
  static constexpr auto is_special = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < 32; ++c) table[c] = true;
    table['"'] = table['\\'] = true;
    return table;
  }();
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!is_special[c]) continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    if (c == '"')
      out += "\\\"";
    else if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else
      out += fmt::format("\\u{:04x}", c);
  }
  out.append(text, copied);
  out += '"';
}

void put(std::string& out, auto number)
  requires std::is_arithmetic_v<decltype(number)>
{
  std::array<char, 32> digits;
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void write(std::string& out, const Example& one) {
  put(out += R"({"id":)", one.id);
  put(out += R"(,"source":)", one.source);
  put(out += R"(,"lang":)", one.lang);
  put(out += R"(,"score":)", one.score);
  put(out += R"(,"tokens":)", one.tokens);
  out += R"(,"messages":[)";
  for (bool first = true; const Message& message : one.messages) {
    if (!std::exchange(first, false)) out += ',';
    put(out += R"({"role":)", message.role);
    put(out += R"(,"content":)", message.content);
    out += '}';
  }
  put(out += R"(],"meta":{"repo":)", one.meta.repo);
  put(out += R"(,"commit":)", one.meta.commit);
  put(out += R"(,"turn":)", one.meta.turn);
  out += "}}";
}

}  // namespace by_hand

// ---- The measurement.

constexpr int records = 2000;
constexpr std::size_t rounds = 5;

// Nanoseconds a record of one round, which does every record ten times over.
template <class Function>
double time_round(Function& each) {
  const auto start = std::chrono::steady_clock::now();
  for (int again = 0; again < 10; ++again)
    for (std::size_t i = 0; i < records; ++i) each(i);
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() /
         (10 * records);
}

// The medians; the rounds of the two alternate, so that what else the machine does meets both.
void compare(std::string_view what, auto ours, auto by_hand) {
  std::array<std::array<double, rounds>, 2> times;
  for (std::size_t round = 0; round < rounds; ++round)
    times[0][round] = time_round(ours), times[1][round] = time_round(by_hand);
  for (auto& each : times) std::ranges::sort(each);
  const double us = times[0][rounds / 2], them = times[1][rounds / 2];
  fmt::print("{:<24}{:8.0f} ns {:8.0f} ns by hand {:8.2f}x\n", what, us, them, us / them);
}

template <class T>
T must(base::Result<T> result) {
  if (result) return *std::move(result);
  fmt::print(stderr, "{}\n", result.error().text());
  std::exit(1);
}

void run(bool is_long) {
  Generator generator;
  std::vector<Example> values;
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  std::size_t sum = 0;
  for (int i = 0; i < records; ++i) {
    values.push_back(generator.example(i, is_long));
    lines.push_back(flow::codec::to_json(values.back()));
    bytes += lines.back().size();
    lines.back().reserve(lines.back().size() + simdjson::SIMDJSON_PADDING);
    std::string other;
    by_hand::write(other, values.back());
    if (other != lines.back()) must<int>(base::failure("the two writers differ"));
  }
  fmt::print("{} bytes a record\n", bytes / records);

  simdjson::ondemand::parser parser;
  const auto read_by_hand = [&](std::size_t i) {
    const simdjson::padded_string_view line(lines[i].data(), lines[i].size(), lines[i].capacity());
    sum += by_hand::read(parser, line).messages.size();
  };
  const auto write_by_hand = [&](std::size_t i) {
    std::string out;
    by_hand::write(out, values[i]);
    sum += out.size();
  };
  const auto read = [&](std::size_t i) {
    sum += must(flow::codec::from_json<Example>(lines[i])).messages.size();
  };
  const auto read_score = [&](std::size_t i) {
    sum += static_cast<std::size_t>(must(flow::codec::from_json<Score>(lines[i])).tokens);
  };
  const auto write = [&](std::size_t i) { sum += flow::codec::to_json(values[i]).size(); };
  const auto find_bad_text = [&](std::size_t i) { sum += flow::codec::find_bad_text(values[i]).size(); };
  const auto footprint = [&](std::size_t i) { sum += flow::codec::footprint(values[i]); };
  compare("read", read, read_by_hand);
  compare("read two fields", read_score, read_by_hand);
  compare("write", write, write_by_hand);
  compare("find bad text", find_bad_text, write_by_hand);
  compare("footprint", footprint, write_by_hand);
  fmt::print("(checksum {})\n\n", sum);
}

}  // namespace

int main() {
  run(true);
  run(false);
}
