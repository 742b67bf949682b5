#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include <report/run_folder.hpp>
#include <store/durable_file.hpp>

namespace flowrun::report {
namespace {

namespace fs = std::filesystem;

base::Result<void> show(const fs::path& kept, const fs::path& shown) {
  std::ifstream file(kept, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return base::failure("cannot read " + kept.string(), {}, "check the disk");
  if (const auto written = store::replace_file(shown, bytes); !written)
    return std::unexpected(cannot_write(shown, written.error().why));
  return {};
}

}  // namespace

fs::path run_folder(const fs::path& store, store::RunId run) { return store / "runs" / std::to_string(run); }

base::Json told_run(const fs::path& run_folder) {
  std::ifstream file(run_folder / run_file_name, std::ios::binary);
  auto told = base::parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
  return told ? std::move(*told) : base::Json{};
}

base::Result<void> show_run(const fs::path& run_folder, const fs::path& out) {
  const fs::path run_file = out / run_file_name;
  std::error_code error;
  fs::create_directories(out, error);
  if (error) return std::unexpected(cannot_write(run_file, error.message()));
  const fs::path metrics = out / "run.metrics.jsonl";
  if (!fs::exists(run_folder / metrics_file_name, error)) {
    fs::remove(metrics, error);
  } else if (auto shown = show(run_folder / metrics_file_name, metrics); !shown) {
    return shown;
  }
  return show(run_folder / run_file_name, run_file);
}

base::Result<void> write_kept(const fs::path& path, const std::string& text) {
  const fs::path aside = path.string() + ".new";
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (!error) {
    std::ofstream file(aside, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) error = std::error_code(errno, std::generic_category());
  }
  if (!error) fs::rename(aside, path, error);
  if (error) return std::unexpected(cannot_write(path, error.message()));
  return {};
}

base::Error cannot_write(const fs::path& path, std::string_view why) {
  return {.problem = "cannot write " + path.string(),
          .why = std::string(why),
          .what_to_do = "check the folder and the disk"};
}

}  // namespace flowrun::report
