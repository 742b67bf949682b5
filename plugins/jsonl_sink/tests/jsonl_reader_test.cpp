#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <jsonl_sink/jsonl_reader.hpp>
#include <test_support/temporary_folder.hpp>

namespace {

using test_support::TemporaryFolder;
using test_support::write_file;

using Lines = std::vector<std::pair<std::uint64_t, std::string>>;

struct Contents {
  Lines lines;
  std::uint64_t blank = 0;
  bool operator==(const Contents&) const = default;
};

// What the format means, told in the plainest way.
Contents expected_contents(const std::string& bytes) {
  Contents result;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    std::string line = bytes.substr(begin, end - begin);
    if (line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
    if (line.ends_with('\r')) line.pop_back();
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      ++result.blank;
    } else {
      result.lines.emplace_back(begin, line);
    }
    begin = end + 1;
  }
  return result;
}

void read_chunk(const std::filesystem::path& path, jsonl_sink::Chunk chunk, Contents& contents) {
  auto reader = jsonl_sink::JsonlReader::open(path, chunk);
  REQUIRE(reader.has_value());
  for (;;) {
    const auto line = reader->next();
    REQUIRE(line.has_value());
    if (!*line) break;
    contents.lines.emplace_back((*line)->offset, std::string((*line)->text));
  }
  contents.blank += reader->blank_lines();
}

std::vector<jsonl_sink::Chunk> list(const std::filesystem::path& path, std::uint64_t size) {
  auto lister = jsonl_sink::ChunkLister::open(path, size);
  REQUIRE(lister.has_value());
  std::vector<jsonl_sink::Chunk> chunks;
  for (;;) {
    const auto chunk = lister->next();
    REQUIRE(chunk.has_value());
    if (!*chunk) return chunks;
    chunks.push_back(**chunk);
  }
}

Contents read_by_chunks(const std::filesystem::path& path, std::uint64_t size) {
  Contents contents;
  for (const jsonl_sink::Chunk& chunk : list(path, size)) read_chunk(path, chunk, contents);
  return contents;
}

std::string random_file(std::mt19937& random) {
  const std::vector<std::string> pieces = {"{}", "{\"a\":1}", "\n",   "\n",           "\n\n", "\r\n",
                                           "\r", " ",         "\t\n", "\xef\xbb\xbf", "é",    "text"};
  std::string bytes = random() % 4 == 0 ? "\xef\xbb\xbf" : "";
  for (std::size_t i = random() % 60; i > 0; --i) bytes += pieces[random() % pieces.size()];
  if (random() % 8 == 0) bytes += std::string(random() % 600'000, 'x');
  if (random() % 2 == 0) bytes += '\n';
  return bytes;
}

std::string error_of(const std::filesystem::path& path) {
  const auto lister = jsonl_sink::ChunkLister::open(path);
  const auto reader = jsonl_sink::JsonlReader::open(path, {0, 0});
  REQUIRE_FALSE(lister.has_value());
  REQUIRE_FALSE(reader.has_value());
  CHECK(lister.error() == reader.error());
  return lister.error().text();
}

}  // namespace

