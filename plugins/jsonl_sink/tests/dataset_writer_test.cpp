#include <optional>
#include <string>

#include <doctest/doctest.h>
#include <simdjson.h>
#include <zstd.h>

#include <digest/sha256.hpp>
#include <jsonl_sink/dataset_writer.hpp>
#include <test_support/temporary_folder.hpp>

namespace {

using test_support::read_file;
using test_support::TemporaryFolder;
using test_support::write_file;

using jsonl_sink::DatasetWriter;

jsonl_sink::LineFacts facts(chat::Split split, std::string group) {
  jsonl_sink::LineFacts result;
  result.split = split;
  result.origin = chat::Origin::git;
  result.category = chat::Category::bug_fix;
  result.licence = "MIT OR Apache-2.0";
  result.verified = true;
  result.tokens = 100;
  result.group = std::move(group);
  return result;
}

DatasetWriter created(const std::filesystem::path& folder) {
  auto writer = DatasetWriter::create(folder);
  REQUIRE(writer.has_value());
  return *std::move(writer);
}

jsonl_sink::Card card() {
  jsonl_sink::Card result;
  result.title = "Oxidizer";
  result.tokenizer = "Qwen/Qwen3.5-27B";
  result.settings = "{\n \"seed\": 7,\n \"valid_fraction\": 0.10\n}";
  result.split_rule = "About 10 % of the examples are held back.";
  result.dropped = {{"duplicate | of another", 3}, {"holds what looks like a secret", 1}};
  return result;
}

// Three examples, two of them to train on, one not verified and without a licence.
void write_small(const std::filesystem::path& folder, bool all_counted = true) {
  DatasetWriter writer = created(folder);
  REQUIRE(writer.add("{\"n\":1}", facts(chat::Split::train, "a")).has_value());
  jsonl_sink::LineFacts bare = facts(chat::Split::train, "a");
  bare.origin = chat::Origin::session;
  bare.category = chat::Category::feature;
  bare.licence.reset();
  bare.verified = false;
  if (!all_counted) bare.tokens.reset();
  REQUIRE(writer.add("{\"n\":2}", bare).has_value());
  REQUIRE(writer.add("{\"n\":3}", facts(chat::Split::valid, "b")).has_value());
  REQUIRE(writer.finish(card()).has_value());
}

bool contains(const std::string& text, std::string_view part) { return text.contains(part); }

}  // namespace

TEST_CASE("lines are written as they are, to the file of their split, in order") {
  const TemporaryFolder folder;
  write_small(folder / "set");
  CHECK(read_file(folder / "set/train.jsonl") == "{\"n\":1}\n{\"n\":2}\n");
  CHECK(read_file(folder / "set/valid.jsonl") == "{\"n\":3}\n");
}

TEST_CASE("dataset.json holds counts, digests, what was dropped, and the settings as they were spelled") {
  const TemporaryFolder folder;
  write_small(folder / "set");
  const std::string text = read_file(folder / "set/dataset.json");
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  REQUIRE(parser.parse(text).get(root) == simdjson::SUCCESS);
  const auto number = [&](std::string_view pointer) { return root.at_pointer(pointer).get_int64().value(); };
  CHECK(number("/format") == 1);
  CHECK(number("/examples") == 3);
  CHECK(number("/verified") == 2);
  CHECK(number("/tokens") == 300);
  CHECK(number("/splits/train/examples") == 2);
  CHECK(number("/splits/train/groups") == 1);
  CHECK(number("/splits/valid/bytes") == 8);
  CHECK(number("/origins/git/examples") == 2);
  CHECK(number("/categories/feature/verified") == 0);
  CHECK(number("/licences/MIT OR Apache-2.0") == 2);
  CHECK(number("/without_licence") == 1);
  CHECK(number("/dropped/0/examples") == 3);
  CHECK(contains(text, "\"settings\": {\"seed\":7,\"valid_fraction\":0.10}\n"));
  CHECK(std::string(root.at_pointer("/splits/valid/sha256").get_string().value()) ==
        digest::sha256_hex("{\"n\":3}\n"));
  CHECK(std::string(root.at_pointer("/tokenizer").get_string().value()) == "Qwen/Qwen3.5-27B");
  CHECK(root.at_pointer("/counts").get_array().value().size() == 3);
}

