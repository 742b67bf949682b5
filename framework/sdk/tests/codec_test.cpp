#include <doctest/doctest.h>

#include <flow/codec.hpp>

#include "sample_records.hpp"

using flow::codec::from_json;
using flow::codec::to_json;
using sample::Page;

namespace {

const char* const page_json =
    R"({"title":"a\"b","lines":[{"text":"x\ny","number":-7}],"score":0.1,"extra":{"b":1.0,"a":[1e3, 2]},"is_last":true})";

}  // namespace

TEST_CASE("a record is written in the order of its fields and reads back as the same value") {
  const Page page{"a\"b", {{"x\ny", -7}}, 0.1, R"({"b":1.0,"a":[1e3, 2]})", {}, true};
  CHECK(to_json(page) == page_json);
  const auto read = from_json<Page>(page_json);
  REQUIRE(read);
  CHECK(*read == page);
}

TEST_CASE("raw JSON keeps key order and number spelling") {
  const auto read = from_json<Page>(page_json);
  REQUIRE(read);
  CHECK(read->extra == R"({"b":1.0,"a":[1e3, 2]})");
}

TEST_CASE("an absent optional is an absent key, never a null") {
  CHECK(to_json(Page{}) == R"({"title":"","lines":[],"extra":{},"is_last":false})");
  const auto read = from_json<Page>(R"({"title":"","lines":[],"score":null,"extra":{},"is_last":false})");
  REQUIRE_FALSE(read);
  CHECK(read.error().text() == "score: null (leave the key out instead)");
}

TEST_CASE("a field may accept the null of other writers as empty") {
  CHECK(from_json<Page>(R"({"title":null,"lines":[],"extra":{},"is_last":false})"));
}

TEST_CASE("reading is strict and names the place") {
  const auto error = [](const char* text) {
    const auto read = from_json<Page>(text);
    return read ? std::string("accepted") : read.error().text();
  };
  CHECK(error(R"({"lines":[],"extra":{},"is_last":false})") == "title: missing");
  CHECK(error(R"({"title":"","lines":[{"text":"","number":1.5}],"extra":{},"is_last":false})") ==
        "lines[0].number: not a 64-bit integer");
  CHECK(error(R"({"title":"","lines":[],"extra":{},"is_last":false,"colour":1})") == "colour: unknown key");
  CHECK(error(R"({"title":"","title":"","lines":[],"extra":{},"is_last":false})") ==
        "title: the key stands twice");
  CHECK(error(R"({"title":"","lines":3,"extra":{},"is_last":false})") == "lines: not an array");
  CHECK(error(R"([1])") == "not an object");
  CHECK(error("").starts_with("not JSON"));
  CHECK(error("nonsense") == "neither an object nor an array");
  CHECK(error(R"({"title":"","lines":[],"extra":{},"is_last":false} x)").starts_with("not JSON"));
}

TEST_CASE("keys may come in any order and with escapes") {
  const auto read = from_json<Page>(
      R"({ "is_last" : true, "extra":{"b":1.0,"a":[1e3, 2]}, "score":0.1, "l\u0069nes":[{"number":-7,"t\u0065xt":"x\ny"}], "title":"a\"b"} )");
  REQUIRE(read);
  CHECK(*read == *from_json<Page>(page_json));
  const auto unknown = from_json<Page>(R"({"\u0063olour":1})");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().text() == "colour: unknown key");
}

TEST_CASE("the escapes of other writers are read, and half a character is refused") {
  const auto line = [](const std::string& text) {
    return from_json<sample::Line>("{\"text\":\"" + text + "\",\"number\":1}");
  };
  const auto read = line(R"(\/\b\f\u00e9\u6570\ud83d\ude00 and a text of more than one block)");
  REQUIRE(read);
  CHECK(read->text == "/\b\fé数😀 and a text of more than one block");
  for (const char* bad : {R"(\ud83d)", R"(\x)", R"(\u12g4)", "a\nb", "\xff"}) CHECK_FALSE(line(bad));
}

TEST_CASE("a document may be read while another one is") {
  const auto outer =
      flow::json::read_document(R"({"first":"one","second":"two"})", [](flow::json::Cursor& in) {
        return in.each_member([](std::string_view key, flow::json::Cursor& value) {
          const auto inner = from_json<Page>(page_json);
          std::string text;
          CHECK((key == "first" || key == "second"));
          return inner && inner->is_last && value.read(text) && text == (key == "first" ? "one" : "two");
        });
      });
  CHECK(outer);
}

