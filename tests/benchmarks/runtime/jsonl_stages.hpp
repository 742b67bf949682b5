// The JSONL job: read, keep what scores high enough, add two fields, write in the order of the input.
#pragma once

#include <algorithm>
#include <filesystem>
#include <vector>

#include <flow/codec.hpp>
#include <flow/stage.hpp>

#include "files.hpp"
#include "guise.hpp"
#include "records.hpp"

namespace bench {

struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The lines of the file that begin in the range; the last one is whole, even if it ends behind the range.
inline std::string lines_beginning_in(const FileDescriptor& file, ByteRange range) {
  constexpr std::size_t step = 8192;
  const std::size_t from = range.begin == 0 ? 0 : range.begin - 1;  // the byte that says where a line begins
  std::string text;
  const auto read_on = [&](std::size_t bytes) {
    const std::size_t before = text.size();
    text.resize(before + bytes);
    const auto at = static_cast<off_t>(from + before);
    const std::size_t got = checked(::pread(file.get(), text.data() + before, bytes, at));
    text.resize(before + got);
    return got > 0;
  };
  while (text.size() < range.end - from && read_on(range.end - from - text.size())) {
  }
  std::size_t first = 0;
  if (range.begin > 0) {
    first = text.find('\n') + 1;
    if (first == 0 || from + first >= range.end) return {};
  }
  std::size_t searched = range.end - from - 1;
  std::size_t stop = text.find('\n', searched);
  while (stop == std::string::npos) {
    searched = text.size();
    if (!read_on(step)) break;
    stop = text.find('\n', searched);
  }
  text.resize(std::min(stop, text.size()));
  text.erase(0, first);
  return text;
}

class Read : public flow::Source<ByteRange, Example> {
 public:
  struct Params {
    flow::Path file;
  };
  static constexpr flow::StageInfo info{
      .name = "bench_read", .summary = "Reads examples", .traits = traits_of(Guise::cheap)};
  static constexpr auto params =
      flow::params<Params>(flow::param("file", &Params::file, "an example a line").listed().required());
  explicit Read(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<ByteRange>& out, flow::Context&) const {
    constexpr std::size_t piece = 256 * 1024;
    const std::size_t size = std::filesystem::file_size(params_.file.path());
    for (std::size_t begin = 0; begin < size; begin += piece) {
      const std::size_t end = std::min(size, begin + piece);
      std::string range = std::to_string(begin) + "-" + std::to_string(end);
      std::string key = range;
      out.add(std::move(key), std::move(range), {begin, end});
    }
    return flow::ok();
  }
  flow::Result process(const ByteRange& range, Emit& out, flow::Context&) const {
    const std::string text = lines_beginning_in(FileDescriptor(params_.file.text, O_RDONLY), range);
    for (std::string_view left = text; !left.empty();) {
      const std::string_view line = left.substr(0, left.find('\n'));
      left.remove_prefix(std::min(left.size(), line.size() + 1));
      auto example = flow::codec::from_json<Example>(line);
      if (!example) return flow::failed(example.error());
      std::string key = example->id;
      out(std::move(*example), std::move(key));
    }
    return flow::ok();
  }

 private:
  Params params_;
};

template <Guise guise>
class Keep : public flow::Transform<Example, Example> {
 public:
  struct Params {
    double threshold = 0.3;
  };
  static constexpr flow::StageInfo info{.name = guise == Guise::cheap ? "bench_keep" : "bench_keep_cached",
                                        .summary = "Drops what scores too low",
                                        .traits = traits_of(guise) | flow::at_most_one};
  static constexpr auto params =
      flow::params<Params>(flow::param("threshold", &Params::threshold, "lowest score that is kept"));
  explicit Keep(Params params) : params_(params) {}
  flow::Result process(const Example& example, Emit& out, flow::Context&) const {
    if (example.score < params_.threshold) return flow::dropped("low score");
    out.pass();
    return flow::ok();
  }

 private:
  Params params_;
};

template <Guise guise>
class Add : public flow::Transform<Example, Example> {
 public:
  static constexpr flow::StageInfo info{.name = guise == Guise::cheap ? "bench_add" : "bench_add_cached",
                                        .summary = "Adds the number of turns and a bucket",
                                        .traits = traits_of(guise) | flow::at_most_one};
  flow::Result process(const Example& example, Emit& out, flow::Context&) const {
    Example more = example;
    more.turns = static_cast<std::int64_t>(example.messages.size());
    more.bucket = example.tokens >= 450 ? "long" : "short";
    out(std::move(more));
    return flow::ok();
  }
};

class Write : public flow::Collector<Example, Written> {
 public:
  struct Params {
    std::string file;  // no flow::Path: its content would be part of the key
  };
  static constexpr flow::StageInfo info{
      .name = "bench_write", .summary = "Writes examples", .traits = traits_of(Guise::cheap) | flow::streaming};
  static constexpr auto params =
      flow::params<Params>(flow::param("file", &Params::file, "an absolute path").required());
  explicit Write(Params params) : params_(std::move(params)) {}
  flow::Result collect(Input& in, Emit& out, flow::Context&) const {
    BufferedFile file(params_.file);
    Written written;
    while (auto example = in.next()) {
      const std::string_view line = example->json();
      file.put(line);
      file.put("\n");
      ++written.count;
      written.bytes += static_cast<std::int64_t>(line.size()) + 1;
    }
    file.flush();
    out(written);
    return flow::ok();
  }

 private:
  Params params_;
};

}  // namespace bench
