// Measures the codec beside a hand-written reader and writer of the same record: nanoseconds a record, and their ratio.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <flow/codec.hpp>

#include "raw/example.hpp"
#include "records.hpp"

namespace {

// The two fields that a filter looks at.
struct ScoreAndTokens {
  double score = 0;
  std::int64_t tokens = 0;
};

}  // namespace

template <>
struct flow::Schema<ScoreAndTokens> {
  static constexpr bool is_partial = true;
  static constexpr auto fields = flow::fields(flow::field("score", &ScoreAndTokens::score),
                                              flow::field("tokens", &ScoreAndTokens::tokens));
};

namespace {

using bench::Example;
using bench::Message;

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
                         .turn = static_cast<std::int64_t>(below(40))},
                .turns = {},
                .bucket = {}};
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
  std::vector<std::string> lines;  // as the job reads them
  std::vector<Example> values;     // as it writes them, ours and by hand
  std::vector<raw::Example> values_by_hand;
  std::size_t bytes = 0;
  std::size_t sum = 0;
  for (int i = 0; i < records; ++i) {
    values.push_back(generator.example(i, is_long));
    std::string& line = lines.emplace_back(flow::codec::to_json(values.back()));
    bytes += line.size();
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    values_by_hand.push_back(raw::parse_example(line, line.capacity()));
    values.back().turns = values_by_hand.back().turns =
        static_cast<std::int64_t>(values.back().messages.size());
    values.back().bucket = values_by_hand.back().bucket = "short";
    std::string other;
    raw::put_example(other, values_by_hand.back());
    if (other != flow::codec::to_json(values.back()) + "\n")
      must<int>(base::failure("the two writers differ"));
  }
  fmt::print("{} bytes a record\n", bytes / records);

  const auto read_by_hand = [&](std::size_t i) {
    sum += raw::parse_example(lines[i], lines[i].capacity()).messages.size();
  };
  const auto write_by_hand = [&](std::size_t i) {
    std::string out;
    raw::put_example(out, values_by_hand[i]);
    sum += out.size();
  };
  const auto read = [&](std::size_t i) {
    sum += must(flow::codec::from_json<Example>(lines[i])).messages.size();
  };
  const auto read_score = [&](std::size_t i) {
    sum += static_cast<std::size_t>(must(flow::codec::from_json<ScoreAndTokens>(lines[i])).tokens);
  };
  const auto write = [&](std::size_t i) { sum += flow::codec::to_json(values[i]).size(); };
  const auto find_unwritable = [&](std::size_t i) {
    sum += flow::codec::find_unwritable(values[i]).why.size();
  };
  const auto footprint = [&](std::size_t i) { sum += flow::codec::footprint(values[i]); };
  compare("read", read, read_by_hand);
  compare("read two fields", read_score, read_by_hand);
  compare("write", write, write_by_hand);
  compare("find unwritable", find_unwritable, write_by_hand);
  compare("footprint", footprint, write_by_hand);
  fmt::print("(checksum {})\n\n", sum);
}

}  // namespace

int main() {
  run(true);
  run(false);
}
