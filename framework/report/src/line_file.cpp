#include "line_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <report/run_folder.hpp>

namespace flowrun::report {

LineFile::~LineFile() { (void)finish(); }

void LineFile::open() {
  std::error_code ignored;  // opening the file tells it
  std::filesystem::create_directories(path_.parent_path(), ignored);
  file_ = std::fopen(path_.c_str(), "wb");
  if (file_) (void)std::setvbuf(file_, nullptr, _IOLBF, BUFSIZ);
}

void LineFile::add(std::string line) {
  if (is_finished_ || first_error_ != 0) return;
  line += '\n';
  if (!file_) open();
  if (!file_ || std::fwrite(line.data(), 1, line.size(), file_) != line.size()) first_error_ = errno;
}

base::Result<void> LineFile::finish() {
  is_finished_ = true;
  std::FILE* const file = std::exchange(file_, nullptr);
  if (file && std::fclose(file) != 0 && first_error_ == 0) first_error_ = errno;
  if (first_error_ == 0) return {};
  return std::unexpected(cannot_write(path_, std::generic_category().message(first_error_)));
}

}  // namespace flowrun::report
