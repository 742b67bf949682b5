#include "proof/source_folder.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>
#include <vector>

#include <sandbox/folder.hpp>

#include "proof/scratch_file.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t most_file_bytes = 32u << 20;
constexpr std::uint64_t most_bytes = 256u << 20;  // of all files of a commit; they are copied a few times
constexpr unsigned program_mode = 0100755;

bool is_name_of_git(std::string_view step) {
  return std::ranges::equal(step, std::string_view(".git"), {},
                            [](unsigned char letter) { return std::tolower(letter); });
}

// What a link leads to is inside, too: steps upwards come first, where the folders above are no links.
bool leads_inside(const std::string& path, const std::string& target) {
  if (target.empty() || target.starts_with('/') || target.contains('\0')) return false;
  bool went_down = false;
  for (const auto& step : fs::path(target)) {
    if (step == ".." && went_down) return false;
    went_down = went_down || (step != ".." && step != ".");
  }
  const fs::path whole = (fs::path(path).parent_path() / target).lexically_normal();
  return whole.empty() || *whole.begin() != "..";
}

class Checkout {
 public:
  explicit Checkout(const fs::path& folder) : folder_(folder) {}

  // An error code is of the disk or the path.
  std::error_code put(const std::string& path, const std::string& text, unsigned mode) {
    const fs::path file = folder_ / path;
    std::error_code error;
    if (mode == link_mode) {
      if (!leads_inside(path, text)) return {};
      if (fs::is_symlink(fs::symlink_status(file, error)) && fs::read_symlink(file, error) == text) return {};
      fs::create_directories(file.parent_path(), error);
      if (!error) fs::remove_all(file, error);
      if (!error) fs::create_symlink(text, file, error);
      return error;
    }
    if (!holds_text(file, text)) {
      fs::remove_all(file, error);
      if (error = write_file(file, text); error) return error;
    }
    const auto permissions = fs::perms(mode == program_mode ? 0755 : 0644);
    if (fs::status(file, error).permissions() != permissions) fs::permissions(file, permissions, error);
    return error;
  }

  // Files and links that are not wanted, before anything is put in their place.
  std::error_code remove_others(const std::set<std::string>& wanted) {
    std::error_code error;
    std::vector<fs::path> others;
    for (fs::recursive_directory_iterator entry(folder_, error), end; !error && entry != end;
         entry.increment(error)) {
      const auto status = entry->symlink_status(error);
      if (fs::is_directory(status)) continue;
      if (!wanted.contains(entry->path().lexically_relative(folder_).string()))
        others.push_back(entry->path());
    }
    for (const auto& other : others) {
      if (!error) fs::remove(other, error);
      // Folders that are empty now: a glob of a workspace's members would find them.
      for (fs::path above = other.parent_path(); !error && above != folder_; above = above.parent_path()) {
        if (!fs::is_empty(above, error) || error) break;
        fs::remove(above, error);
      }
    }
    return error;
  }

 private:
  const fs::path& folder_;
};

}  // namespace

bool is_inside(std::string_view path) {
  if (path.empty() || path.contains('\0') || path.contains('\\')) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view step = path.substr(begin, end - begin);
    if (step.empty() || step == "." || step == ".." || is_name_of_git(step)) return false;
    begin = end + 1;
  }
  return true;
}

base::Result<std::optional<Unproved>> bring_to(const fs::path& folder, const Repository& repository,
                                               const std::string& commit,
                                               const std::map<std::string, std::string>& instead,
                                               const std::stop_token& stop) {
  using Reason = std::optional<Unproved>;
  const auto files = repository.tree(commit);
  if (!files) return std::unexpected(files.error());
  if (!*files) return Reason(Unproved::files_unsuitable);
  std::set<std::string> wanted;
  for (const FileSide& file : **files) {
    if (file.mode != submodule_mode && is_inside(file.path)) wanted.insert(file.path);
  }
  for (const auto& [path, text] : instead) wanted.insert(path);
  Checkout checkout(folder);
  if (const auto error = checkout.remove_others(wanted)) return std::unexpected(write_problem(error));
  const auto put = [&](const std::string& path, const std::string& text,
                       unsigned mode) -> base::Result<Reason> {
    const auto error = checkout.put(path, text, mode);
    if (!error) return Reason();
    if (is_fault_of_path(error)) return Reason(Unproved::files_unsuitable);
    return std::unexpected(write_problem(error));
  };
  std::uint64_t bytes = 0;
  for (const FileSide& file : **files) {
    if (file.mode == submodule_mode || !is_inside(file.path) || instead.contains(file.path)) continue;
    if (stop.stop_requested())
      return std::unexpected(
          as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
    const auto size = repository.blob_size(file.id);
    if (!size) return std::unexpected(size.error());
    if (bytes += *size; *size > most_file_bytes || bytes > most_bytes)
      return Reason(Unproved::files_unsuitable);
    const auto text = repository.blob(file.id);
    if (!text) return std::unexpected(text.error());
    if (auto done = put(file.path, *text, file.mode); !done || *done) return done;
  }
  for (const auto& [path, text] : instead) {
    if (auto done = put(path, text, plain_mode); !done || *done) return done;
  }
  return Reason();
}

}  // namespace git_miner
