#include "workspace.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <base/file_descriptor.hpp>

#include "globs.hpp"

namespace agent_tools {
namespace fs = std::filesystem;
namespace {

std::unexpected<base::Error> system_failure(int code) {
  return base::failure(std::generic_category().message(code));
}

// Opens a resolved path below `folder`, refusing links. Old kernels have no openat2: there only the last name
// is protected against links that appear after the check.
int open_below(const fs::path& folder, const fs::path& resolved, int flags, mode_t mode = 0) {
  const base::FileDescriptor root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) return -1;
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC | O_NONBLOCK);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const auto fd = ::syscall(SYS_openat2, root.get(), resolved.c_str(), &how, sizeof how);
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(fd);
  return ::openat(root.get(), resolved.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, mode);
}

bool leads_out(const fs::path& relative) { return relative.empty() || *relative.begin() == ".."; }

std::string ignore_file(const Workspace& workspace, const fs::path& folder) {
  return workspace.read(folder / ".gitignore").value_or("");
}

struct Walk {
  const Workspace& workspace;
  const std::function<bool(std::string_view)>& choose;
  const std::function<bool(const std::string&)>& visit;
  fs::path start;
  IgnoreRules rules;

  // False when `visit` has had enough.
  bool folder(const fs::path& below) {
    const fs::path here = below.empty() ? start : start / below;
    rules.add(here.empty() ? "" : here.string() + "/", ignore_file(workspace, here));
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(workspace.folder() / here, error), end; !error && entry != end;
         entry.increment(error)) {
      std::error_code ignored;
      const auto type = entry->symlink_status(ignored).type();
      if (type == fs::file_type::directory)
        names.push_back(entry->path().filename().string() + "/");
      else if (type == fs::file_type::regular)
        names.push_back(entry->path().filename().string());
    }
    std::ranges::sort(names);
    const bool more = std::ranges::all_of(names, [&](const std::string& name) { return one(below, name); });
    rules.remove_last();
    return more;
  }

  bool one(const fs::path& below, const std::string& name) {
    const bool directory = name.ends_with('/');
    const std::string relative =
        (below / fs::path(directory ? name.substr(0, name.size() - 1) : name)).string();
    const std::string in_workspace = (start / relative).lexically_normal().string();
    if (directory) {
      if (name == ".git/" || rules.ignores(in_workspace, true)) return true;
      return folder(relative);
    }
    if (choose ? !choose(relative) : rules.ignores(in_workspace, false)) return true;
    return visit(relative);
  }
};

}  // namespace

base::Result<Workspace> Workspace::open(const fs::path& folder) {
  std::error_code error;
  fs::path canonical = fs::canonical(folder, error);
  if (error) return base::failure(fmt::format("cannot open the folder {}", folder.string()), error.message());
  if (!fs::is_directory(canonical, error) || canonical == "/")
    return base::failure(fmt::format("cannot use {} as a workspace", folder.string()),
                         "it must be a folder below /");
  return Workspace(std::move(canonical));
}

base::Result<fs::path> Workspace::resolve(const fs::path& relative) const {
  const fs::path lexical = relative.lexically_normal();
  if (lexical.is_absolute() || leads_out(lexical)) return base::failure(std::string(outside));
  std::error_code error;
  const fs::path real = fs::weakly_canonical(folder_ / lexical, error);
  if (error) return base::failure(error.message());
  fs::path inside = real.lexically_relative(folder_);
  if (leads_out(inside)) return base::failure(std::string(outside));
  return inside;
}

Workspace::Kind Workspace::kind(const fs::path& resolved) const {
  std::error_code error;
  switch (fs::symlink_status(folder_ / resolved, error).type()) {
    case fs::file_type::not_found:
    case fs::file_type::none:
      return Kind::missing;
    case fs::file_type::regular:
      return Kind::file;
    case fs::file_type::directory:
      return Kind::directory;
    default:
      return Kind::other;
  }
}

base::Result<std::string> Workspace::read(const fs::path& resolved) const {
  const base::FileDescriptor file(open_below(folder_, resolved, O_RDONLY));
  if (!file.is_open()) return system_failure(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_failure(errno);
  if (!S_ISREG(status.st_mode)) return base::failure("it is no regular file");
  if (static_cast<std::size_t>(status.st_size) > max_file_bytes)
    return base::failure(fmt::format("its {} bytes are too many", status.st_size));
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t got = ::read(file.get(), content.data() + done, content.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(errno);
    if (got == 0) break;  // the file was cut meanwhile
    done += static_cast<std::size_t>(got);
  }
  content.resize(done);
  return content;
}

base::Result<void> Workspace::write(const fs::path& resolved, std::string_view content) const {
  std::error_code error;
  fs::create_directories((folder_ / resolved).parent_path(), error);
  if (error) return base::failure(error.message());
  const base::FileDescriptor file(open_below(folder_, resolved, O_WRONLY | O_CREAT, 0644));
  if (!file.is_open()) return system_failure(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_failure(errno);
  if (!S_ISREG(status.st_mode)) return base::failure("it is no regular file");
  if (::ftruncate(file.get(), 0) != 0) return system_failure(errno);
  while (!content.empty()) {
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return system_failure(errno);
    content.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

std::vector<std::string> Workspace::entries(const fs::path& resolved) const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder_ / resolved, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    names.push_back(entry->path().filename().string() + (entry->is_directory(ignored) ? "/" : ""));
  }
  return names;
}

void Workspace::walk(const fs::path& resolved, const std::function<bool(std::string_view)>& choose,
                     const std::function<bool(const std::string&)>& visit) const {
  Walk walk{*this, choose, visit, resolved == "." ? fs::path() : resolved, {}};
  fs::path above;
  for (const fs::path& name : walk.start) {  // the rules of the folders around the start
    walk.rules.add(above.empty() ? "" : above.string() + "/", ignore_file(*this, above));
    above /= name;
  }
  walk.folder({});
}

}  // namespace agent_tools
