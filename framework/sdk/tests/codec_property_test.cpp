// Every type of field at its limits, forwards and back: what is written reads back equal, or is refused before it is
// written.
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <flow/codec.hpp>

#include "sample_records.hpp"

using flow::codec::find_unwritable;
using flow::codec::from_json;
using flow::codec::to_json;

namespace {

struct Part {
  std::string text;
  std::optional<double> number;
  std::vector<std::vector<std::string>> rows;
  friend bool operator==(const Part&, const Part&) = default;
};

struct All {
  std::int8_t i8 = 0;
  std::int16_t i16 = 0;
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  float single = 0;
  double real = 0;
  bool flag = false;
  std::string text;
  sample::Shade shade = sample::Shade::light;
  flow::Path path;
  flow::Secret secret;
  std::string raw = "null";
  std::optional<std::int64_t> maybe;
  std::optional<std::string> maybe_text;
  std::optional<Part> maybe_part;
  std::vector<Part> parts;
  std::vector<double> numbers;
  std::vector<std::uint64_t> counts;
  std::vector<sample::Shade> shades;
  std::vector<std::string> raws;
  bool rarely = false;
  std::string often_empty;
  friend bool operator==(const All&, const All&) = default;
};

// What holds nothing that could be unwritable.
struct Tame {
  std::int64_t number = 0;
  std::uint32_t count = 0;
  std::optional<bool> flag;
  std::vector<std::vector<std::int16_t>> rows;
};

}  // namespace

template <>
struct flow::Schema<Part> {
  static constexpr auto fields =
      flow::fields(flow::field("text", &Part::text), flow::field("number", &Part::number),
                   flow::field("rows", &Part::rows));
};

template <>
struct flow::Schema<All> {
  static constexpr auto fields = flow::fields(
      flow::field("i8", &All::i8), flow::field("i16", &All::i16), flow::field("i32", &All::i32),
      flow::field("i64", &All::i64), flow::field("u8", &All::u8), flow::field("u16", &All::u16),
      flow::field("u32", &All::u32), flow::field("u64", &All::u64), flow::field("single", &All::single),
      flow::field("real", &All::real), flow::field("flag", &All::flag), flow::field("text", &All::text),
      flow::field("shade", &All::shade), flow::field("path", &All::path), flow::field("secret", &All::secret),
      flow::field("raw", &All::raw).raw_json(), flow::field("maybe", &All::maybe),
      flow::field("maybe_text", &All::maybe_text), flow::field("maybe_part", &All::maybe_part),
      flow::field("parts", &All::parts), flow::field("numbers", &All::numbers),
      flow::field("counts", &All::counts), flow::field("shades", &All::shades),
      flow::field("raws", &All::raws).raw_json(), flow::field("rarely", &All::rarely).omit_empty(),
      flow::field("often_empty", &All::often_empty).omit_empty());
};

template <>
struct flow::Schema<Tame> {
  static constexpr auto fields =
      flow::fields(flow::field("number", &Tame::number), flow::field("count", &Tame::count),
                   flow::field("flag", &Tame::flag), flow::field("rows", &Tame::rows));
};

namespace {

class Values {
 public:
  explicit Values(std::uint64_t seed) : random_(seed) {}

  All all() {
    All value{.i8 = integer<std::int8_t>(),
              .i16 = integer<std::int16_t>(),
              .i32 = integer<std::int32_t>(),
              .i64 = integer<std::int64_t>(),
              .u8 = integer<std::uint8_t>(),
              .u16 = integer<std::uint16_t>(),
              .u32 = integer<std::uint32_t>(),
              .u64 = integer<std::uint64_t>(),
              .single = real<float>(),
              .real = real<double>(),
              .flag = once_in(2),
              .text = text(),
              .shade = shade(),
              .path = flow::Path(text()),
              .secret = {text()},
              .raw = raw()};
    if (once_in(2)) value.maybe = integer<std::int64_t>();
    if (once_in(2)) value.maybe_text = text();
    if (once_in(2)) value.maybe_part = part();
    fill(value.parts, [&] { return part(); });
    fill(value.numbers, [&] { return real<double>(); });
    fill(value.counts, [&] { return integer<std::uint64_t>(); });
    fill(value.shades, [&] { return shade(); });
    fill(value.raws, [&] { return raw(); });
    value.rarely = once_in(2);
    if (once_in(2)) value.often_empty = text();
    return value;
  }

