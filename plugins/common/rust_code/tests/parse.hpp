// Parses the snippet of a test; fails the test case if that is refused.
#pragma once

#include <string>

#include <doctest/doctest.h>

#include <rust_code/source_file.hpp>

inline rust_code::SourceFile parse(std::string source, rust_code::Role role = rust_code::Role::source) {
  auto file = rust_code::SourceFile::parse(std::move(source), role);
  REQUIRE_MESSAGE(file.has_value(), (file ? "" : file.error().text()));
  return std::move(*file);
}

// Parses what must be Rust without a fault.
inline rust_code::SourceFile parse_clean(std::string source) {
  rust_code::SourceFile file = parse(std::move(source));
  CHECK_FALSE(file.tree().has_errors());
  return file;
}
