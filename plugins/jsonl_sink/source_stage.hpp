// jsonl_source: JSON Lines files in, examples out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <chat/record.hpp>
#include <flow/codec.hpp>
#include <flow/stage.hpp>
#include <jsonl_sink/bad_line.hpp>
#include <jsonl_sink/file_state.hpp>
#include <jsonl_sink/jsonl_chunks.hpp>
#include <jsonl_sink/jsonl_reader.hpp>

// A piece of a file of about 256 KiB: small enough that one changed line does not redo much.
struct FileChunk {
  std::filesystem::path file;
  std::string name;  // of the file, in keys
  jsonl_sink::Chunk chunk;
  std::uint64_t first_line = 1;  // its number in the file
  std::string digest;            // of the lines, as they were listed
  std::string stamp;             // of the file, before they were
};

class JsonlSource : public flow::Source<FileChunk, chat::Example> {
 public:
  struct Params {
    std::vector<flow::Path> files;
  };
  static constexpr flow::StageInfo info{.name = "jsonl_source",
                                        .version = 2,
                                        .summary = "Reads examples from JSONL files",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("files", &Params::files, "JSON Lines files, one example a line").listed().required());

  explicit JsonlSource(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<FileChunk>& out, flow::Context&) const {
    for (const flow::Path& path : params_.files) {
      const std::string name = name_of(path);
      const auto listed = list(path.path(), name, out);
      if (!listed && listed.error().is_rejection) out.reject(name, listed.error());
      if (!listed && !listed.error().is_rejection) out.fail(path.text, listed.error());
    }
    return flow::ok();
  }

  flow::Result process(const FileChunk& piece, Emit& out, flow::Context&) const {
    flow::Result read = read_lines(piece, out);
    if (jsonl_sink::file_stamp(piece.file) == piece.stamp) return read;
    // Somebody wrote to the file. That may have been behind these lines.
    const auto now = jsonl_sink::read_content(piece.file, piece.chunk);
    if (read && now && now->digest == piece.digest) return read;
    return flow::failed({.problem = piece.file.string() + " changed while it was read",
                         .why = read ? "its lines are others than when it was listed" : read.error().text(),
                         .what_to_do = "let nothing write to it, and run again",
                         .is_transient = true});
  }

 private:
  static std::string base_name_of(const flow::Path& path) { return path.path().filename().string(); }

  // "notes.jsonl"; as it was given where another file is called so, too.
  std::string name_of(const flow::Path& path) const {
    std::string name = base_name_of(path);
    return std::ranges::count(params_.files, name, base_name_of) == 1 ? name : path.text;
  }

  // Reads the file through once, so that one that grew or changed at its end is read anew only from there on.
  static base::Result<void> list(const std::filesystem::path& file, const std::string& name,
                                 flow::Discovery<FileChunk>& out) {
    if (auto form = jsonl_sink::check_form(file); !form) return form;
    const std::string stamp = jsonl_sink::file_stamp(file);
    auto chunks = jsonl_sink::ChunkLister::open(file);
    if (!chunks) return std::unexpected(chunks.error());
    std::uint64_t first_line = 1;
    while (true) {
      const auto chunk = chunks->next();
      if (!chunk) return std::unexpected(chunk.error());
      if (!*chunk) return {};
      const auto content = jsonl_sink::read_content(file, **chunk);
      if (!content) return std::unexpected(content.error());
      // The rejects of a unit that is restored name lines by their numbers.
      out.add(key_of(name, **chunk), content->digest + ":" + std::to_string(first_line),
              {file, name, **chunk, first_line, content->digest, stamp});
      first_line += content->lines;
    }
  }

  // Stands before the number of a line: "notes.jsonl, line 17".
  static std::string key_of(const std::string& name, jsonl_sink::Chunk chunk) {
    if (chunk.begin == 0) return name;
    return name + ", bytes " + std::to_string(chunk.begin) + "-" + std::to_string(chunk.end);
  }

  static base::Result<chat::Example> read_example(std::string_view text) {
    auto example = flow::codec::from_json<chat::Example>(text);
    if (!example) return example;
    // Reading takes the JSON of tool calls as it stands. Emitting would refuse it, and the good lines with it.
    if (const flow::codec::Unwritable bad = flow::codec::find_unwritable(*example))
      return base::failure(bad.path + ": " + std::string(bad.why));
    return example;
  }

  static flow::Result read_lines(const FileChunk& piece, Emit& out) {
    auto reader = jsonl_sink::JsonlReader::open(piece.file, piece.chunk);
    if (!reader) return flow::failed(reader.error());
    while (true) {
      const auto line = reader->next();
      if (!line) return flow::failed(line.error());
      if (!*line) return flow::ok();
      auto example = read_example((**line).text);
      if (!example) {
        const std::uint64_t number = piece.first_line + (**line).number - 1;
        out.reject("line " + std::to_string(number), jsonl_sink::no_example(**line, example.error().text()));
        continue;
      }
      const std::string& id = example->metadata.id;
      const std::string key = !id.empty() ? id : piece.name + " at byte " + std::to_string((**line).offset);
      out(std::move(*example), key);
    }
  }

  Params params_;
};
