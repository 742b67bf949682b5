#include "metrics_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <report/run_folder.hpp>

namespace flowrun::report {
namespace {

namespace fs = std::filesystem;

// How each of ours begins, in either format.
constexpr std::string_view beginnings[] = {"# TYPE flowrun_run info", "# TYPE flowrun_run_info gauge"};

bool is_ours(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  std::getline(file, line);
  return std::ranges::find(beginnings, line) != std::end(beginnings);
}

// Why nothing of ours may be put there; "" if it may.
std::string why_not(const fs::path& place) {
  std::error_code error;
  if (!fs::is_directory(place.parent_path(), error))
    return fmt::format("there is no folder {}", place.parent_path().string());
  if (!fs::exists(place, error)) return "";
  if (!fs::is_regular_file(place, error)) return "that is no file";
  return fs::file_size(place, error) == 0 || is_ours(place) ? "" : "the file there is another one";
}

}  // namespace

MetricsFile::MetricsFile(fs::path path, const graph::Plan& plan)
    : MetricsOutput(plan),
      path_(std::move(path)),
      format_(path_.extension() == ".prom" ? MetricsFormat::prometheus : MetricsFormat::openmetrics) {}

base::Result<std::unique_ptr<MetricsOutput>> MetricsFile::make(const fs::path& path,
                                                               const graph::Plan& plan) {
  std::error_code error;
  const fs::path place = fs::weakly_canonical(fs::absolute(path), error);  // behind links, so that these stay
  if (const std::string why = error ? error.message() : why_not(place); !why.empty())
    return base::failure("cannot write the metrics " + path.string(), why,
                         "name a new file, or one that an earlier run wrote");
  std::unique_ptr<MetricsFile> file(new MetricsFile(place, plan));
  if (auto written = file->write(); !written) return std::unexpected(std::move(written.error()));
  // Of a write that fails now the next one may succeed; only the last one matters.
  file->ticker_ = std::make_unique<Ticker>(pause, [&file = *file] { static_cast<void>(file.write()); });
  return file;
}

base::Result<void> MetricsFile::write() { return write_kept(path_, metrics().text(format_)); }

base::Result<void> MetricsFile::close() {
  ticker_.reset();
  return write();
}

}  // namespace flowrun::report