TEST_CASE("dataset.json is indented, with one row of a table on one line") {
  const TemporaryFolder folder;
  write_small(folder / "set");
  const std::string text = read_file(folder / "set/dataset.json");
  CHECK(text.starts_with("{\n  \"format\": 1,\n  \"examples\": 3,\n"));
  CHECK(contains(text,
                 "  \"origins\": {\n    \"git\": {\"examples\":2,\"verified\":2},\n"
                 "    \"session\": {\"examples\":1,\"verified\":0}\n  },\n"));
  CHECK(text.ends_with("}\n"));
}

TEST_CASE("an example without a split trains, and the repository is that of its history") {
  chat::Metadata metadata;
  metadata.group = "g";
  CHECK(jsonl_sink::facts_of(metadata).split == chat::Split::train);
  CHECK(jsonl_sink::facts_of(metadata).repository.empty());
  metadata.split = chat::Split::valid;
  metadata.git = chat::GitOrigin{.repository = "demo", .commit = "c", .parent = "p"};
  CHECK(jsonl_sink::facts_of(metadata).split == chat::Split::valid);
  CHECK(jsonl_sink::facts_of(metadata).repository == "demo");
}

TEST_CASE("the card has the header of the hub and tells what matters") {
  const TemporaryFolder folder;
  write_small(folder / "set");
  const std::string text = read_file(folder / "set/README.md");
  CHECK(text.starts_with("---\npretty_name: \"Oxidizer\"\nlicense: other\n"));
  CHECK(contains(text,
                 "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: train.jsonl\n"
                 "  - split: valid\n    path: valid.jsonl\ndataset_info:\n"));
  CHECK(contains(text, "| train | `train.jsonl` | 2 | 1 | 200 |"));
  CHECK(contains(text, "| session | feature | train | 1 | 0 |"));
  CHECK(contains(text, "| none known | 1 |"));
  CHECK(contains(text, "The other 1 have `verified: false`"));
  CHECK(contains(text, "About 10 % of the examples are held back."));
}

TEST_CASE("licences that the hub knows are named in the header, if every example has one") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  REQUIRE(writer.add("{}", facts(chat::Split::train, "a")).has_value());
  REQUIRE(writer.finish(card()).has_value());
  const std::string text = read_file(folder / "README.md");
  CHECK(contains(text, "license:\n- apache-2.0\n- mit\n"));
  CHECK_FALSE(contains(text, "path: valid.jsonl"));  // a file without lines is not announced
  CHECK(read_file(folder / "valid.jsonl").empty());
  CHECK_FALSE(contains(text, "verified: false"));
}

TEST_CASE("tokens are told only if all examples were counted, with a known tokenizer") {
  const TemporaryFolder folder;
  write_small(folder / "set", false);
  CHECK_FALSE(contains(read_file(folder / "set/dataset.json"), "token"));
  const std::string text = read_file(folder / "set/README.md");
  CHECK_FALSE(contains(text, " tokens |"));
  CHECK_FALSE(contains(text, "Tokens are counted"));
}

TEST_CASE("the same data gives the same bytes in any folder, without a trace of the machine") {
  const TemporaryFolder one, two;
  write_small(one / "a");
  write_small(two / "another");
  for (const char* name : {"train.jsonl", "valid.jsonl", "dataset.json", "README.md"}) {
    const std::string text = read_file(one / "a" / name);
    CHECK(text == read_file(two / "another" / name));
    CHECK_FALSE(contains(text, one.path().string()));
    CHECK_FALSE(contains(text, "\r"));
  }
}

TEST_CASE("any text of the caller is written as valid JSON and as one row of a table") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  jsonl_sink::LineFacts odd = facts(chat::Split::train, "g");
  odd.licence = "a\"b\\c\n|d\x01";
  REQUIRE(writer.add("{}", odd).has_value());
  REQUIRE(writer.finish(card()).has_value());
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  REQUIRE(parser.parse(read_file(folder / "dataset.json")).get(root) == simdjson::SUCCESS);
  CHECK(root["licences"][*odd.licence].get_uint64().value() == 1);
  CHECK(contains(read_file(folder / "README.md"), "| a\"b\\\\c \\|d\x01 | 1 |"));
}

TEST_CASE("samples.html shows examples that are handed in with their lines") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder / "shown");
  chat::Example example;
  example.metadata.id = "e1";
  REQUIRE(writer.add("{}", facts(chat::Split::train, "a"), &example).has_value());
  REQUIRE(writer.finish(card()).has_value());
  CHECK(contains(read_file(folder / "shown/samples.html"), "<dd>e1</dd>"));
  write_small(folder / "bare");
  CHECK_FALSE(std::filesystem::exists(folder / "bare/samples.html"));
}

