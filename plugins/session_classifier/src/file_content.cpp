#include "file_content.hpp"

#include <cerrno>
#include <memory>
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
  explicit OpenFile(const fs::path& file)
      : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (is_open()) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  std::optional<std::size_t> size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) return std::nullopt;
    return static_cast<std::size_t>(status.st_size);
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

}  // namespace

base::Result<std::string> content_of(const fs::path& path) {
  const auto failed = [](std::error_code cause) {
    return std::unexpected(because_of({.problem = cause.message()}, cause));
  };
  const OpenFile file(path);
  const auto size = file.is_open() ? file.size() : std::nullopt;
  if (!size) return failed(last_error());
  if (*size > max_document_bytes)
    return std::unexpected(base::Error{
        .problem = fmt::format("{} bytes, more than the {} that are read", *size, max_document_bytes),
        .is_rejection = true});
  std::string text(*size, '\0');
  if (!file.read(text)) return failed(last_error());
  return text;
}

std::string head_of(const fs::path& path, std::size_t bytes) {
  const OpenFile file(path);
  std::string head(file.is_open() ? bytes : 0, '\0');
  if (!file.is_open() || !file.read(head)) return "";
  return head;
}

std::function<std::string_view()> chunks_of(const fs::path& path) {
  constexpr std::size_t size = std::size_t{256} << 10;
  const auto file = std::make_shared<const OpenFile>(path);
  if (!file->is_open()) throw std::system_error(last_error());
  return [file, chunk = std::string()]() mutable -> std::string_view {
    chunk.resize(size);
    if (!file->read(chunk)) throw std::system_error(last_error());
    return chunk;
  };
}

}  // namespace session_classifier::detail
