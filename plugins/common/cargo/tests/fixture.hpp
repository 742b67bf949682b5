// Small crates in folders of their own.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <cargo/workbench.hpp>

namespace cargo_test {

class Folder {
 public:
  Folder();
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// File and text; Cargo.toml comes by itself.
using Files = std::initializer_list<std::pair<std::string, std::string>>;

void write(const std::filesystem::path& file, const std::string& text);
std::string read(const std::filesystem::path& file);

// The machine's toolchain; the test fails if there is none.
const cargo::Toolchain& toolchain();

// A workbench for these files, with its lock written.
class Crate {
 public:
  explicit Crate(Files files, cargo::WorkbenchOptions options = {});
  const cargo::Workbench* operator->() const { return &*bench_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  Folder folder_;
  std::optional<cargo::Workbench> bench_;
};

// Fails the test, with the error's text, if the sandbox failed.
template <typename T>
T value(base::Result<T> result);
// The error's text; fails the test if there is none.
template <typename T>
std::string problem(const base::Result<T>& result);

// Processes on this machine whose command line holds `word`.
int processes_with(const std::string& word);

}  // namespace cargo_test

#include <doctest/doctest.h>

template <typename T>
T cargo_test::value(base::Result<T> result) {
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}

template <typename T>
std::string cargo_test::problem(const base::Result<T>& result) {
  if (result) FAIL("there is no error");
  return result ? std::string() : result.error().text();
}
