#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/core.h>
#include <sys/stat.h>

#include <cargo/control_files.hpp>
#include <sandbox/folder.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> control_names{
    ".cargo",       "rust-toolchain", "rust-toolchain.toml", "clippy.toml",
    ".clippy.toml", "rustfmt.toml",   ".rustfmt.toml"};
constexpr std::array<std::string_view, 4> style_names{"clippy.toml", ".clippy.toml", "rustfmt.toml",
                                                      ".rustfmt.toml"};
constexpr std::uint64_t most_files = 100'000;
constexpr std::uint64_t most_bytes = 1ull << 30;

base::Error failed(const std::string& problem, const std::string& why) {
  return {problem, why, "leave the crate out, or mend it"};
}

// Below the new folder only, which nobody else changes.
class Copy {
 public:
  explicit Copy(Times times) : times_(times) {}

  base::Result<void> folder(const fs::path& from, const fs::path& to, bool top) {
    std::error_code error;
    if (!fs::create_directory(to, error))
      return std::unexpected(failed("cannot make " + to.string(), error.message()));
    ::chmod(to.c_str(), 0755);
    for (fs::directory_iterator entry(from, error), end; !error && entry != end; entry.increment(error)) {
      const auto name = entry->path().filename();
      if (name == ".git" || (top && name == "target")) continue;
      if (auto copied = one(*entry, to / name); !copied) return copied;
    }
    if (error) return std::unexpected(failed("cannot read " + from.string(), error.message()));
    return {};
  }

 private:
  base::Result<void> one(const fs::directory_entry& entry, const fs::path& to) {
    std::error_code error;
    const auto status = entry.symlink_status(error);
    const std::string problem = "cannot copy " + entry.path().string();
    if (++files_ > most_files) return std::unexpected(failed(problem, "the crate has over 100,000 files"));
    if (fs::is_symlink(status)) {
      fs::copy_symlink(entry.path(), to, error);
    } else if (fs::is_directory(status)) {
      return folder(entry.path(), to, false);
    } else if (fs::is_regular_file(status)) {
      bytes_ += entry.file_size(error);
      if (bytes_ > most_bytes) return std::unexpected(failed(problem, "the crate has over 1 GiB"));
      fs::copy_file(entry.path(), to, error);
      const bool program = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
      ::chmod(to.c_str(), program ? 0755 : 0644);
      if (times_ == Times::keep && !error) fs::last_write_time(to, entry.last_write_time(), error);
    } else {
      return std::unexpected(failed(problem, "it is neither a file nor a folder nor a link"));
    }
    if (error) return std::unexpected(failed(problem, error.message()));
    return {};
  }

  Times times_;
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

bool is_control_file(std::string_view name) {
  return std::ranges::find(control_names, name) != control_names.end();
}

base::Result<std::vector<fs::path>> strip_control_files(const fs::path& crate, LockFile lock_file,
                                                        StyleFiles style_files) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(crate, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool kept =
        style_files == StyleFiles::keep && std::ranges::find(style_names, name) != style_names.end();
    const bool control = is_control_file(name) && !kept;
    if (!control && !(name == "Cargo.lock" && lock_file == LockFile::remove)) continue;
    found.push_back(entry->path().lexically_relative(crate));
    entry.disable_recursion_pending();
  }
  if (error) return std::unexpected(failed("cannot read " + crate.string(), error.message()));
  std::ranges::sort(found);
  for (const auto& path : found) {
    if (auto removed = sandbox::remove_folder(crate / path); !removed)
      return std::unexpected(removed.error());
  }
  return found;
}

base::Result<void> copy_crate(const fs::path& from, const fs::path& to, Times times) {
  std::error_code error;
  if (!fs::is_directory(from, error))
    return std::unexpected(failed("cannot copy " + from.string(), "it is no folder"));
  return Copy(times).folder(from, to, true);
}

}  // namespace cargo
