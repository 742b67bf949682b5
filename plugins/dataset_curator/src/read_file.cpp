#include "read_file.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace dataset_curator {

base::Result<std::string> read_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.is_open() && !stream.bad()) return text;
  return base::failure(file.string() + " cannot be read", std::generic_category().message(errno),
                       "see that it is there and may be read");
}

}  // namespace dataset_curator