 private:
  bool once_in(unsigned rounds) { return random_() % rounds == 0; }

  void fill(auto& list, auto make) {
    for (auto n = random_() % 4; n > 0; --n) list.push_back(make());
  }

  template <class T>
  T integer() {
    using Limits = std::numeric_limits<T>;
    switch (random_() % 6) {
      case 0:
        return Limits::min();
      case 1:
        // Beyond 2^63 once in a while only, so that most values are written.
        return once_in(8) ? Limits::max() : static_cast<T>(Limits::max() / 2);
      case 2:
        return static_cast<T>(random_() % 3);
      default:
        return static_cast<T>(random_() >> (1 + random_() % 63));
    }
  }

  template <class T>
  T real() {
    using Limits = std::numeric_limits<T>;
    constexpr T limits[] = {Limits::max(),
                            Limits::lowest(),
                            Limits::min(),
                            Limits::denorm_min(),
                            -Limits::denorm_min(),
                            T{-0.0},
                            Limits::epsilon(),
                            T{1e22},
                            T{0.1},
                            T{123456789012345680.0}};
    if (once_in(2)) return limits[random_() % std::size(limits)];
    if (once_in(200)) return once_in(2) ? Limits::quiet_NaN() : -Limits::infinity();
    return static_cast<T>(static_cast<double>(random_()) / static_cast<double>(random_() | 1));
  }

  std::string text() {
    using namespace std::string_literals;
    static const std::string pieces[] = {
        "",        "a",          "\"",
        "\\",      "\n",         "\r\t\b\f",
        "\x01",    "\x1f",       "\x7f",
        "é",       "数",         "\u2028",
        "😀",      "\U0010ffff", "/",
        "\\ud83d", "\0"s,        "long enough for more than one block of the escaper, "};
    std::string out;
    for (auto n = random_() % 12; n > 0; --n) out += pieces[random_() % std::size(pieces)];
    static const std::string broken[] = {"\xff", "\xed\xa0\x80", "\xc3", "\xf0\x9f\x98"};
    if (once_in(100)) out.insert(random_() % (out.size() + 1), broken[random_() % std::size(broken)]);
    return out;
  }

  std::string raw() {
    static constexpr const char* texts[] = {"{}",
                                            "[]",
                                            R"({"b":1.0,"a":[1e3, 2],"b2":"\ud83d\ude00"})",
                                            "3",
                                            "-0",
                                            "\"x\\n\"",
                                            "true",
                                            "12345678901234567890123",
                                            R"([[[{"a":null}]]])"};
    static constexpr const char* bad[] = {"",    "{",    "{} {}",  "[1,]", "tru", "01", R"(["\ud83d"])",
                                          " {}", "{}\n", "[1,\n2]"};
    return once_in(60) ? bad[random_() % std::size(bad)] : texts[random_() % std::size(texts)];
  }

  sample::Shade shade() {
    return once_in(100) ? static_cast<sample::Shade>(7) : static_cast<sample::Shade>(random_() % 2);
  }

  Part part() {
    Part part{.text = text()};
    if (once_in(2)) part.number = real<double>();
    fill(part.rows, [&] {
      std::vector<std::string> row;
      fill(row, [&] { return text(); });
      return row;
    });
    return part;
  }

  std::mt19937_64 random_;
};

// "" if the value is fine.
std::string complaint(const All& value) {
  const auto found = find_unwritable(value);
  return found ? found.path + ": " + std::string(found.why) : "";
}

}  // namespace

TEST_CASE("a value of any type is written so that it reads back equal, or is refused") {
  int written = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    CAPTURE(seed);
    const All value = Values(seed).all();
    const std::string json = to_json(value);
    const auto read = from_json<All>(json);
    if (find_unwritable(value)) {
      ++refused;
      continue;
    }
    ++written;
    CAPTURE(json);
    CHECK(base::is_utf8(json));
    REQUIRE_MESSAGE(read, read.error().text());
    CHECK(*read == value);
    CHECK(to_json(*read) == json);
  }
  CHECK(written > 1000);
  CHECK(refused > 200);
}

