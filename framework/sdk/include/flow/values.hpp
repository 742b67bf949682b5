// Small value types that parameters and records use beside the standard ones.
#pragma once

#include <compare>
#include <filesystem>
#include <string>
#include <string_view>

namespace flow {

// A path in a parameter. std::filesystem::path is not constexpr on GCC 12, and defaults must be. Relative
// paths are resolved against the folder of the pipeline file before a stage sees them.
struct Path {
  std::string text;

  constexpr Path() = default;
  constexpr Path(std::string_view path) : text(path) {}
  constexpr Path(const char* path) : text(path) {}
  [[nodiscard]] std::filesystem::path path() const { return text; }
  friend bool operator==(const Path&, const Path&) = default;
};

// A parameter that names an environment variable. The value is read where it is used and enters no key, log
// or report.
struct Secret {
  std::string variable;
  friend bool operator==(const Secret&, const Secret&) = default;
};

// A file or folder in the store, named by its content. A record that holds one is an artifact. The author
// makes it from a finished file or folder (`Object::at`); emitting the record takes the content into the
// store. Context::path_of tells where the content of a received object lies, read-only.
struct Object {
  std::string digest;                // 64 hex digits once it is in the store
  std::filesystem::path local_path;  // what to take in; empty once it is in the store

  static Object at(std::filesystem::path path) { return {.digest = {}, .local_path = std::move(path)}; }
};

}  // namespace flow
