// What the two trees of JSON files have in common. Ids are the names of files and folders, not those in the
// text: migrations moved files without rewriting them.
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <session_classifier/store.hpp>
#include <session_classifier/stored_json.hpp>

#include "file_content.hpp"
#include "tree_state.hpp"
#include "weigher.hpp"

namespace session_classifier::detail {

// The .json files, or the folders, in a folder, sorted by name; none if it is missing. Throws
// filesystem_error if it cannot be looked at.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);

// Calls `visit` for each of the files of a folder. What a folder or a file cannot be read for is one problem of the listing,
// and the others go on.
void each_file(const std::filesystem::path& folder, StoreListing& listing,
               const std::function<void(const std::filesystem::path&)>& visit);

// What of a tree could not be read for the reason that was thrown.
base::Error unreadable_tree(const std::filesystem::path& place, const std::exception& cause);

// The object that a file holds. Errors are rejections where the file is at fault: damaged, cut, of another form, or named in
// bytes that are not UTF-8. `wrong` says what is wrong with the form of the object, "" if nothing is.
using Fault = std::string_view (*)(const base::Json&);
base::Result<base::Json> read_json_file(const std::filesystem::path& file, Fault wrong = nullptr);
// The same for a session's own file. `state` receives its content and state.
base::Result<base::Json> read_own_file(const std::filesystem::path& file, StateBuilder& state);

// A file that cannot be read though nothing is wrong with it: without permission, or gone since it was listed.
struct FileError : std::runtime_error {
  explicit FileError(base::Error why) : std::runtime_error(why.text()), error(std::move(why)) {}
  base::Error error;
};

// Reads messages with their parts. What is damaged is in Session::lost; a message that is lost keeps its place as an empty,
// incomplete one. `state` receives what content_state_of gathers of them. Throws FileError and SessionTooLarge.
void read_tree_messages(const SessionFiles& files, Weigher& weigher, Session& session, StateBuilder& state);

// Session::id, version, times and so on from the session's own file.
Session session_of(const base::Json& data, const SessionRef& ref);

}  // namespace session_classifier::detail
