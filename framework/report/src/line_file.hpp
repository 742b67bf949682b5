// A file of lines that another process may read meanwhile, and that a killed one leaves whole but for its last line.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace flowrun::report {

// One thread at a time.
class LineFile {
 public:
  LineFile() = default;
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  // Where the first line makes the file, and the folders above it.
  void begin(std::filesystem::path path) { path_ = std::move(path); }
  // Nothing after an error or the end.
  void add(std::string line);
  // The first error of anything that was to be written, naming the file. Lines that come later are not written.
  base::Result<void> finish();

 private:
  void open();

  std::filesystem::path path_;
  std::FILE* file_ = nullptr;
  int first_error_ = 0;  // errno
  bool is_finished_ = false;
};

}  // namespace flowrun::report
