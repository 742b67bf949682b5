#include "new_file.hpp"

#include <system_error>
#include <utility>

#include <base/flush.hpp>

namespace qwen35 {
namespace {

std::filesystem::path unfinished(std::filesystem::path path) { return path += ".unfinished"; }

}  // namespace

std::unexpected<base::Error> write_error(const std::filesystem::path& path, std::string why) {
  return base::failure("cannot write " + path.string(), std::move(why),
                       "check the folder's permissions and the free space");
}

NewFile::NewFile(std::filesystem::path path)
    : path_(std::move(path)),
      unfinished_(unfinished(path_)),
      file_(unfinished_, std::ios::binary | std::ios::trunc) {}

void NewFile::put(std::string_view bytes) {
  file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void NewFile::put(const at::Tensor& tensor) {
  put(std::string_view(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()));
}

base::Result<void> NewFile::finish() {
  file_.close();
  if (!file_.good()) return write_error(path_, "the write failed");
  if (const std::error_code error = base::rename_flushed(unfinished_, path_))
    return write_error(path_, error.message());
  return {};
}

}  // namespace qwen35
