// What jsonl_source makes of a file that somebody writes to between listing and reading.
#include "../source_stage.hpp"

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <test_support/no_context.hpp>
#include <test_support/temporary_folder.hpp>

namespace {

using Context = test_support::NoContext;
using test_support::TemporaryFolder;

struct Items : flow::ItemList {
  std::vector<FileChunk> chunks;
  std::vector<std::string> keys;
  std::vector<std::string> fingerprints;
  void add(std::string key, std::string fingerprint, std::shared_ptr<const void> item) override {
    keys.push_back(std::move(key));
    fingerprints.push_back(std::move(fingerprint));
    chunks.push_back(*static_cast<const FileChunk*>(item.get()));
  }
  void drop(std::string, std::string, std::string) override {}
  void fail(std::string, flow::Error) override {}
};

// Of bad lines only: it has no room for examples.
struct Rejects : flow::OutputList {
  std::vector<std::string> parts, whys;
  void* room(const flow::RecordType&) override { return nullptr; }
  void add(std::size_t, const flow::RecordType&, void*, std::size_t, std::string_view) override {}
  void add_json(std::size_t, const flow::RecordType&, std::string_view, std::string_view) override {}
  void pass(std::size_t, std::string_view) override {}
  void leave_out(std::string, std::string_view, std::string) override {}
  void reject(std::string_view part, flow::Error error) override {
    parts.emplace_back(part);
    whys.push_back(error.why);
  }
  base::Result<void> take_in(flow::Object&) override { return {}; }
};

struct Listed {
  explicit Listed(const std::filesystem::path& file) : Listed(std::vector{flow::Path(file.string())}) {}
  explicit Listed(std::vector<flow::Path> files) : source(JsonlSource::Params{.files = std::move(files)}) {
    flow::Discovery<FileChunk> discovery(items);
    REQUIRE(source.discover(discovery, context));
    REQUIRE_FALSE(items.chunks.empty());
  }
  flow::Result process(std::size_t chunk = 0) {
    JsonlSource::Emit emit(rejects);
    return source.process(items.chunks[chunk], emit, context);
  }
  JsonlSource source;
  Items items;
  Rejects rejects;
  Context context;
};

}  // namespace

TEST_CASE("lines that changed since they were listed are a passing fault, not a result that is kept") {
  const TemporaryFolder folder;
  const auto file = folder.write("a.jsonl", "1\n2\n3\n");
  Listed listed(file);
  CHECK(listed.process());
  for (const char* bytes : {"1\n2\n4\n", "1\n", ""}) {
    CAPTURE(bytes);
    test_support::write_file(file, bytes);
    const auto done = listed.process();
    REQUIRE_FALSE(done);
    CHECK(done.error().is_transient);
    CHECK_FALSE(done.error().is_rejection);
    CHECK(done.error().text().contains("a.jsonl changed while it was read"));
  }
  std::filesystem::remove(file);
  REQUIRE_FALSE(listed.process());
  CHECK(listed.process().error().is_transient);
}

TEST_CASE("a file that grows behind the lines that were listed disturbs nothing") {
  const TemporaryFolder folder;
  const auto file = folder.write("a.jsonl", "1\n2\n3\n");
  Listed listed(file);
  test_support::write_file(file, "1\n2\n3\n4\n5\n");
  CHECK(listed.process());
  CHECK(listed.rejects.parts == std::vector<std::string>{"line 1", "line 2", "line 3"});
}

TEST_CASE("lines have their number in the file, whatever piece they stand in") {
  const TemporaryFolder folder;
  std::string bytes;
  for (int line = 0; line < 3; ++line) bytes += std::string(200'000, 'x') + "\n\n";
  Listed listed(folder.write("a.jsonl", bytes));
  REQUIRE(listed.items.chunks.size() == 2);
  CHECK(listed.items.keys == std::vector<std::string>{"a.jsonl", "a.jsonl, bytes 400003-600006"});
  CHECK(listed.process(0));
  CHECK(listed.process(1));
  CHECK(listed.rejects.parts == std::vector<std::string>{"line 1", "line 3", "line 5"});
}

TEST_CASE("a piece whose lines have other numbers is another one, though their texts are the same") {
  const TemporaryFolder folder;
  const auto fingerprints = [&](const std::string& first, const std::string& second) {
    return Listed(folder.write("a.jsonl", first + second)).items.fingerprints;
  };
  const std::string head = std::string(150'000, 'x') + "\n" + std::string(150'000, 'x') + "\n";
  const std::string torn = std::string(250'000, 'x') + "\n" + std::string(49'999, 'x') + "\n";
  const std::string one_line_more = std::string(150'000, 'x') + "\n\n" + std::string(149'999, 'x') + "\n";
  const auto before = fingerprints(head, "1\n2\n");
  REQUIRE(before.size() == 2);
  CHECK(fingerprints(torn, "1\n2\n")[1] == before[1]);
  CHECK(fingerprints(one_line_more, "1\n2\n")[1] != before[1]);
  CHECK(fingerprints(head, "1\n\n2\n")[1] != before[1]);
}

TEST_CASE("files of one name in several folders are told apart by their folders, others by their names") {
  const TemporaryFolder folder;
  std::vector<flow::Path> files;
  for (const char* name : {"en/train.jsonl", "de/train.jsonl", "de/more.jsonl"}) {
    test_support::write_file(folder / name, "1\n");
    files.emplace_back((folder / name).string());
  }
  const Listed listed(files);
  CHECK(listed.items.keys == std::vector<std::string>{"en/train.jsonl", "de/train.jsonl", "more.jsonl"});
}

TEST_CASE("a line whose tool call holds no JSON that could be written is rejected alone") {
  const TemporaryFolder folder;
  const auto line = [](const std::string& arguments) {
    return R"({"messages":[{"role":"user","content":"ask"},{"role":"assistant","content":"","tool_calls":[)"
           R"({"id":"c1","type":"function","function":{"name":"f","arguments":)" +
           arguments +
           R"(}}]}],"metadata":{"id":"x","origin":"synthetic","category":"other","verified":false,"group":"g"}})"
           "\n";
  };
  std::string bytes;
  const std::vector<std::string> bad = {R"({"text":"\ud83d"})", R"({"n":01})", R"({"n":1e999})",
                                        std::string(300, '[') + std::string(300, ']')};
  for (const std::string& arguments : bad) bytes += line(arguments);
  Listed listed(folder.write("a.jsonl", bytes));
  CHECK(listed.process());
  CHECK(listed.rejects.parts == std::vector<std::string>{"line 1", "line 2", "line 3", "line 4"});
  CHECK(listed.rejects.whys[0].contains("half of a surrogate pair"));
  for (const std::string& why : listed.rejects.whys) CHECK_FALSE(why.empty());
}