TEST_CASE("tokens that are not those of the tokenizer are not told, and one of them is named") {
  const TemporaryFolder folder;
  for (const std::int64_t came_with : {100, 101}) {
    DatasetWriter writer = created(folder / std::to_string(came_with));
    chat::Example example;
    example.metadata.id = "e1";
    example.metadata.tokens = came_with;
    REQUIRE(writer.add("{}", facts(chat::Split::train, "a"), &example).has_value());
    const auto render = [](const chat::Example&) { return jsonl_sink::Rendering{.tokens = 100}; };
    REQUIRE(writer.finish(card(), render).has_value());
  }
  CHECK(contains(read_file(folder / "100/README.md"),
                 "Tokens are counted with the tokenizer of Qwen/Qwen3.5-27B"));
  CHECK(contains(read_file(folder / "100/dataset.json"), "\"tokens\": 100"));
  CHECK(contains(read_file(folder / "101/README.md"), "e1 came with 101 tokens and has 100"));
  CHECK_FALSE(contains(read_file(folder / "101/dataset.json"), "tokens"));
}

TEST_CASE("the card sets targets against what there is") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  for (int i = 0; i < 4; ++i) REQUIRE(writer.add("{}", facts(chat::Split::train, "a")).has_value());
  jsonl_sink::Card wanted = card();
  wanted.targets = {.origins = {{chat::Origin::session, {2, 3}}, {chat::Origin::git, {1, 3}}},
                    .examples = jsonl_sink::Range{4, 5},
                    .tokens = 1600};
  REQUIRE(writer.finish(wanted).has_value());
  const std::string text = read_file(folder / "README.md");
  CHECK(contains(text, "| examples of session | 2 to 3 | 0 | 2 too few |"));
  CHECK(contains(text, "| examples of git | 1 to 3 | 4 | 1 too many |"));
  CHECK(contains(text, "| examples in all | 4 to 5 | 4 | met |"));
  CHECK(contains(text, "| tokens | about 1,600 | 400 | 25 % |"));
  CHECK(contains(read_file(folder / "dataset.json"),
                 R"("targets": {"session":[2,3],"git":[1,3],"examples":[4,5],"tokens":1600})"));
}

TEST_CASE(
    "the card tells what came to each stage, what became of it and why, the most frequent reason first") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  jsonl_sink::Card told = card();
  told.funnel = {{.stage = "git_miner",
                  .version = 7,
                  .received = 2236,
                  .emitted = 1200,
                  .rejected = 1,
                  .dropped = {{"a|b", 5}, {"no clear class", 1030}},
                  .left_out = {{"turn without code", 7}},
                  .records = {{"examples", 1300}, {"summary", 1}},
                  .settings = "{\n \"max_lines\": 200}"}};
  REQUIRE(writer.finish(told).has_value());
  const std::string text = read_file(folder / "README.md");
  CHECK(contains(text, "| git\\_miner | 2,236 | 1,035 | 1 | 0 | 1,200 | 1300 examples, 1 summary | 7 |"));
  const auto place = [&](std::string_view part) { return text.find(part); };
  CHECK(place("| dropped | no clear class | 1,030 |") < place("| part left out | turn without code | 7 |"));
  CHECK(place("| part left out | turn without code | 7 |") < place("| dropped | a\\|b | 5 |"));
  CHECK(place("| rejected |") < text.size());
  const std::string json = read_file(folder / "dataset.json");
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  REQUIRE(parser.parse(json).get(root) == simdjson::SUCCESS);
  CHECK(root.at_pointer("/stages/0/dropped/no clear class").get_int64().value() == 1030);
  CHECK(root.at_pointer("/stages/0/settings/max_lines").get_int64().value() == 200);
  CHECK(contains(json, R"("settings": {"max_lines":200})"));
}

