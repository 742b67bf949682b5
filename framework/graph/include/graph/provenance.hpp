// provenance.json: what a published result was made from, and by which run. It lies in the published folder, or beside a
// published file as `<file>.provenance.json`; so it does, too, where the folder came with a provenance.json of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <base/json.hpp>
#include <store/folder_digest.hpp>
#include <store/run.hpp>

namespace flowrun::graph {

inline constexpr std::string_view provenance_name = "provenance.json";

struct Provenance {
  std::string name;    // under which it is published
  std::string digest;  // of the content without this file: SHA-256 in hex
  std::string pipeline, profile;
  store::RunId run = 0;
  std::string made;  // when: RFC 3339, UTC
  // {"results": {NAME: digest}, "inputs": {STAGE: {"items", "digest"}}, "files": {"STAGE.param": digest}}
  base::Json made_from;
  base::Json stages;  // {STAGE: {"type", "version", "build"}}
  base::Json
      out_of_date;  // {NAME: {"made_from", "stands"}}: results that changed since; null if it belongs to all
};

// Where it is, of the result at `place`. `comes_with_one`: the result has a file of that name of its own.
std::filesystem::path provenance_place(const std::filesystem::path& place, bool comes_with_one);
bool comes_with_provenance(const store::Contents& contents);

std::string text_of(const Provenance& provenance);
// None if the file is not there, or is not one that flowrun wrote.
std::optional<Provenance> read_provenance(const std::filesystem::path& file);

// Replaces it in one step, by way of a file in `folder` that the next run removes if it is killed. What stands there and
// was not written by flowrun is an error, and stays.
base::Result<void> replace_provenance(const std::filesystem::path& folder, const std::filesystem::path& file,
                                      const Provenance& provenance);

}  // namespace flowrun::graph
