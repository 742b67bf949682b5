// How a session in files is listed: from memory where the files are as they were, else by a look at them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <session_classifier/listing_memory.hpp>
#include <session_classifier/store.hpp>

#include "tree_state.hpp"

namespace session_classifier::detail {

// What is asked of the files of one session.
struct SessionLook {
  std::function<TreeState()>
      outline;  // of the session's own file and the names of its messages; may be missing
  std::function<TreeState()> state;  // without reading them
  // The reference; without a fingerprint unless all was read for it.
  std::function<base::Result<SessionRef>()> reference;
  std::function<TreeState()> content;  // of all of them; not called where the reference has a fingerprint
  std::string more;                    // what the reference depends on and is in none of them
};

// Of a session in a tree, whose files are found anew at each look.
SessionLook look_at_tree(const std::function<SessionFiles()>& files,
                         std::function<base::Result<SessionRef>()> reference, std::string more);

// Adds the session whose own file this is: as it was remembered of the same state, else as `look` finds it. Its fingerprint comes from the content where that was listed before; at first from an outline and its
// time, so that the files are looked at once, when the session is read.
void list_session(const std::filesystem::path& file, const SessionLook& look, ListingMemory& memory,
                  StoreListing& listing);

// The fingerprint of a session, by TreeState::content and by what of it is not in its files.
std::string content_fingerprint(const SessionRef& ref, std::string_view content);

// Counts the messages. `root` receives the working folder that the first readable assistant names, if it is asked for (not null).
std::int64_t look_at_messages(const std::filesystem::path& path, std::string* root);

// What `read` gives, unless one of the files was written to since the session was listed: by the state that it gathers, or,
// where that is another one, by what `look` finds afterwards.
base::Result<Session> read_unless_changed(const SessionRef& ref, const SessionLook& look,
                                          const std::function<base::Result<Session>(StateBuilder&)>& read);

}  // namespace session_classifier::detail
