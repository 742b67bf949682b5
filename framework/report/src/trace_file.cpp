#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include <base/printable.hpp>
#include <report/trace_file.hpp>

namespace flowrun::report {
namespace {

base::Error cannot_write(const std::filesystem::path& path, int error) {
  return {.problem = fmt::format("cannot write the trace {}", path.string()),
          .why = std::generic_category().message(error),
          .what_to_do = "name a file in a folder that is there and may be written to"};
}

}  // namespace

base::Result<std::unique_ptr<TraceFile>> TraceFile::make(const std::filesystem::path& path,
                                                         std::vector<std::string> stages) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (!file) return std::unexpected(cannot_write(path, errno));
  return std::unique_ptr<TraceFile>(new TraceFile(path, file, std::move(stages)));
}

TraceFile::TraceFile(std::filesystem::path path, std::FILE* file, std::vector<std::string> stages)
    : path_(std::move(path)),
      file_(file),
      stages_(std::move(stages)),
      spans_(stages_.size(),
             [this](std::size_t thread, std::span<const graph::Span> spans) { take(thread, spans); }) {
  put(std::move(event("M", 0)
                    .member("name", "process_name")
                    .key("args")
                    .begin_object()
                    .member("name", "flowrun")
                    .end_object()));
}

TraceFile::~TraceFile() {
  if (file_) (void)std::fclose(file_);
}

double TraceFile::microseconds(graph::Span::Clock::time_point time) const {
  return std::chrono::duration<double, std::micro>(time - begin_).count();
}

base::JsonWriter TraceFile::event(const char* phase, std::size_t track) const {
  base::JsonWriter json;
  json.begin_object().member("ph", phase).member("pid", 1).member("tid", track);
  return json;
}

// Ends the event.
void TraceFile::put(base::JsonWriter json) {
  json.end_object();
  const std::string text = (has_events_ ? ",\n" : "[\n") + std::move(json).take();
  has_events_ = true;
  if (first_error_ == 0 && std::fwrite(text.data(), 1, text.size(), file_) != text.size())
    first_error_ = errno;
}

// A track for each stage and thread, those of a stage together.
void TraceFile::name_track(std::size_t thread, std::size_t stage) {
  const std::size_t track = 1 + thread * stages_.size() + stage;
  if (!named_.insert(track).second) return;
  put(std::move(event("M", track)
                    .member("name", "thread_name")
                    .key("args")
                    .begin_object()
                    .member("name", fmt::format("{}, thread {}", stages_[stage], thread))
                    .end_object()));
  put(std::move(event("M", track)
                    .member("name", "thread_sort_index")
                    .key("args")
                    .begin_object()
                    .member("sort_index", stage)
                    .end_object()));
}

void TraceFile::write(const graph::Span& span, std::size_t thread) {
  const std::size_t track = 1 + thread * stages_.size() + span.stage;
  name_track(thread, span.stage);
  const auto kind = base::name_of(span.kind);
  const bool is_nested = !graph::may_overlap(span.kind);
  const auto name = fmt::format("{}{}{}", stages_[span.stage], span.kind == graph::SpanKind::body ? "" : ": ",
                                span.kind == graph::SpanKind::body ? "" : kind);
  const auto begun = [&](const char* phase, graph::Span::Clock::time_point time) {
    base::JsonWriter json = event(phase, track);
    json.member("cat", kind).member("name", name).member("ts", microseconds(time));
    return json;
  };
  base::JsonWriter json = begun(is_nested ? "X" : "b", span.begin);
  if (is_nested)
    json.member("dur", std::chrono::duration<double, std::micro>(span.end - span.begin).count());
  else
    json.member("id", ++overlapping_);
  json.key("args").begin_object();
  if (span.text_size > 0)
    json.member(span.kind == graph::SpanKind::blocked ? "resources" : "record",
                base::printable_line(span.told()));
  json.member("records", span.records);
  if (span.count > 1)
    json.member("joined", span.count)
        .member("together_us", std::chrono::duration<double, std::micro>(span.time).count());
  json.end_object();
  put(std::move(json));
  if (is_nested) return;
  base::JsonWriter end = begun("e", span.end);
  end.member("id", overlapping_);
  put(std::move(end));
}

void TraceFile::take(std::size_t thread, std::span<const graph::Span> spans) {
  for (const graph::Span& span : spans) write(span, thread);
  if (std::fflush(file_) != 0 && first_error_ == 0) first_error_ = errno;
}

base::Result<void> TraceFile::finish() {
  spans_.finish();
  if (std::fputs("\n]\n", file_) < 0 && first_error_ == 0) first_error_ = errno;
  if (std::fclose(std::exchange(file_, nullptr)) != 0 && first_error_ == 0) first_error_ = errno;
  if (first_error_ != 0) return std::unexpected(cannot_write(path_, first_error_));
  return {};
}

}  // namespace flowrun::report
