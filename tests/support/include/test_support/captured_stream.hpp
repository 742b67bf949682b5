// What the code under test writes to stdout or stderr.
#pragma once

#include <cstdio>
#include <string>

#include <test_support/temporary_folder.hpp>

namespace test_support {

// From construction until `text` or the end of the object, what goes to the stream goes into a file instead, which is
// no terminal. One object a stream at a time; nothing else may write to the stream meanwhile.
class CapturedStream {
 public:
  explicit CapturedStream(std::FILE* stream);
  ~CapturedStream();
  CapturedStream(const CapturedStream&) = delete;
  CapturedStream& operator=(const CapturedStream&) = delete;

  // Ends the capture.
  std::string text();

 private:
  void restore();

  TemporaryFolder folder_;
  std::FILE* stream_;
  int saved_;  // descriptor of where the stream goes otherwise; -1 once it is restored
};

}  // namespace test_support
