// The records that the stages of the benchmarks exchange.
#pragma once

#include <flow/fields.hpp>

namespace bench {

struct Message {
  std::string role;
  std::string content;
};

struct Origin {
  std::string repo;
  std::string commit;
  std::int64_t turn = 0;
};

// One line of the generated JSONL file. `turns` and `bucket` are what the job adds.
struct Example {
  std::string id;
  std::string source;
  std::string lang;
  double score = 0;
  std::int64_t tokens = 0;
  std::vector<Message> messages;
  Origin meta;
  std::optional<std::int64_t> turns;
  std::string bucket;
};

// Of an Example.
struct Score {
  double score = 0;
};

struct Written {
  std::int64_t count = 0;
  std::int64_t bytes = 0;
};

struct Number {
  std::int64_t value = 0;
};

struct Total {
  std::int64_t count = 0;
  std::int64_t checksum = 0;  // depends on the order
};

}  // namespace bench

template <>
struct flow::Schema<bench::Message> {
  static constexpr auto fields = flow::fields(flow::field("role", &bench::Message::role),
                                              flow::field("content", &bench::Message::content));
};

template <>
struct flow::Schema<bench::Origin> {
  static constexpr auto fields =
      flow::fields(flow::field("repo", &bench::Origin::repo), flow::field("commit", &bench::Origin::commit),
                   flow::field("turn", &bench::Origin::turn));
};

template <>
struct flow::Schema<bench::Example> {
  static constexpr std::string_view name = "bench.example";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(
      flow::field("id", &bench::Example::id), flow::field("source", &bench::Example::source),
      flow::field("lang", &bench::Example::lang), flow::field("score", &bench::Example::score),
      flow::field("tokens", &bench::Example::tokens), flow::field("messages", &bench::Example::messages),
      flow::field("meta", &bench::Example::meta), flow::field("turns", &bench::Example::turns),
      flow::field("bucket", &bench::Example::bucket).omit_empty());
};

template <>
struct flow::Schema<bench::Score> {
  static constexpr std::string_view name = flow::Schema<bench::Example>::name;
  static constexpr int version = flow::Schema<bench::Example>::version;
  static constexpr bool is_partial = true;
  static constexpr auto fields = flow::fields(flow::field("score", &bench::Score::score));
};

template <>
struct flow::Schema<bench::Written> {
  static constexpr std::string_view name = "bench.written";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(flow::field("count", &bench::Written::count),
                                              flow::field("bytes", &bench::Written::bytes));
};

template <>
struct flow::Schema<bench::Number> {
  static constexpr std::string_view name = "bench.number";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(flow::field("value", &bench::Number::value));
};

template <>
struct flow::Schema<bench::Total> {
  static constexpr std::string_view name = "bench.total";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(flow::field("count", &bench::Total::count),
                                              flow::field("checksum", &bench::Total::checksum));
};
