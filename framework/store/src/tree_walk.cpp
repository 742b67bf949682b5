#include "tree_walk.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <base/file_kind.hpp>

#include "file_io.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_format = "flowrun.folder/1";
constexpr std::size_t read_size = std::size_t{1} << 20;
constexpr int deepest = 256;  // each level keeps a file open, two when copying; the usual limit is 1024

enum class Kind : std::uint64_t { file = 0, executable = 1, folder = 2, symlink = 3 };

std::int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

FileIdentity identity(const struct stat& status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim)};
}

bool has_settled(const FileIdentity& file, std::chrono::nanoseconds margin) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto newest = std::chrono::nanoseconds(std::max(file.modified_ns, file.changed_ns));
  return now - newest >= margin;
}

// As Contents tells it.
std::string content_text(mode_t mode, const Digest& digest) {
  if (S_ISDIR(mode)) return "folder";
  return fmt::format("{}sha256:{}", (mode & S_IXUSR) ? "executable " : "", digest.hex());
}

bool has_content(mode_t mode) { return S_ISREG(mode) || S_ISDIR(mode); }

Error unsupported(const fs::path& path, mode_t mode) {
  const auto type = S_ISSOCK(mode)   ? fs::file_type::socket
                    : S_ISFIFO(mode) ? fs::file_type::fifo
                                     : fs::file_type::character;
  return {.kind = ErrorKind::unsupported,
          .problem = fmt::format("cannot digest {}", path.string()),
          .why = fmt::format("it is {}, which has no content", base::special_kind(type)),
          .what_to_do = "remove it, or name only the files that matter"};
}

Error changed(const fs::path& path) {
  return {.kind = ErrorKind::changed,
          .problem = fmt::format("{} changed while it was read", path.string()),
          .why = "another process writes to it",
          .what_to_do = "run again when nothing writes there"};
}

Result<std::vector<std::string>> sorted_names(int folder, const fs::path& shown) {
  base::FileDescriptor copy(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!copy.is_open()) return std::unexpected(system_error("list", shown, errno));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy.get()), &::closedir);
  if (!stream) return std::unexpected(system_error("list", shown, errno));
  (void)copy.release();
  std::vector<std::string> names;
  for (errno = 0; const auto* entry = ::readdir(stream.get()); errno = 0) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return std::unexpected(system_error("list", shown, errno));
  std::ranges::sort(names);
  return names;
}

// Whether a link in a folder `depth` levels below the top points out of the top, judged by its text.
bool leaves(const fs::path& link, int depth) {
  if (link.is_absolute()) return true;
  for (const auto& part : link) {
    if (part == "..") {
      if (--depth < 0) return true;
    } else if (!part.empty() && part != ".") {
      ++depth;
    }
  }
  return false;
}

}  // namespace

Result<Digest> TreeWalk::run(const fs::path& path, const fs::path& target) {
  auto top = open_node(AT_FDCWD, path.string(), path, true);
  if (!top) return std::unexpected(std::move(top.error()));
  top_ = path;
  auto digest = node(*top, {AT_FDCWD, target.string()}, 0);
  if (digest && !S_ISDIR(top->status.st_mode)) note(path, content_text(top->status.st_mode, *digest));
  return digest;
}

void TreeWalk::note(const fs::path& shown, std::string content) {
  if (!options_.contents) return;
  options_.contents->emplace(shown == top_ ? "" : shown.lexically_relative(top_).string(),
                             std::move(content));
}

