// The trees `project/<slug>/storage` of opencode 0.1 - 0.5: session/info/<session>.json,
// session/message/<session>/<message>.json, session/part/<session>/<message>/<part>.json.
//
// One assistant message holds a whole turn here; it is split where chat messages are made, see convert.hpp.
#include <memory>
#include <utility>

#include "decode_v1.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "tree_files.hpp"
#include "tree_listing.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

PartFolder parts_below(const fs::path& sessions, const std::string& session) {
  return [folder = std::make_shared<const ParentFolder>(sessions / "part" / session)](
             const std::string& message) { return folder->open(message); };
}

fs::path sessions_of(const fs::path& info_file) { return info_file.parent_path().parent_path(); }

SessionFiles files_of(const fs::path& info_file) {
  const fs::path sessions = sessions_of(info_file);
  const std::string id = info_file.stem();
  return {info_file, sessions / "message" / id, parts_below(sessions, id)};
}

base::Result<SessionRef> reference_of(const fs::path& file) {
  const auto data = read_json_file(file);
  if (!data) return std::unexpected(data.error());
  SessionRef ref;
  ref.id = file.stem();
  ref.store = chat::SessionStore::legacy;
  ref.parent = (*data)["parentID"].string();
  ref.created = (*data)["time"]["created"].integer().value_or(0);
  ref.updated = (*data)["time"]["updated"].integer().value_or(0);
  ref.has_undo = revert_of((*data)["revert"]).has_value();
  ref.messages = look_at_messages(files_of(file).messages, &ref.root);
  return ref;
}

SessionLook look_at(const fs::path& file) {
  return look_at_tree([=] { return files_of(file); }, [=] { return reference_of(file); }, "");
}

}  // namespace

void list_legacy_tree(const fs::path& projects, ListingMemory& memory, StoreListing& listing) {
  for (const fs::path& project : folders_in(projects)) {
    each_file(project / "storage" / "session" / "info", listing,
              [&](const fs::path& file) { list_session(file, look_at(file), memory, listing); });
  }
}

base::Result<Session> read_legacy_tree(const SessionRef& ref, Weigher& weigher) {
  const auto read = [&](StateBuilder& state) -> base::Result<Session> {
    const auto data = read_own_file(ref.place, state);
    if (!data) return std::unexpected(data.error());
    Session session = session_of(*data, ref);
    read_tree_messages(files_of(ref.place), weigher, session, state);
    return session;
  };
  return read_unless_changed(ref, look_at(ref.place), read);
}

}  // namespace session_classifier::detail
