// What each thread did when, as a file of trace events that Perfetto and chrome://tracing open.
#pragma once

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <base/json_writer.hpp>
#include <graph/spans.hpp>

namespace flowrun::report {

// Written while the run goes on: of one that is killed or left, all but the last few hundred events of each thread stand there,
// and the list has no end, which its readers allow.
class TraceFile {
 public:
  // Makes the file, or empties it. `stages` are those of the plan, in its order.
  static base::Result<std::unique_ptr<TraceFile>> make(const std::filesystem::path& path,
                                                       std::vector<std::string> stages);
  ~TraceFile();
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  [[nodiscard]] graph::Spans& spans() { return spans_; }
  // Once, when the run is over. The first error of anything that was to be written, naming the file.
  base::Result<void> finish();

 private:
  TraceFile(std::filesystem::path path, std::FILE* file, std::vector<std::string> stages);
  void take(std::size_t thread, std::span<const graph::Span> spans);
  void write(const graph::Span& span, std::size_t thread);
  void name_track(std::size_t thread, std::size_t stage);
  [[nodiscard]] base::JsonWriter event(const char* phase, std::size_t track) const;
  void put(base::JsonWriter json);
  [[nodiscard]] double microseconds(graph::Span::Clock::time_point time) const;

  const std::filesystem::path path_;
  std::FILE* file_;
  int first_error_ = 0;  // errno
  const std::vector<std::string> stages_;
  const graph::Span::Clock::time_point begin_ = graph::Span::Clock::now();
  std::set<std::size_t> named_;  // tracks
  std::uint64_t overlapping_ = 0;
  bool has_events_ = false;
  graph::Spans spans_;  // the last member: it calls take()
};

}  // namespace flowrun::report
