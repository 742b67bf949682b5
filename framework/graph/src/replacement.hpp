// Puts results that were written aside in the place of what stands there: all of them, or none.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <store/folder_digest.hpp>

#include "published_files.hpp"

namespace flowrun::graph {

struct Replacement {
  std::string name;          // in the folder
  store::Contents contents;  // of what waits aside
};

// Where a result waits, beside its place.
std::filesystem::path aside_of(const std::filesystem::path& folder, const std::string& name);

// Where the version of a result stays that was replaced last: whole, with its provenance.
std::filesystem::path previous_of(const std::filesystem::path& folder, const std::string& name);

// The advice where something is not replaced.
constexpr std::string_view move_away = "move it away, or publish elsewhere with --out DIR";

// An error that names the file if something in `standing`, the contents of what is at `name`, is not as flowrun wrote it.
base::Result<void> check_ours(const PublishedFiles& published, const std::string& name,
                              const std::optional<store::Contents>& standing);

// What is aside must be on disk. If one cannot be put in place, or something that somebody changed since was replaced,
// all are put back. What was replaced takes the place of the previous version; what could not replace anything is removed.
base::Result<void> replace_all(const std::filesystem::path& folder, std::span<const Replacement> replacements,
                               PublishedFiles& published, store::FileMemory& memory);

// Completes what a killed run was about to replace, and removes what it left aside. What was changed since by somebody
// else stays.
base::Result<void> finish_interrupted(const std::filesystem::path& folder, PublishedFiles& published,
                                      store::FileMemory& memory);

}  // namespace flowrun::graph
