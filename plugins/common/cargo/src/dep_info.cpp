#include <algorithm>
#include <fstream>

#include <cargo/dep_info.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 8u << 20;

// A rule without prerequisites for each file: `src/a\ b.rs:`.
void add_files(const fs::path& file, fs::file_time_type time,
               std::map<std::string, fs::file_time_type>& compiled) {
  std::ifstream stream(file, std::ios::binary);
  for (std::string line; std::getline(stream, line);) {
    if (line.size() < 2 || line.back() != ':' || line.starts_with('#')) continue;
    line.pop_back();
    std::string path;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == ' ') ++i;
      path += line[i];
    }
    auto& last = compiled.try_emplace(fs::path(path).lexically_normal().string(), time).first->second;
    last = std::max(last, time);
  }
}

void add_folder(const fs::path& folder, std::map<std::string, fs::file_time_type>& compiled) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".d" || !fs::is_regular_file(entry->symlink_status(error))) continue;
    const auto size = entry->file_size(error);
    const auto time = error ? fs::file_time_type() : entry->last_write_time(error);
    if (!error && size <= most_bytes) add_files(entry->path(), time, compiled);
    error.clear();
  }
}

}  // namespace

std::map<std::string, fs::file_time_type> compiled_files(const fs::path& target) {
  std::map<std::string, fs::file_time_type> compiled;
  add_folder(target / "debug/deps", compiled);
  add_folder(target / "debug/examples", compiled);
  std::error_code error;
  for (fs::directory_iterator entry(target / "debug/build", error), end; !error && entry != end;
       entry.increment(error)) {
    if (fs::is_directory(entry->symlink_status(error))) add_folder(entry->path(), compiled);
    error.clear();
  }
  return compiled;
}

}  // namespace cargo