TEST_CASE("for random files and chunk sizes, the chunks give exactly the lines of the file") {
  const TemporaryFolder folder;
  for (unsigned seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::string bytes = random_file(random);
    write_file(folder / "a.jsonl", bytes);
    const Contents expected = expected_contents(bytes);
    const std::uint64_t size = seed % 3 == 0 ? 1 + random() % 300'000 : 1 + random() % 40;
    REQUIRE(read_by_chunks(folder / "a.jsonl", bytes.size() > 1000 ? size + 5'000 : size) == expected);

    std::uint64_t position = 0;
    for (const jsonl_sink::Chunk& chunk : list(folder / "a.jsonl", size + 5'000)) {
      REQUIRE(chunk.begin == position);
      REQUIRE(chunk.end > chunk.begin);
      REQUIRE((chunk.begin == 0 || bytes[chunk.begin - 1] == '\n'));
      position = chunk.end;
    }
    REQUIRE(position == bytes.size());
  }
}

TEST_CASE("ranges that cut lines anywhere give each line once, to the range in which it starts") {
  const TemporaryFolder folder;
  for (unsigned seed = 500; seed < 600; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::string bytes = random_file(random);
    write_file(folder / "a.jsonl", bytes);
    Contents contents;
    for (std::uint64_t begin = 0; begin < bytes.size();) {
      const std::uint64_t end =
          std::min<std::uint64_t>(begin + 1 + random() % (bytes.size() / 8 + 4), bytes.size());
      read_chunk(folder / "a.jsonl", {begin, end}, contents);
      begin = end;
    }
    REQUIRE(contents == expected_contents(bytes));
  }
}

TEST_CASE("line ends, blank lines, a byte order mark and a missing last line end") {
  const TemporaryFolder folder;
  write_file(folder / "a.jsonl", "\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":\"\r\"}\n{\"c\":3}");
  Contents contents;
  read_chunk(folder / "a.jsonl", {0, 32}, contents);
  CHECK(contents == Contents{{{0, "{\"a\":1}"}, {16, "{\"b\":\"\r\"}"}, {26, "{\"c\":3}"}}, 2});
}

TEST_CASE("a line longer than a chunk belongs to one chunk") {
  const TemporaryFolder folder;
  const std::string line(100'000, 'x');
  write_file(folder / "a.jsonl", "a\n" + line + "\nb\n");
  const auto chunks = list(folder / "a.jsonl", 10);
  REQUIRE(chunks.size() == 2);
  CHECK(chunks[0].end == 2 + line.size() + 1);
  CHECK(read_by_chunks(folder / "a.jsonl", 10).lines == Lines{{0, "a"}, {2, line}, {100'003, "b"}});
}

TEST_CASE("an empty file has no chunks") {
  const TemporaryFolder folder;
  write_file(folder / "a.jsonl", "");
  CHECK(list(folder / "a.jsonl", 10).empty());
}

TEST_CASE("what is no file is an error that names it") {
  const TemporaryFolder folder;
  CHECK(error_of(folder / "absent.jsonl").contains("absent.jsonl (No such file or directory)"));
  CHECK(error_of(folder.path()).contains("(it is a folder): name a .jsonl file in it"));
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(error_of(folder / "pipe").contains("(it is no regular file)"));
}

TEST_CASE("a file that has become shorter since it was listed is an error") {
  const TemporaryFolder folder;
  write_file(folder / "a.jsonl", "{}\n{}\n");
  const auto chunks = list(folder / "a.jsonl", 100);
  write_file(folder / "a.jsonl", "{}\n");
  const auto reader = jsonl_sink::JsonlReader::open(folder / "a.jsonl", chunks[0]);
  REQUIRE_FALSE(reader.has_value());
  CHECK(reader.error().text().contains("it has 3 bytes, and had at least 6"));
  CHECK(reader.error().is_transient);
}

TEST_CASE("the digest of a chunk is that of its lines, wherever they lie and however they end") {
  const TemporaryFolder folder;
  write_file(folder / "a.jsonl", "{}\n[1]\n");
  write_file(folder / "b.jsonl", "first\n{}\r\n[1]");
  const auto alone = jsonl_sink::read_content(folder / "a.jsonl", {0, 7});
  const auto behind = jsonl_sink::read_content(folder / "b.jsonl", {6, 13});
  REQUIRE(alone.has_value());
  REQUIRE(behind.has_value());
  CHECK(alone->digest == behind->digest);
  CHECK(alone->lines == 2);
  CHECK(alone->digest != jsonl_sink::read_content(folder / "b.jsonl", {0, 13})->digest);
  write_file(folder / "c.jsonl", "{}\n\n[1]\n");
  CHECK(alone->digest != jsonl_sink::read_content(folder / "c.jsonl", {0, 8})->digest);
}

TEST_CASE("lines are numbered with the blank ones, so that the lines of the chunks before can be added") {
  const TemporaryFolder folder;
  write_file(folder / "a.jsonl", "{}\n\n \r\n[1]\n\n2");
  auto reader = jsonl_sink::JsonlReader::open(folder / "a.jsonl", {0, 13});
  REQUIRE(reader.has_value());
  std::vector<std::uint64_t> numbers;
  for (auto line = reader->next(); line && *line; line = reader->next()) numbers.push_back((**line).number);
  CHECK(numbers == std::vector<std::uint64_t>{1, 4, 6});
  CHECK(reader->lines() == 6);
  CHECK(reader->blank_lines() == 3);
  CHECK(jsonl_sink::read_content(folder / "a.jsonl", {0, 13})->lines == 6);
}

TEST_CASE("a line that is too long is told and passed over, wherever it stands") {
  const TemporaryFolder folder;
  const std::string lengthy(900'000, 'x');
  for (const std::string& bytes : {lengthy + "\na\nb", "a\n" + lengthy + "\nb\n", "a\nb\n" + lengthy}) {
    write_file(folder / "a.jsonl", bytes);
    auto reader = jsonl_sink::JsonlReader::open(folder / "a.jsonl", {0, bytes.size()}, 300'000);
    REQUIRE(reader.has_value());
    std::vector<std::string> texts;
    for (auto line = reader->next(); line && *line; line = reader->next())
      texts.emplace_back((**line).is_too_long ? "too long" : (**line).text);
    std::ranges::sort(texts);
    CHECK(texts == std::vector<std::string>{"a", "b", "too long"});
  }
}
