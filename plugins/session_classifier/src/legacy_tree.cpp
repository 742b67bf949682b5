// The trees `project/<slug>/storage` of opencode 0.1 - 0.5: session/info/<session>.json,
// session/message/<session>/<message>.json, session/part/<session>/<message>/<part>.json.
//
// One assistant message holds a whole turn here; it is split where chat messages are made, see convert.hpp.
#include <utility>

#include "decode_v1.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "tree_files.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

PartFolder parts_below(const fs::path& sessions, const std::string& session) {
  return [folder = sessions / "part" / session](const std::string& message) { return folder / message; };
}

fs::path sessions_of(const fs::path& info_file) { return info_file.parent_path().parent_path(); }

TreeState state_of(const fs::path& info_file) {
  const fs::path sessions = sessions_of(info_file);
  const std::string id = info_file.stem();
  return state_of_tree(info_file, sessions / "message" / id, parts_below(sessions, id));
}

// What the files say, by reading all of them.
base::Result<SessionRef> look_into(const fs::path& file, StateBuilder& state) {
  const auto data = read_json_file(file);
  if (!data) return std::unexpected(data.error());
  SessionRef ref;
  ref.id = file.stem();
  ref.store = chat::SessionStore::legacy;
  ref.parent = (*data)["parentID"].string();
  ref.created = (*data)["time"]["created"].integer().value_or(0);
  ref.updated = (*data)["time"]["updated"].integer().value_or(0);
  ref.has_undo = revert_of((*data)["revert"]).has_value();
  digest::Fields digest;
  digest.add("legacy");
  digest_file(file, digest);
  state.add(file);
  const fs::path sessions = sessions_of(file);
  ref.messages = digest_tree_messages(sessions / "message" / ref.id, parts_below(sessions, ref.id), digest,
                                      &ref.root, state);
  ref.fingerprint = digest.hex();
  return ref;
}

}  // namespace

void list_legacy_tree(const fs::path& projects, ListingMemory& memory, StoreListing& listing) {
  for (const fs::path& project : folders_in(projects)) {
    each_file(project / "storage" / "session" / "info", listing, [&](const fs::path& file) {
      list_session(
          file, "", memory, listing, [&] { return state_of(file); },
          [&](StateBuilder& state) { return look_into(file, state); });
    });
  }
}

base::Result<Session> read_legacy_tree(const SessionRef& ref, Weigher& weigher) {
  const auto read = [&](StateBuilder& state) -> base::Result<Session> {
    const auto data = read_json_file(ref.place);
    if (!data) return std::unexpected(data.error());
    state.add(ref.place);
    const fs::path sessions = sessions_of(ref.place);
    Session session = session_of(*data, ref);
    read_tree_messages(sessions / "message" / ref.id, parts_below(sessions, ref.id), weigher, session, state);
    return session;
  };
  return read_unless_changed(ref, [&] { return state_of(ref.place); }, read);
}

}  // namespace session_classifier::detail
