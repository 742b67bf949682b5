// Lines of Zstandard files.
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <zstd.h>

#include <jsonl_sink/file_state.hpp>
#include <jsonl_sink/jsonl_chunks.hpp>
#include <jsonl_sink/jsonl_reader.hpp>
#include <test_support/temporary_folder.hpp>

using jsonl_sink::Chunk;
using jsonl_sink::ChunkLister;
using jsonl_sink::JsonlReader;
using test_support::TemporaryFolder;

namespace {

std::string frame(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

// Numbers, which do not pack to nothing.
std::string lines(int first, int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += std::to_string(first + i) + " " + std::to_string((first + i) * 2654435761U) + "\n";
  return text;
}

struct Listed {
  std::vector<Chunk> chunks;
  std::string text;   // of all lines, from all chunks
  std::string fault;  // "" if the file was listed to its end
};

Listed read_all(const std::filesystem::path& file, std::uint64_t chunk_size = ChunkLister::default_size) {
  Listed listed;
  auto lister = ChunkLister::open(file, chunk_size);
  REQUIRE(lister);
  while (true) {
    const auto chunk = lister->next();
    if (!chunk) CHECK(chunk.error().is_rejection);
    if (!chunk) listed.fault = chunk.error().text();
    if (!chunk || !*chunk) return listed;
    listed.chunks.push_back(**chunk);
    auto reader = JsonlReader::open(file, **chunk);
    REQUIRE(reader);
    for (auto line = reader->next(); line.value(); line = reader->next()) {
      CHECK((**line).offset == listed.text.size());
      listed.text.append((**line).text).append("\n");
    }
  }
}

}  // namespace

TEST_CASE("a file of one frame is one chunk, whatever its name") {
  const TemporaryFolder folder;
  const std::string text = lines(0, 50'000);
  const Listed listed = read_all(folder.write("a.jsonl", frame(text)));
  CHECK(listed.fault.empty());
  CHECK(listed.chunks.size() == 1);
  CHECK(listed.text == text);
}

TEST_CASE("chunks end where frames end with a line, and only there") {
  const TemporaryFolder folder;
  const std::string torn = lines(2000, 1000);
  const std::string skippable("\x50\x2a\x4d\x18\x03\0\0\0abc", 11);
  const auto file =
      folder.write("a.zst", skippable + frame(lines(0, 1000)) + frame(lines(1000, 1000)) +
                                frame(torn.substr(0, 700)) + frame(torn.substr(700)) + frame(""));
  const Listed listed = read_all(file, 1000);
  CHECK(listed.fault.empty());
  CHECK(listed.text == lines(0, 3000));
  REQUIRE(listed.chunks.size() == 3);
  CHECK(listed.chunks[0].frame == 0);
  for (std::size_t i = 1; i < 3; ++i) CHECK(listed.chunks[i].begin == listed.chunks[i - 1].end);
  CHECK(read_all(file, 1'000'000).chunks.size() == 1);
}

TEST_CASE("of a file that is cut or damaged, the lines before that are read") {
  const TemporaryFolder folder;
  const std::string text = lines(0, 100'000), packed = frame(text);
  std::string broken = packed;
  for (std::size_t i = 0; i < 64; ++i) broken[packed.size() * 3 / 4 + i] = '\x7f';
  for (const std::string& bytes : {packed.substr(0, packed.size() / 2), broken, packed + "no frame"}) {
    const Listed listed = read_all(folder.write("a.zst", frame(lines(0, 10)) + bytes));
    CHECK(listed.fault.contains("cannot unpack"));
    CHECK(listed.text.size() > text.size() / 5);
    CHECK((lines(0, 10) + text).starts_with(listed.text));
  }
}

TEST_CASE("an empty file has no chunks, and what is packed twice or no text is named") {
  const TemporaryFolder folder;
  CHECK(read_all(folder.write("a.zst", frame(""))).chunks.empty());
  const auto what = [&](const std::string& bytes) {
    const auto checked = jsonl_sink::check_form(folder.write("b.zst", bytes));
    return checked ? "" : checked.error().why;
  };
  CHECK(what(frame("{}\n")).empty());
  CHECK(what(frame(frame("{}\n"))).starts_with("it is Zstandard"));
  CHECK(what(frame(std::string("{\0\n\0", 4))).starts_with("it is UTF-16"));
}