TEST_CASE("nothing is refused that reads back equal") {
  // Raw JSON apart, which is read as it stands and must also be JSON for others.
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    CAPTURE(seed);
    All value = Values(seed).all();
    value.raw = "{}";
    value.raws.clear();
    const auto found = find_unwritable(value);
    if (!found) continue;
    CAPTURE(found.path);
    const auto read = from_json<All>(to_json(value));
    CHECK((!read || !(*read == value)));
  }
}

TEST_CASE("what JSON cannot hold is found with its path and the reason") {
  CHECK(complaint({}).empty());
  using Real = std::numeric_limits<double>;
  CHECK(complaint({.single = std::numeric_limits<float>::infinity()}) == "single: not a finite number");
  CHECK(complaint({.real = Real::quiet_NaN()}) == "real: not a finite number");
  CHECK(complaint({.numbers = {0, -Real::infinity()}}) == "numbers[1]: not a finite number");
  CHECK(complaint({.maybe_part = Part{.number = Real::quiet_NaN()}}) ==
        "maybe_part.number: not a finite number");
  CHECK(complaint({.u64 = std::uint64_t{1} << 63}) == "u64: above 9223372036854775807");
  CHECK(complaint({.u64 = (std::uint64_t{1} << 63) - 1}).empty());
  CHECK(complaint({.counts = {1, 2, ~std::uint64_t{0}}}) == "counts[2]: above 9223372036854775807");
  CHECK(complaint({.text = "\xff"}) == "text: not UTF-8");
  CHECK(complaint({.path = "\xff"}) == "path: not UTF-8");
  CHECK(complaint({.secret = {"\xff"}}) == "secret: not UTF-8");
  CHECK(complaint({.parts = {{}, {.rows = {{}, {"", "\xc3"}}}}}) == "parts[1].rows[1][1]: not UTF-8");
  CHECK(complaint({.shade = static_cast<sample::Shade>(9)}) == "shade: no value of its enum");
  flow::Object object{.digest = "\xff", .local_path = {}};
  flow::codec::Unwritable found;
  CHECK(flow::codec::detail::find_unwritable(object, false, found));
}

TEST_CASE("raw JSON must be JSON, and come back as it stands in one line") {
  for (const char* bad : {"", "{", "{} {}", "{\"a\":tru}", "[1 2]"})
    CHECK(complaint({.raw = bad}) == "raw: not JSON");
  for (const char* padded : {" {}", "{}\n", "[1,\n2]"})
    CHECK(complaint({.raw = padded}) == "raw: JSON with line breaks, or with white space around it");
  CHECK(complaint({.raw = "[\"\xff\"]"}) == "raw: not UTF-8");
  CHECK(complaint({.raws = {"1", "2", "x"}}) == "raws[2]: not JSON");
  CHECK(find_unwritable(sample::Page{.extra = "{"}).path == "extra");
}

TEST_CASE("types that JSON can hold whatever their value are not looked at") {
  static_assert(!flow::codec::detail::holds<flow::codec::detail::MayBeUnwritable, Tame>());
  static_assert(flow::codec::detail::holds<flow::codec::detail::MayBeUnwritable, All>());
  CHECK_FALSE(find_unwritable(Tame{}));
}

TEST_CASE("numbers beyond their field are refused by the reader, never cut") {
  const auto error = [](std::string_view field, std::string_view number) {
    std::string json = to_json(All{});
    const std::string zero = "\"" + std::string(field) + "\":0";
    json.replace(json.find(zero), zero.size(), "\"" + std::string(field) + "\":" + std::string(number));
    const auto read = from_json<All>(json);
    return read ? "accepted" : read.error().text();
  };
  CHECK(error("i8", "128") == "i8: out of range");
  CHECK(error("u8", "-1") == "u8: out of range");
  CHECK(error("u32", "4294967296") == "u32: out of range");
  CHECK(error("u64", "9223372036854775808") == "u64: not a 64-bit integer");
  CHECK(error("i64", "-9223372036854775809") == "i64: not a 64-bit integer");
  CHECK(error("single", "1e39") == "single: out of range");
  CHECK(error("real", "1e400") != "accepted");
  CHECK(error("i64", "1.5") == "i64: not a 64-bit integer");
}