Result<TreeWalk::Node> TreeWalk::open_node(int folder, const std::string& name, fs::path shown,
                                           bool follow) const {
  struct stat before {};
  if (::fstatat(folder, name.c_str(), &before, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
    return std::unexpected(system_error("read", shown, errno));
  if (!has_content(before.st_mode)) return std::unexpected(unsupported(shown, before.st_mode));
  // O_NONBLOCK: a fifo put in the file's place meanwhile must not hang the walk.
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW);
  Node node{.file = base::FileDescriptor(::openat(folder, name.c_str(), flags)), .shown = std::move(shown)};
  if (!node.file.is_open()) return std::unexpected(system_error("read", node.shown, errno));
  if (::fstat(node.file.get(), &node.status) != 0)
    return std::unexpected(system_error("read", node.shown, errno));
  if ((node.status.st_mode & S_IFMT) != (before.st_mode & S_IFMT))
    return std::unexpected(changed(node.shown));
  return node;
}

Result<Digest> TreeWalk::node(Node& node, const Target& target, int depth) {
  return S_ISDIR(node.status.st_mode) ? folder(node, target, depth) : file(node, target);
}

Result<Digest> TreeWalk::file(Node& node, const Target& target) {
  const mode_t read_only = (node.status.st_mode & S_IXUSR) ? 0555 : 0444;
  if (action_ == Action::digest) return read_file(node, -1);
  const base::FileDescriptor copy(
      ::openat(target.folder, target.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!copy.is_open()) return std::unexpected(system_error("copy", node.shown, errno));
  auto digest = read_file(node, copy.get());
  if (!digest) return digest;
  if (::fchmod(copy.get(), read_only) != 0 || ::fsync(copy.get()) != 0)
    return std::unexpected(system_error("copy", node.shown, errno));
  return digest;
}

Result<Digest> TreeWalk::read_file(Node& node, int copy) {
  const auto before = identity(node.status);
  auto* const memory = action_ == Action::digest ? options_.memory : nullptr;
  if (memory) {
    if (const auto known = memory->recall(before)) return *known;
  }
  const bool settled = has_settled(before, options_.settled_after);
  buffer_.resize(read_size);
  Hasher hasher;
  for (;;) {
    const auto count = ::read(node.file.get(), buffer_.data(), buffer_.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(system_error("read", node.shown, errno));
    if (count == 0) break;
    const std::string_view piece(buffer_.data(), static_cast<std::size_t>(count));
    hasher.update(piece);
    if (copy >= 0 && !write_all(copy, piece)) return std::unexpected(system_error("copy", node.shown, errno));
  }
  struct stat after {};
  if (::fstat(node.file.get(), &after) != 0) return std::unexpected(system_error("read", node.shown, errno));
  if (identity(after) != before) return std::unexpected(changed(node.shown));
  const auto digest = hasher.finish();
  if (memory && settled) memory->remember(before, digest);
  return digest;
}

bool TreeWalk::is_passed_over(const std::string& name_in_top) const {
  if (name_in_top == options_.except) return true;
  return !options_.only.empty() && std::ranges::find(options_.only, name_in_top) == options_.only.end();
}

Result<Digest> TreeWalk::folder(Node& node, const Target& target, int depth) {
  if (depth >= deepest)
    return std::unexpected(Error{.kind = ErrorKind::unsupported,
                                 .problem = fmt::format("cannot digest {}", node.shown.string()),
                                 .why = fmt::format("it lies more than {} folders deep", deepest),
                                 .what_to_do = "name only the files that matter"});
  base::FileDescriptor copy;
  if (action_ == Action::copy) {
    // Folders stay writable by their owner: `rm -r` of a store must work.
    if (::mkdirat(target.folder, target.name.c_str(), 0755) != 0)
      return std::unexpected(system_error("copy", node.shown, errno));
    copy = base::FileDescriptor(
        ::openat(target.folder, target.name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!copy.is_open()) return std::unexpected(system_error("copy", node.shown, errno));
  }
  auto names = sorted_names(node.file.get(), node.shown);
  if (!names) return std::unexpected(std::move(names.error()));
  Hasher hasher;
  hasher.field(folder_format);
  for (const auto& name : *names) {
    if (depth == 0 && is_passed_over(name)) continue;
    if (auto done = entry(hasher, node, name, copy.get(), depth); !done)
      return std::unexpected(std::move(done.error()));
  }
  if (copy.is_open() && ::fsync(copy.get()) != 0)
    return std::unexpected(system_error("write", node.shown, errno));
  return hasher.finish();
}

Result<void> TreeWalk::entry(Hasher& hasher, const Node& folder, const std::string& name, int copy_folder,
                             int depth) {
  const auto shown = folder.shown / name;
  const auto add = [&](Kind kind) -> Hasher& {
    return hasher.field(name).number(static_cast<std::uint64_t>(kind));
  };
  struct stat status {};
  if (::fstatat(folder.file.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return std::unexpected(system_error("read", shown, errno));
  if (S_ISLNK(status.st_mode)) {
    auto text = symlink(folder, name, copy_folder, depth);
    if (!text) return std::unexpected(std::move(text.error()));
    add(Kind::symlink).field(*text);
    note(shown, "link " + *text);
    return {};
  }
  auto child = open_node(folder.file.get(), name, shown, false);
  if (!child) return std::unexpected(std::move(child.error()));
  const auto mode = child->status.st_mode;
  const auto digest = node(*child, {copy_folder, name}, depth + 1);
  if (!digest) return std::unexpected(digest.error());
  add(S_ISDIR(mode) ? Kind::folder : (mode & S_IXUSR) ? Kind::executable : Kind::file).digest(*digest);
  note(shown, content_text(mode, *digest));
  return {};
}

Result<std::string> TreeWalk::symlink(const Node& folder, const std::string& name, int copy_folder,
                                      int depth) const {
  const auto shown = folder.shown / name;
  std::string text(4096, '\0');  // PATH_MAX: no target is longer
  const auto size = ::readlinkat(folder.file.get(), name.c_str(), text.data(), text.size());
  if (size < 0) return std::unexpected(system_error("read", shown, errno));
  text.resize(static_cast<std::size_t>(size));
  if (action_ == Action::digest) return text;
  if (leaves(text, depth))
    return std::unexpected(Error{.kind = ErrorKind::unsupported,
                                 .problem = fmt::format("cannot keep {} in the store", shown.string()),
                                 .why = fmt::format("it links to {}, outside the folder", text),
                                 .what_to_do = "put a copy of the file in its place"});
  if (::symlinkat(text.c_str(), copy_folder, name.c_str()) != 0)
    return std::unexpected(system_error("copy", shown, errno));
  return text;
}

Result<Digest> digest_path(const fs::path& path, const DigestOptions& options) {
  return TreeWalk(TreeWalk::Action::digest, options).run(path);
}

Result<Digest> copy_with_digest(const fs::path& path, const fs::path& target, Contents* contents) {
  return TreeWalk(TreeWalk::Action::copy, {.contents = contents}).run(path, target);
}

Contents contents_of_file(const Digest& digest) { return {{"", content_text(S_IFREG, digest)}}; }

}  // namespace flowrun::store