TEST_CASE("the card says which commands proved how many examples, and with which compiler") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  jsonl_sink::LineFacts proved = facts(chat::Split::train, "a");
  proved.verification =
      chat::Verification{.commands = {{"cargo test", 0}, {"cargo test", 0}, {"cargo fmt", 0}},
                         .left_out = {{"cargo clippy", "failed before, too"}},
                         .toolchain = "rustc 1.95.0\ncargo 1.95.0\n"};
  REQUIRE(writer.add("{}", proved).has_value());
  proved.origin = chat::Origin::synthetic;
  proved.verification->commands.pop_back();
  REQUIRE(writer.add("{}", proved).has_value());
  jsonl_sink::LineFacts session = facts(chat::Split::train, "s");
  session.verified = false;
  session.outcome = chat::Outcome::verified;
  REQUIRE(writer.add("{}", session).has_value());
  REQUIRE(writer.finish(card()).has_value());
  const std::string text = read_file(folder / "README.md");
  CHECK(contains(
      text,
      "| exited with 0 | git | synthetic |\n|---|--:|--:|\n| cargo test | 1 | 1 |\n| cargo fmt | 1 | 0 |"));
  CHECK(contains(text, "| cargo clippy: failed before, too | 2 |"));
  CHECK(contains(text, "| rustc 1.95.0 | 2 |"));
  CHECK(contains(
      text, "1 of the turns end with a check that succeeded after the last change, 0 with one that failed"));
}

TEST_CASE("lengths are told by origin, and plotted so that every example has a place") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  for (const std::int64_t tokens : {0, 100, 200, 4000, 8192}) {
    jsonl_sink::LineFacts one = facts(chat::Split::train, "a");
    one.tokens = tokens;
    REQUIRE(writer.add("{}", one).has_value());
  }
  REQUIRE(writer.finish(card()).has_value());
  const std::string text = read_file(folder / "README.md");
  CHECK(contains(text, "| git | 5 | 0 | 200 | 2,498 | 8,192 | 8,192 |"));
  CHECK(contains(text, "     0 -   1023  ████████████████████████████████████████ 3\n"));
  CHECK(contains(text, "  1024 -   2047  0\n"));
  CHECK(contains(text, "  8192 -   9215  ██████████████ 1\n"));
}

TEST_CASE("an empty data set is written, too") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  REQUIRE(writer.finish({}).has_value());
  CHECK(contains(read_file(folder / "dataset.json"), "\"examples\": 0"));
  CHECK_FALSE(contains(read_file(folder / "README.md"), "configs"));
}

TEST_CASE("wrong lines are refused") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder.path());
  CHECK(writer.add("{}", facts(chat::Split::train, "a")).has_value());
  CHECK(contains(writer.add("{}", facts(chat::Split::valid, "a")).error().text(),
                 "group \"a\" to valid (others of it are in train)"));
  CHECK_FALSE(writer.add("{\n}", facts(chat::Split::train, "a")).has_value());
  CHECK_FALSE(writer.add("", facts(chat::Split::train, "a")).has_value());
  REQUIRE(writer.finish({}).has_value());
  CHECK(read_file(folder / "train.jsonl") == "{}\n");
  CHECK_FALSE(writer.add("{}", facts(chat::Split::train, "a")).has_value());
  CHECK_FALSE(writer.finish({}).has_value());
}

TEST_CASE("settings that are no object are refused") {
  const TemporaryFolder folder;
  jsonl_sink::Card wrong;
  wrong.settings = "[1]";
  CHECK(contains(created(folder.path()).finish(wrong).error().text(), "not one JSON object"));
}

TEST_CASE("a folder that cannot be made and a full disk are errors that name the file") {
  const TemporaryFolder folder;
  write_file(folder / "file", "x");
  CHECK(contains(DatasetWriter::create(folder / "file/sub").error().text(), "cannot create the folder"));
  std::filesystem::create_directories(folder / "set/train.jsonl");
  CHECK(contains(DatasetWriter::create(folder / "set").error().text(), "set/train.jsonl (Is a directory)"));

  std::filesystem::create_directories(folder / "full");
  std::filesystem::create_symlink("/dev/full", folder / "full/train.jsonl");  // every write to it fails
  DatasetWriter writer = created(folder / "full");
  REQUIRE(writer.add("{}", facts(chat::Split::train, "a")).has_value());  // still in the buffer
  const auto finished = writer.finish({});
  REQUIRE_FALSE(finished.has_value());
  CHECK(contains(finished.error().text(),
                 "full/train.jsonl (No space left on device): free some space and run again"));
  CHECK_FALSE(std::filesystem::exists(folder / "full/dataset.json"));
}

TEST_CASE("the card names the repositories whose code is in the examples, with their licences") {
  const TemporaryFolder folder;
  DatasetWriter writer = created(folder / "set");
  jsonl_sink::LineFacts mined = facts(chat::Split::train, "a");
  mined.repository = "tool|s";
  REQUIRE(writer.add("{\"n\":1}", mined).has_value());
  mined.licence.reset();
  REQUIRE(writer.add("{\"n\":2}", mined).has_value());
  REQUIRE(writer.add("{\"n\":3}", facts(chat::Split::valid, "b")).has_value());
  REQUIRE(writer.finish(card()).has_value());
  const std::string text = read_file(folder / "set/README.md");
  CHECK(contains(text, "| tool\\|s (no address is known) | MIT OR Apache-2.0 | 1 |"));
  CHECK(contains(text, "| tool\\|s (no address is known) | none known | 1 |"));
}

