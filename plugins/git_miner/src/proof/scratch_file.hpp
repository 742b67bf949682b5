// Writing to folders of our own, and telling what the machine lacks from what a commit asks for.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <base/error.hpp>

namespace git_miner {

// Makes the folders above, too. Every step is checked, also that the last bytes reach the disk's books.
std::error_code write_file(const std::filesystem::path& file, std::string_view text);

// Whether it is a file, no link, of exactly this text.
bool holds_text(const std::filesystem::path& file, std::string_view text);

// A name that is too long, or a file where a folder has to be: the fault of the path, on this and every
// machine.
bool is_fault_of_path(std::error_code error);

// Says that the disk of `folder` is full (fewer than 64 MiB, or hardly a file, are free); none where there is
// room. What failed on a full disk says nothing about a commit.
std::optional<base::Error> full_disk(const std::filesystem::path& folder);

base::Error write_problem(std::error_code error);

}  // namespace git_miner
