// What the two trees of JSON files have in common. Ids are the names of files and folders, not those in the
// text: migrations moved files without rewriting them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <digest/fields.hpp>
#include <session_classifier/store.hpp>
#include <session_classifier/stored_json.hpp>

namespace session_classifier::detail {

// The .json files, or the folders, in a folder, sorted by name; none if it is missing. Throws
// filesystem_error if it cannot be read.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);

base::Result<base::Json> read_json_file(const std::filesystem::path& file);

// Where the parts of a message lie.
using PartFolder = std::function<std::filesystem::path(const std::string& message)>;

// Reads messages with their parts. What cannot be read is reported in the session's warnings; a message that
// is lost keeps its place as an empty, incomplete one.
void read_tree_messages(const std::filesystem::path& folder, const PartFolder& parts, Session& session);

// Adds names and contents of the session's message and part files to the digest; returns the number of
// messages. `root` receives the working folder that the first readable assistant names, if it is asked for
// (not null).
std::int64_t digest_tree_messages(const std::filesystem::path& folder, const PartFolder& parts,
                                  digest::Fields& digest, std::string* root);

// The name and the content of a file; of one that is too large, the size.
void digest_file(const std::filesystem::path& file, digest::Fields& digest);

// Session::id, version, times and so on from the session's own file.
Session session_of(const base::Json& data, const SessionRef& ref);

}  // namespace session_classifier::detail
