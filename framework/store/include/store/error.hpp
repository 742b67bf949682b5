// The errors of the store: those of base/error.hpp, with a kind that callers act on.
#pragma once

#include <expected>
#include <string>

#include <base/error.hpp>

namespace flowrun::store {

enum class ErrorKind {
  not_found,      // no such file, object, payload, run or store
  no_permission,  // permissions, a read-only disk, or a store that was opened read_only
  no_space,       // the disk, a quota or a file size limit is exhausted
  unsupported,    // what has no content to digest (a socket, a fifo, a device), or what no store can be
  changed,        // a file changed while it was read
  in_use,         // another process writes to the store
  older_format,   // for reading only: opened for writing, such a store is made anew
  newer_format,   // the store was written by a newer flowrun
  store_corrupt,  // the database is damaged: close the store, Store::set_aside, open it again
  input_output    // any other failure of the system
};

struct Error {
  ErrorKind kind = ErrorKind::input_output;
  std::string problem{};     // names the file
  std::string why{};         // the system's reason
  std::string what_to_do{};  // one sentence, may be empty

  // As what a stage or a command reports: transient, since a disk can be emptied and a store repaired.
  [[nodiscard]] base::Error as_error() const;
  // "problem (why): what to do"
  [[nodiscard]] std::string text() const { return as_error().text(); }
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace flowrun::store
