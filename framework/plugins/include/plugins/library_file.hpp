// Reads what a plugin library says about itself from its file, without loading it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <base/error.hpp>

namespace flowrun::plugins {

struct LibraryFile {
  std::string manifest;              // content of the section .flowrun.manifest
  std::string build_id;              // hex of the linker's build id; "" if there is none
  std::vector<std::string> exports;  // names of the symbols that other libraries could bind to, sorted
};

// The error says why the file is not a plugin ("not an ELF library", "no section .flowrun.manifest", ...).
// Any bytes are safe to read. Format: System V ABI, ELF-64 object file format, little-endian.
base::Result<LibraryFile> read_library_file(const std::filesystem::path& path);

}  // namespace flowrun::plugins
