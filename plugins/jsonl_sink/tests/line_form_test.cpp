// How the sink spells a line, and that the source reads it back.
#include "../line_form.hpp"

#include <string>

#include <doctest/doctest.h>

#include "../line_example.hpp"

using jsonl_sink::Arguments;
using jsonl_sink::Column;
using jsonl_sink::MetadataColumn;
using jsonl_sink::Spelling;

namespace {

chat::Example example() {
  chat::Example example;
  example.messages = {{.role = chat::Role::user, .content = "ask"},
                      {.role = chat::Role::assistant,
                       .tool_calls = {{.id = "c", .function = {"f", R"({"b":1.50,"a":"\"é\""})"}}},
                       .weight = 0},
                      {.role = chat::Role::tool, .content = "ok", .tool_call_id = "c"},
                      {.role = chat::Role::assistant, .content = "done"}};
  example.tools = {R"({"type":"function","function":{"name":"f"}})",
                   R"({"type":"function","function":{"name":"g"}})"};
  example.metadata = {.id = "x", .origin = chat::Origin::synthetic, .group = "g"};
  example.metadata.synthetic = chat::SyntheticOrigin{.skeleton = "s", .seed = 1};
  return example;
}

std::string read_back(const std::string& line) {
  const auto read = line_example::read(line, "a.jsonl", 1);
  if (!read) FAIL(read.error().path << ": " << read.error().what);
  return flow::codec::to_json(*read);
}

}  // namespace

TEST_CASE("the default spelling has the bytes of the record") {
  chat::Example bare = example();
  bare.tools.clear();
  CHECK(line_form::written(example(), {}) == flow::codec::to_json(example()));
  CHECK(line_form::written(bare, {}) == flow::codec::to_json(bare));
}

TEST_CASE("arguments, tools and metadata as JSON texts, or no metadata") {
  const std::string line =
      line_form::written(example(), {Arguments::string, Column::string, MetadataColumn::string});
  CHECK(line.contains(R"("arguments":"{\"b\":1.50,\"a\":\"\\\"é\\\"\"}")"));
  CHECK(line.contains(R"("tools":"[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{)"));
  CHECK(line.contains(R"("metadata":"{\"id\":\"x\",)"));
  chat::Example bare = example();
  bare.tools.clear();
  const std::string short_line =
      line_form::written(bare, {Arguments::object, Column::string, MetadataColumn::none});
  CHECK(short_line.ends_with(R"(],"tools":"[]"})"));
  CHECK(short_line.contains(R"("arguments":{"b":1.50,)"));
}

TEST_CASE("the source reads every spelling back, and metadata wherever they stand") {
  const std::string whole = flow::codec::to_json(example());
  for (const Arguments arguments : {Arguments::object, Arguments::string}) {
    for (const Column tools : {Column::column, Column::string}) {
      for (const MetadataColumn metadata : {MetadataColumn::column, MetadataColumn::string})
        CHECK(read_back(line_form::written(example(), {arguments, tools, metadata})) == whole);
      const auto read = line_example::read(
          line_form::written(example(), {arguments, tools, MetadataColumn::none}), "a.jsonl", 3);
      REQUIRE(read);
      CHECK(read->metadata.id == "a.jsonl#3");
      CHECK(read->messages.size() == 4);
      CHECK(read->messages[1].tool_calls[0].function.arguments ==
            example().messages[1].tool_calls[0].function.arguments);
      CHECK(read->tools == example().tools);
    }
  }
}

TEST_CASE("metadata of a later version are read, and kept whole beside") {
  std::string line = flow::codec::to_json(example());
  line.insert(line.rfind("\"group\""), R"("colour":"red",)");
  const auto read = line_example::read(line, "a.jsonl", 1);
  REQUIRE(read);
  CHECK(read->metadata.id == "x");
  CHECK(read->metadata.extra->contains(R"("colour":"red")"));
}

TEST_CASE("what is wrong with metadata of this product is told with its path") {
  std::string line = flow::codec::to_json(example());
  line.replace(line.find(R"("synthetic","synthetic")"), 11, R"("robot")");
  const auto read = line_example::read(line, "a.jsonl", 1);
  REQUIRE_FALSE(read);
  CHECK(read.error().path == "metadata.origin");
}
