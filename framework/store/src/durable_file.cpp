#include "store/durable_file.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

#include <base/file_descriptor.hpp>
#include <base/flush.hpp>

#include "file_io.hpp"
#include "system_error.hpp"

namespace flowrun::store {

Result<void> flush(const std::filesystem::path& file_or_folder) {
  if (const auto error = base::flush(file_or_folder))
    return std::unexpected(system_error("write", file_or_folder, error.value()));
  return {};
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view bytes) {
  const std::filesystem::path aside = file.string() + ".new";
  const auto failed = [&] { return std::unexpected(system_error("write", file, errno)); };
  {
    const base::FileDescriptor out(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!out.is_open() || !write_all(out.get(), bytes) || ::fsync(out.get()) != 0) return failed();
  }
  if (::rename(aside.c_str(), file.c_str()) != 0) return failed();
  return flush(file.parent_path().empty() ? "." : file.parent_path());
}

}  // namespace flowrun::store
