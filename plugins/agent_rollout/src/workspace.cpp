#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

#include <agent_rollout/workspace.hpp>
#include <base/printable.hpp>
#include <base/utf8.hpp>

namespace agent_rollout {
namespace {

namespace fs = std::filesystem;

bool leaves_folder(const fs::path& path) {
  return path.empty() || path.is_absolute() || std::ranges::find(path, fs::path("..")) != path.end();
}

// None of what is no part of an answer: what cargo builds, the lock file, a repository.
bool is_passed_over(const fs::path& relative) {
  const fs::path first = *relative.begin();
  return first == "target" || first == ".git" || relative.filename() == "Cargo.lock";
}

// Regular files only; in the order of the paths.
std::map<std::string, fs::path> list_files(const fs::path& folder, std::vector<std::string>& not_taken) {
  std::map<std::string, fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
  while (!error && entry != end) {
    const fs::path relative = entry->path().lexically_relative(folder);
    const fs::file_status status = entry->symlink_status(error);
    if (is_passed_over(relative)) {
      if (fs::is_directory(status)) entry.disable_recursion_pending();
    } else if (fs::is_regular_file(status)) {
      found.emplace(relative.generic_string(), entry->path());
    } else if (!fs::is_directory(status)) {
      not_taken.push_back(base::printable_line(relative.generic_string()));
    }
    entry.increment(error);
  }
  return found;
}

// None where it cannot be opened.
std::optional<std::string> read_up_to(const fs::path& file, std::size_t most) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(most, '\0');
  in.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

base::Result<void> write_files(const fs::path& folder, const std::vector<rust_tasks::File>& files) {
  for (const rust_tasks::File& file : files) {
    const fs::path relative(file.path);
    if (leaves_folder(relative)) return base::failure("the path " + file.path + " leaves the workspace");
    std::error_code error;
    fs::create_directories((folder / relative).parent_path(), error);
    if (error || !(std::ofstream(folder / relative, std::ios::binary) << file.text).flush())
      return base::failure("cannot write " + file.path + " into the workspace");
  }
  return {};
}

Changes changes_since(const std::vector<rust_tasks::File>& start, const fs::path& folder) {
  Changes changes;
  std::map<std::string, const std::string*> before;
  for (const rust_tasks::File& file : start) before.emplace(file.path, &file.text);

  const auto after = list_files(folder, changes.not_taken);
  std::size_t left = most_bytes;
  const auto take = [&](const std::string& path, std::optional<std::string> text) {
    if (!text || changes.files.size() == most_files || left == 0 || text->size() > left ||
        text->contains('\0') || !base::is_utf8(*text) || !base::is_utf8(path)) {
      changes.not_taken.push_back(base::printable_line(path));
      return;
    }
    left -= text->size();
    changes.files.push_back({path, *std::move(text)});
  };
  // What was given comes first, so that no heap of new files crowds it out.
  for (const auto& [path, text] : before) {
    const auto now = after.find(path);
    if (now == after.end()) continue;
    auto changed = read_up_to(now->second, most_bytes + 1);
    if (changed != *text) take(path, std::move(changed));
  }
  for (const auto& [path, place] : after) {
    if (before.contains(path)) continue;
    const bool is_full = changes.files.size() == most_files || left == 0;
    take(path, is_full ? std::string() : read_up_to(place, left + 1));
  }
  std::ranges::sort(changes.files, {}, &rust_tasks::File::path);
  for (const auto& [path, text] : before) {
    if (!after.contains(path)) changes.removed.push_back(path);
  }
  std::ranges::sort(changes.not_taken);
  return changes;
}

}  // namespace agent_rollout
