// Whose a working folder is: <store>/work/<name>, and beside it the note <name>.used.
//
// Settings that changed give a unit another key, and so another folder; what the one before had reached (a checkpoint of a training)
// would lie there unseen. With the note, collecting garbage finds the folders that the last finished run of their stage did
// without.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "store/run.hpp"

namespace flowrun::store {

struct WorkingUse {
  RunId run = 0;  // the last that worked in it
  std::string stage;
};

// What cannot be written is no fault: the folder is then found by its age alone.
void note_use(const std::filesystem::path& folder, RunId run, std::string_view stage);

// None where there is no such note.
[[nodiscard]] std::optional<WorkingUse> read_use(const std::filesystem::path& folder);

[[nodiscard]] bool is_note_of_use(const std::filesystem::path& path);

// The folder with its note.
void remove_working(const std::filesystem::path& folder, std::error_code& error);

}  // namespace flowrun::store
