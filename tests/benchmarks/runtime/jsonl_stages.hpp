// The JSONL jobs. Typed: read, keep what scores high enough, add two fields, write in the order of the input. Bytes kept: the
// same without the two fields, and nothing is decoded but the score.
#pragma once

#include <flow/codec.hpp>
#include <flow/stage.hpp>

#include "files.hpp"
#include "guise.hpp"
#include "line_pieces.hpp"
#include "records.hpp"

namespace bench {

// What both readers share: an item is a piece of the file.
class ExampleFile : public flow::Source<ByteRange, Example> {
 public:
  struct Params {
    flow::Path file;
  };
  static constexpr auto params =
      flow::params<Params>(flow::param("file", &Params::file, "an example a line").listed().required());
  explicit ExampleFile(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<ByteRange>& out, flow::Context&) const {
    list_pieces(params_.file.path(), out);
    return flow::ok();
  }

 protected:
  void each_line_of(ByteRange range, auto visit) const {
    each_line(lines_beginning_in(FileDescriptor(params_.file.text, O_RDONLY), range), visit);
  }

 private:
  Params params_;
};

class Read : public ExampleFile {
 public:
  static constexpr flow::StageInfo info{
      .name = "bench_read", .summary = "Reads examples", .traits = traits_of(Guise::cheap)};
  using ExampleFile::ExampleFile;
  flow::Result process(const ByteRange& range, Emit& out, flow::Context&) const {
    each_line_of(range, [&](std::string_view line) {
      auto example = flow::codec::from_json<Example>(line);
      if (!example) throw flow::Failure(example.error());
      std::string key = example->id;
      out(std::move(*example), std::move(key));
    });
    return flow::ok();
  }
};

class ReadLines : public ExampleFile {
 public:
  static constexpr flow::StageInfo info{.name = "bench_read_lines",
                                        .summary = "Reads examples without decoding them",
                                        .traits = traits_of(Guise::cheap)};
  using ExampleFile::ExampleFile;
  flow::Result process(const ByteRange& range, Emit& out, flow::Context&) const {
    each_line_of(range, [&](std::string_view line) { out.json(line); });
    return flow::ok();
  }
};

// What is seen of an example is all of it, or the score alone.
template <class Seen, Guise Kind = Guise::cheap>
class Keep : public flow::Transform<Seen, Example> {
  static constexpr std::string_view name() {
    if (flow::PartialStruct<Seen>) return "bench_keep_score";
    return Kind == Guise::cheap ? "bench_keep" : "bench_keep_cached";
  }

 public:
  struct Params {
    double threshold = 0.3;
  };
  static constexpr flow::StageInfo info{
      .name = name(), .summary = "Drops what scores too low", .traits = traits_of(Kind) | flow::at_most_one};
  static constexpr auto params =
      flow::params<Params>(flow::param("threshold", &Params::threshold, "lowest score that is kept"));
  explicit Keep(Params params) : params_(params) {}
  flow::Result process(const Seen& example, flow::Emit<Example>& out, flow::Context&) const {
    if (example.score < params_.threshold) return flow::dropped("low score");
    out.pass();
    return flow::ok();
  }

 private:
  Params params_;
};

template <Guise Kind>
class Add : public flow::Transform<Example, Example> {
 public:
  static constexpr flow::StageInfo info{.name = Kind == Guise::cheap ? "bench_add" : "bench_add_cached",
                                        .summary = "Adds the number of turns and a bucket",
                                        .traits = traits_of(Kind) | flow::at_most_one};
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
  static constexpr flow::StageInfo info{.name = "bench_write",
                                        .summary = "Writes examples",
                                        .traits = traits_of(Guise::cheap) | flow::streaming};
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
