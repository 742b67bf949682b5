// jsonl_source: JSON Lines files in, examples out.
#pragma once

#include <base/error.hpp>
#include <chat/record.hpp>
#include <flow/codec.hpp>
#include <flow/stage.hpp>
#include <jsonl_sink/jsonl_chunks.hpp>
#include <jsonl_sink/jsonl_reader.hpp>

// A piece of a file of about 256 KiB: small enough that one changed line does not redo much.
struct FileChunk {
  std::filesystem::path file;
  jsonl_sink::Chunk chunk;
};

class JsonlSource : public flow::Source<FileChunk, chat::Example> {
 public:
  struct Params {
    std::vector<flow::Path> files;
  };
  static constexpr flow::StageInfo info{.name = "jsonl_source",
                                        .version = 1,
                                        .summary = "Reads examples from JSONL files",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("files", &Params::files, "JSON Lines files, one example a line").listed().required());

  explicit JsonlSource(Params params) : params_(std::move(params)) {}

  // Reads the files through once, so that a file that grew or changed at its end is read anew only from there
  // on.
  flow::Result discover(flow::Discovery<FileChunk>& out, flow::Context&) const {
    for (const flow::Path& path : params_.files) {
      auto chunks = jsonl_sink::ChunkLister::open(path.path());
      while (true) {
        const auto chunk = chunks ? chunks->next() : std::unexpected(chunks.error());
        if (chunk && !*chunk) break;
        auto digest = chunk ? jsonl_sink::lines_digest(path.path(), **chunk) : std::unexpected(chunk.error());
        if (!digest) {
          out.fail(path.text, digest.error());
          break;
        }
        const std::string range = std::to_string((**chunk).begin) + "-" + std::to_string((**chunk).end);
        out.add(path.path().filename().string() + ":" + range, std::move(*digest), {path.path(), **chunk});
      }
    }
    return flow::ok();
  }

  flow::Result process(const FileChunk& piece, Emit& out, flow::Context&) const {
    auto reader = jsonl_sink::JsonlReader::open(piece.file, piece.chunk);
    if (!reader) return flow::failed(reader.error());
    while (true) {
      const auto line = reader->next();
      if (!line) return flow::failed(line.error());
      if (!*line) break;
      auto example = flow::codec::from_json<chat::Example>((**line).text);
      const std::string place =
          piece.file.filename().string() + " at byte " + std::to_string((**line).offset);
      if (!example) {
        return flow::failed(place + " holds no example", example.error().text(),
                            "mend the line, or take it out of the file");
      }
      const std::string key = example->metadata.id.empty() ? place : example->metadata.id;
      out(std::move(*example), key);
    }
    return flow::ok();
  }

 private:
  Params params_;
};
