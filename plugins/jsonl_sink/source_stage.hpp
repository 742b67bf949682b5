// jsonl_source: JSON Lines files in, examples out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <chat/record.hpp>
#include <flow/stage.hpp>
#include <jsonl_sink/bad_line.hpp>
#include <jsonl_sink/file_names.hpp>
#include <jsonl_sink/file_state.hpp>
#include <jsonl_sink/jsonl_chunks.hpp>
#include <jsonl_sink/jsonl_reader.hpp>

#include "line_example.hpp"

// A piece of a file of about 256 KiB: small enough that one changed line does not redo much. Of a Zstandard file at least a
// frame.
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
                                        .version = 3,
                                        .summary = "Reads chats from JSONL files, in the forms in use",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param(
          "files", &Params::files,
          "JSON Lines files, plain or Zstandard: OpenAI's form with arguments as objects or text, ShareGPT, "
          "messages as one JSON text")
          .listed()
          .required());

  explicit JsonlSource(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<FileChunk>& out, flow::Context&) const {
    std::vector<std::filesystem::path> files;
    for (const flow::Path& path : params_.files) files.push_back(path.path());
    const std::vector<std::string> names = jsonl_sink::short_names(files);
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto listed = list(files[i], names[i], out);
      if (!listed && listed.error().is_rejection) out.reject(names[i], listed.error());
      if (!listed && !listed.error().is_rejection) out.fail(params_.files[i].text, listed.error());
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
      if (!chunk && chunk.error().is_rejection && first_line > 1) {
        out.reject(name + ", from line " + std::to_string(first_line) + " on", chunk.error());
        return {};
      }
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

  static flow::Result read_lines(const FileChunk& piece, Emit& out) {
    auto reader = jsonl_sink::JsonlReader::open(piece.file, piece.chunk);
    if (!reader) return flow::failed(reader.error());
    while (true) {
      const auto line = reader->next();
      if (!line) return flow::failed(line.error());
      if (!*line) return flow::ok();
      read_line(piece, **line, out);
    }
  }

  static void read_line(const FileChunk& piece, const jsonl_sink::Line& line, Emit& out) {
    const jsonl_sink::LinePlace place{piece.name, piece.first_line + line.number - 1};
    const std::string part = "line " + std::to_string(place.line);
    auto example = line_example::read(jsonl_sink::without_nuls(line.text), place.file, place.line);
    if (!example) return out.reject(part, jsonl_sink::no_example(line, place, example.error()));
    if (auto nuls = jsonl_sink::nul_bytes(line, place)) out.reject(part, *std::move(nuls));
    const std::string& id = example->metadata.id;
    const std::string key = !id.empty() ? id : piece.name + "#" + std::to_string(place.line);
    out(std::move(*example), key);
  }

  Params params_;
};
