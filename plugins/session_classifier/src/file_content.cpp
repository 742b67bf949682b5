#include "file_content.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/file_descriptor.hpp>
#include <session_classifier/stored_json.hpp>

#include "faults.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

std::error_code last_error() { return {errno, std::generic_category()}; }

class OpenFile {
 public:
  OpenFile(int folder, const std::string& name)
      : descriptor_(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  bool is_open() const { return descriptor_.is_open(); }
  std::optional<struct stat> status() const {
    struct stat status {};
    return is_open() && ::fstat(descriptor_.get(), &status) == 0 ? std::optional(status) : std::nullopt;
  }
  // At most `most` bytes behind what was read before, by one call: fewer say nothing about the end. None if they cannot be read.
  std::optional<std::size_t> read_some(char* to, std::size_t most) const {
    ssize_t got = -1;
    do got = ::read(descriptor_.get(), to, most);
    while (got < 0 && errno == EINTR);
    return got < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(got));
  }
  // The same: fewer only at the end.
  std::optional<std::size_t> read(char* to, std::size_t most) const {
    std::size_t have = 0;
    while (have < most) {
      const auto got = read_some(to + have, most - have);
      if (!got) return std::nullopt;
      if (*got == 0) break;
      have += *got;
    }
    return have;
  }

 private:
  base::FileDescriptor descriptor_;
};

// `status` receives the state of the file after it was read: most files are small, and are read by one call.
base::Result<std::string> content_of(const OpenFile& file, std::optional<struct stat>& status) {
  const auto failed = [](std::error_code cause) {
    return std::unexpected(because_of({.problem = cause.message()}, cause));
  };
  std::array<char, 16 << 10> begin;
  const auto first = file.is_open() ? file.read_some(begin.data(), begin.size()) : std::nullopt;
  if (!first) return failed(last_error());
  status = file.status();
  if (!status) return failed(last_error());
  const auto known_size = static_cast<std::size_t>(status->st_size);
  if (known_size > max_document_bytes)
    return std::unexpected(base::Error{
        .problem = fmt::format("{} bytes, more than the {} that are read", known_size, max_document_bytes),
        .is_rejection = true});
  std::string text(begin.data(), *first);
  if (known_size == *first) return text;
  const std::size_t size = std::max(known_size, begin.size());
  text.resize(size);
  const auto rest = file.read(text.data() + *first, size - *first);
  if (!rest) return failed(last_error());
  text.resize(*first + *rest);
  status = file.status();
  return text;
}

}  // namespace

base::Result<std::string> content_of(const fs::path& path) {
  std::optional<struct stat> ignored;
  return content_of(OpenFile(AT_FDCWD, path.native()), ignored);
}

base::Result<std::string> content_of(int folder, const std::string& name, StateBuilder& state) {
  std::optional<struct stat> status;
  auto text = content_of(OpenFile(folder, name), status);
  if (status)
    state.add(name, *status);
  else
    state.add(folder, name);
  state.add_content(name, text);
  return text;
}

std::string head_of(const fs::path& path, std::size_t bytes) {
  const OpenFile file(AT_FDCWD, path.native());
  std::string head(file.is_open() ? bytes : 0, '\0');
  head.resize(file.read(head.data(), head.size()).value_or(0));
  return head;
}

std::function<std::string_view()> chunks_of(const fs::path& path) {
  constexpr std::size_t size = std::size_t{256} << 10;
  const auto file = std::make_shared<const OpenFile>(AT_FDCWD, path.native());
  if (!file->is_open()) throw std::system_error(last_error());
  return [file, chunk = std::string()]() mutable -> std::string_view {
    chunk.resize(size);
    const auto got = file->read(chunk.data(), chunk.size());
    if (!got) throw std::system_error(last_error());
    chunk.resize(*got);
    return chunk;
  };
}

}  // namespace session_classifier::detail
