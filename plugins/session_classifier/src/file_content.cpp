#include "file_content.hpp"

#include <cerrno>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

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
  ~OpenFile() {
    if (is_open()) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  std::optional<struct stat> status() const {
    struct stat status {};
    return is_open() && ::fstat(descriptor_, &status) == 0 ? std::optional(status) : std::nullopt;
  }
  // At most as many bytes as the text has; false if they cannot be read.
  bool read(std::string& text) const {
    std::size_t have = 0;
    while (have < text.size()) {
      const ssize_t got = ::read(descriptor_, text.data() + have, text.size() - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return false;
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    text.resize(have);
    return true;
  }

 private:
  int descriptor_;
};

base::Result<std::string> content_of(const OpenFile& file) {
  const auto failed = [](std::error_code cause) {
    return std::unexpected(because_of({.problem = cause.message()}, cause));
  };
  const auto status = file.status();
  if (!status) return failed(last_error());
  const auto size = static_cast<std::size_t>(status->st_size);
  if (size > max_document_bytes)
    return std::unexpected(base::Error{
        .problem = fmt::format("{} bytes, more than the {} that are read", size, max_document_bytes),
        .is_rejection = true});
  std::string text(size, '\0');
  if (!file.read(text)) return failed(last_error());
  return text;
}

}  // namespace

base::Result<std::string> content_of(const fs::path& path) {
  return content_of(OpenFile(AT_FDCWD, path.native()));
}

base::Result<std::string> content_of(int folder, const std::string& name, StateBuilder& state) {
  const OpenFile file(folder, name);
  auto text = content_of(file);
  if (const auto status = file.status())
    state.add(name, *status);
  else
    state.add(folder, name);
  return text;
}

std::string head_of(const fs::path& path, std::size_t bytes) {
  const OpenFile file(AT_FDCWD, path.native());
  std::string head(file.is_open() ? bytes : 0, '\0');
  if (!file.is_open() || !file.read(head)) return "";
  return head;
}

}  // namespace session_classifier::detail
