#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <test_support/captured_stream.hpp>

namespace test_support {

CapturedStream::CapturedStream(std::FILE* stream) : stream_(stream), saved_(::dup(::fileno(stream))) {
  std::fflush(stream_);
  const int file = ::open((folder_ / "captured").c_str(), O_WRONLY | O_CREAT, 0600);
  if (saved_ < 0 || file < 0)
    throw std::system_error(errno, std::generic_category(), "cannot capture a stream");
  ::dup2(file, ::fileno(stream_));
  ::close(file);
}

CapturedStream::~CapturedStream() { restore(); }

std::string CapturedStream::text() {
  restore();
  return read_file(folder_ / "captured");
}

void CapturedStream::restore() {
  if (saved_ < 0) return;
  std::fflush(stream_);
  ::dup2(saved_, ::fileno(stream_));
  ::close(saved_);
  saved_ = -1;
}

}  // namespace test_support