namespace {

using jsonl_sink::Compression;
using jsonl_sink::Storage;

// So many lines of 10 bytes to train on.
void write_lines(const std::filesystem::path& folder, Storage storage, int lines) {
  auto writer = DatasetWriter::create(folder, storage);
  REQUIRE(writer);
  for (int i = 0; i < lines; ++i)
    REQUIRE(writer->add("{\"n\":" + std::to_string(100 + i) + "}", facts(chat::Split::train, "a")));
  REQUIRE(writer->finish({}));
}

std::string unpacked(const std::string& packed) {
  std::string text(1 << 20, '\0');
  const std::size_t size = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  REQUIRE_FALSE(ZSTD_isError(size));
  text.resize(size);
  return text;
}

}  // namespace

TEST_CASE("parts hold at most so many bytes of lines, and at least one line") {
  const TemporaryFolder folder;
  write_lines(folder / "set", {.part_bytes = 25}, 5);
  CHECK(read_file(folder / "set/train-00000.jsonl") == "{\"n\":100}\n{\"n\":101}\n");
  CHECK(read_file(folder / "set/train-00002.jsonl") == "{\"n\":104}\n");
  CHECK_FALSE(std::filesystem::exists(folder / "set/train-00003.jsonl"));
  CHECK(read_file(folder / "set/valid-00000.jsonl").empty());
  CHECK(contains(read_file(folder / "set/dataset.json"),
                 R"("files":[{"file":"train-00000.jsonl","bytes":20,"sha256":)"));
  const std::string card = read_file(folder / "set/README.md");
  CHECK(contains(card, "  - split: train\n    path: train-*.jsonl\n"));
  CHECK_FALSE(contains(card, "split: valid\n"));
  write_lines(folder / "single", {.part_bytes = 1}, 2);
  CHECK(read_file(folder / "single/train-00001.jsonl") == "{\"n\":101}\n");
}

TEST_CASE("packed files hold the bytes of plain ones") {
  const TemporaryFolder folder;
  write_lines(folder / "plain", {}, 50);
  write_lines(folder / "packed", {.compression = Compression::zstd}, 50);
  write_lines(folder / "parts", {.compression = Compression::zstd, .part_bytes = 300}, 50);
  const std::string lines = read_file(folder / "plain/train.jsonl");
  CHECK(unpacked(read_file(folder / "packed/train.jsonl.zst")) == lines);
  CHECK(read_file(folder / "packed/valid.jsonl.zst").empty());
  CHECK(unpacked(read_file(folder / "parts/train-00000.jsonl.zst")) +
            unpacked(read_file(folder / "parts/train-00001.jsonl.zst")) ==
        lines);
  CHECK(contains(read_file(folder / "parts/README.md"), "path: train-*.jsonl.zst\n"));
  CHECK(contains(read_file(folder / "parts/README.md"), "zstandard"));
}

TEST_CASE("the card names the types of the columns and the version that reads them") {
  using namespace jsonl_sink;
  const TemporaryFolder folder;
  const auto card = [&](Spelling spelling) {
    DatasetWriter writer = created(folder / "set");
    REQUIRE(writer.add("{}", facts(chat::Split::train, "a")));
    Card card;
    card.spelling = spelling;
    REQUIRE(writer.finish(card));
    return read_file(folder / "set/README.md");
  };
  const std::string plain = card({});
  CHECK(contains(plain, "dataset_info:\n  features:\n  - name: messages\n    list: json\n"));
  CHECK(contains(plain, "# 4.7.0 or later\n"));
  CHECK(contains(plain, "message_field_training: weight"));
  const std::string texts = card({Arguments::string, Column::string, MetadataColumn::none});
  CHECK(contains(texts, "- name: arguments\n          dtype: string\n"));
  CHECK_FALSE(contains(texts, "json\n  - name"));
  CHECK_FALSE(contains(texts, "- name: metadata"));
  CHECK(contains(texts, "# 3.1.0 or later\n"));
  CHECK(contains(read_file(folder / "set/dataset.json"),
                 R"("spelling": {"arguments":"string","tools":"string","metadata":"none"})"));
}
