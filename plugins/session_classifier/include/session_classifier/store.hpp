// Finds and reads the sessions in opencode's data directories.
//
//     list_sessions(directory)  ──┐
//     list_sessions(directory)  ──┴─> merge_listings ──> read_session(ref), from any thread
//
// A data directory may hold databases (`opencode*.db`, versions 1.2 and later), a tree `storage/` (0.6 - 1.1) and trees
// `project/` (up to 0.5), often several at once; any folder may hold files that `opencode export` printed. Nothing else is
// opened: not auth.json, not the tables that hold tokens. The user's files are never changed and nothing is created beside
// them: a database that is at rest is read where it lies, without locks; one that a running program has open is copied with its
// log and read there. The copy has no name: nothing of it stays on the disk, however the process ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <session_classifier/model.hpp>

namespace session_classifier {

class ListingMemory;
namespace detail {
class DatabaseCopy;
}

struct SessionRef {
  std::string id;
  chat::SessionStore store = chat::SessionStore::sqlite;
  std::filesystem::path place;   // to read from: the database or its copy, or the session's own JSON file
  std::filesystem::path source;  // the user's file, for messages
  std::string stamp;             // state of what is read where it lies; "" for copies of databases
  // When a session of which only its own file and the names of its messages were looked at was listed first, in ns since the
  // epoch; `stamp` is of these then. 0: all of its files were.
  std::int64_t outlined = 0;
  std::shared_ptr<const detail::DatabaseCopy> copy;  // of a database; goes with the last reference to it
  std::string fingerprint;   // SHA-256 (hex) that changes with the content; copies of a store share it
  std::string project;       // as in Session
  std::string root;          // working folder of the project, "" if unknown
  std::string worktree;      // as in Session; of trees of 0.6 - 1.1 and exported sessions
  std::string parent;        // as in Session
  std::string group;         // set by merge_listings: equal for sessions that must not be split
  std::int64_t created = 0;  // ms since the epoch
  std::int64_t begun = 0;    // set by merge_listings: `created` of the first session above it
  std::int64_t updated = 0;
  std::int64_t messages = 0;                // number of stored messages
  bool has_undo = false;                    // something of it was taken back
  bool archived = false;                    // by the user, or with the session that called it
  std::optional<std::int64_t> undone_from;  // as in Session
  std::string unnamed_by;                   // as in Session
};

struct StoreListing {
  std::vector<SessionRef> sessions;   // ordered by (created, id)
  std::vector<base::Error> problems;  // what could not be listed, as rejections where it is damaged
  std::vector<std::string> notes;     // harmless oddities, such as messages without a session
};

// A session that another listing has in a better form, or newer.
struct Superseded {
  SessionRef session;
  chat::SessionStore by = chat::SessionStore::sqlite;  // the form that is used instead
};

struct MergedListing {
  std::vector<SessionRef> sessions;  // one for each id, ordered by (created, id)
  std::vector<Superseded> superseded;
  std::vector<base::Error> problems;
  std::vector<std::string> notes;
};

// `directory` itself where it holds a store. Unless it is a data directory, also those folders directly in it that hold one,
// sorted by name. Empty if none does.
std::vector<std::filesystem::path> data_directories(const std::filesystem::path& directory);

// Lists what one folder holds, or one database or exported session that `place` names. Of a database with damaged pages, the
// sessions that can still be read. `scratch` is an existing folder, on whose disk copies of live databases are
// kept for as long as there are references to their sessions. A missing folder, or one without a store, is a problem. `memory`
// spares reading trees and exported sessions that did not change.
StoreListing list_sessions(const std::filesystem::path& place, const std::filesystem::path& scratch,
                           ListingMemory& memory);
StoreListing list_sessions(const std::filesystem::path& place, const std::filesystem::path& scratch);

// One session for each id: in the order of chat::SessionStore, then the one that was updated
// last. Sets `group`, shared by sessions of one project id, one working folder, and by parents and children: that of the
// repository (chat/repository_group.hpp) where one of them tells it, else a digest of a folder or session. Sets `begun`, too.
// Since both depend on what else is listed, they are part of the fingerprint afterwards.
MergedListing merge_listings(std::vector<StoreListing> listings);

// Carries what the user did to a session on to those of the sub-agents that it called: what they did since the moment
// of an undo is undone, too, and an archived session is archived with them. Where the user went on after an undo, its
// messages are deleted; then a session is undone whose caller is whole and no longer names it. Reads the sessions that have
// sub-agents, unless `memory` knows what was found in them; those that cannot be read say so when their turn comes. What is
// marked has another fingerprint.
void mark_subagents(std::vector<SessionRef>& sessions, ListingMemory& memory);

// What the texts of a part, a message with its parts, or a session take in memory, about.
std::size_t bytes_of(const Part& part);
std::size_t bytes_of(const Message& message);
std::size_t bytes_of(const Session& session);

// What the texts of one session may have, unless another limit is given.
inline constexpr std::size_t max_session_bytes = std::size_t{16} << 20;

// Reads one session, in one transaction. Messages and parts that are damaged, or too large (stored_json.hpp), are in
// Session::lost. An error is a rejection if the session is damaged or its texts have more than `most_bytes`, and transient if
// another try can help: if it was written to since it was listed, or if it lies in a database, which can be mended without a
// change of the fingerprint. Thread-safe.
base::Result<Session> read_session(const SessionRef& ref, std::size_t most_bytes = max_session_bytes);

}  // namespace session_classifier