TEST_CASE("a member of another type may be passed over") {
  std::string found;
  const auto all =
      flow::json::read_document(R"({"file":{"file":[1,{}]},"file":"x"})", [&](flow::json::Cursor& in) {
        return in.each_member([&](std::string_view, flow::json::Cursor& value) {
          value.read(found);
          return true;
        });
      });
  CHECK(all);
  CHECK(found == "x");
}

TEST_CASE("long and short documents follow each other") {
  for (const std::size_t size : {10, 5'000, 3'000'000, 100, 1'500'000, 0}) {
    Page page;
    page.title = std::string(size, 'x');
    page.lines.resize(size / 1000);
    const auto read = from_json<Page>(to_json(page));
    REQUIRE(read);
    CHECK(*read == page);
  }
}

TEST_CASE("a partial record reads its fields and stops after the last of them") {
  const auto read = from_json<sample::Heading>(
      R"({"extra":{"title":1},"lines":[{"text":"a","number":4},{"number":5,"text":7,"x":[{}]}],"is_last":3,)"
      R"("score":0.5,"title":"t","title":false, and more )");
  REQUIRE(read);
  CHECK(read->title == "t");
  CHECK(read->score == 0.5);
  REQUIRE(read->lines.size() == 2);
  CHECK(read->lines[0].number == 4);
  CHECK(read->lines[1].number == 5);
}

TEST_CASE("a partial record without an optional field is read to its end") {
  CHECK(from_json<sample::Heading>(R"({"title":"t","lines":[{"number":1}],"extra":{}})"));
  const auto error = [](const char* text) {
    const auto read = from_json<sample::Heading>(text);
    return read ? std::string("accepted") : read.error().text();
  };
  CHECK(error(R"({"lines":[],"score":1,"extra":{}})") == "title: missing");
  CHECK(error(R"({"title":"t","lines":[{"text":""}],"score":1})") == "lines[0].number: missing");
  CHECK(error(R"({"title":"t","title":"t","lines":[]})") == "title: the key stands twice");
  CHECK(error(R"({"title":"t","lines":3})") == "lines: not an array");
  CHECK(error(R"({"title":"t","lines":[]} x)").starts_with("not JSON"));
}

TEST_CASE("cut JSON text is an error wherever it is cut") {
  const std::string text = page_json;
  for (std::size_t length = 0; length < text.size(); ++length) {
    CHECK_FALSE(from_json<Page>(text.substr(0, length)));
  }
}

TEST_CASE("an enum is written by its name and read back by no other") {
  const sample::Leaf leaf{sample::Shade::dark_green, {sample::Shade::light}, {}};
  CHECK(to_json(leaf) == R"({"shade":"dark-green","rest":["light"]})");
  const auto read = from_json<sample::Leaf>(R"({"shade":"dark-green","rest":["light"]})");
  REQUIRE(read);
  CHECK(*read == leaf);
  for (const auto& [text, problem] :
       {std::pair(R"({"shade":"green","rest":[]})", "shade: not one of light or dark-green"),
        std::pair(R"({"shade":1,"rest":[]})", "shade: not a string"),
        std::pair(R"({"shade":"light","rest":[""]})", "rest[0]: not one of light or dark-green")}) {
    const auto bad = from_json<sample::Leaf>(text);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().text() == problem);
  }
}

TEST_CASE("a reader may pass over keys that it does not know") {
  const auto read =
      from_json<sample::Leaf>(R"({"colour":{"x":[1]},"shade":"light","rest":[]})",
                              flow::Schema<sample::Leaf>::fields, flow::codec::UnknownKeys::skipped);
  REQUIRE(read);
  CHECK(read->shade == sample::Shade::light);
}

TEST_CASE("the footprint of a value counts what stands on the heap") {
  Page page;
  page.title.reserve(1000);
  page.lines.resize(3);
  const std::size_t line = sizeof(sample::Line) + std::string().capacity();
  CHECK(flow::codec::footprint(page) ==
        sizeof(Page) + page.title.capacity() + page.extra.capacity() + 3 * line);
  CHECK(flow::codec::footprint(sample::Leaf{.shade = {}, .rest = {{}, {}}, .edge = {}}) ==
        sizeof(sample::Leaf) + 2 * sizeof(sample::Shade));
}
