// Small crates in folders of their own.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <cargo/workbench.hpp>
#include <test_support/temporary_folder.hpp>

#include "processes.hpp"

namespace cargo_test {

using sandbox_test::processes_with;
using test_support::read_file;
using test_support::write_file;

// What the sandbox leaves in it goes, too, or the test fails.
class Folder {
 public:
  ~Folder();
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  test_support::TemporaryFolder folder_;
};

// File and text; Cargo.toml comes by itself.
using Files = std::initializer_list<std::pair<std::string, std::string>>;

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
