// The right to write to a store: flock on <store>/lock, with the owner's process id inside.
//
// The system releases it when the process ends, however it ends; the file stays.
#pragma once

#include <filesystem>

#include <base/file_descriptor.hpp>

#include "store/error.hpp"

namespace flowrun::store {

class StoreLock {
 public:
  // ErrorKind::in_use, naming the process, if another one holds it. Never waits.
  static Result<StoreLock> acquire(const std::filesystem::path& store);
  // Whether the process that acquired it last is alive. Does not touch the lock: a writer may begin meanwhile.
  static bool is_owned(const std::filesystem::path& store);

 private:
  explicit StoreLock(base::FileDescriptor file) : file_(std::move(file)) {}
  base::FileDescriptor file_;
};

}  // namespace flowrun::store
