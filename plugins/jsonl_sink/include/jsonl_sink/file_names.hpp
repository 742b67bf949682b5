// Short names that tell files apart and say nothing of the machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace jsonl_sink {

// One for each path: its last parts, as many as no other path ends with: "train.jsonl", or "de/train.jsonl" beside
// "en/train.jsonl". A path that stands twice has one name.
std::vector<std::string> short_names(const std::vector<std::filesystem::path>& paths);

}  // namespace jsonl_sink
