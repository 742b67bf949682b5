#include "tree_listing.hpp"

#include <exception>
#include <utility>

#include <base/enum_names.hpp>
#include <digest/fields.hpp>

#include "faults.hpp"
#include "json_folder.hpp"
#include "tree_files.hpp"
#include "weigher.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

// A state in a tree, with what a reference depends on that is not in the files of its session.
std::string state_with(const TreeState& state, std::string_view more) {
  return more.empty() ? state.stamp : digest::fields_hex({state.stamp, more});
}

// By the time, too: two states may have one outline.
std::string outline_fingerprint(const SessionRef& ref, const TreeState& outline) {
  return digest::fields_hex({base::name_of(ref.store), ref.project, ref.worktree, "outline", outline.stamp,
                             std::to_string(ref.outlined)});
}

// What was listed before by this content keeps its fingerprint, whatever that was made of.
void take_content(const TreeState& state, const ListedFiles* earlier, ListedFiles& found) {
  found.content = content_fingerprint(found.ref, state.content);
  const bool is_same = earlier != nullptr && earlier->content == found.content;
  found.ref.fingerprint = is_same ? earlier->ref.fingerprint : found.content;
}

// Did the process that looked at an outline alone see all that is there now?
bool is_unwritten_since(const ListedFiles* outlined, const TreeState& state, const ListingMemory& memory) {
  return outlined != nullptr && outlined->ref.outlined != 0 && !state.lacks_folders &&
         memory.trusts(std::chrono::nanoseconds(outlined->ref.outlined - state.written));
}

base::Result<ListedFiles> by_outline(const TreeState& outline, const SessionLook& look,
                                     const ListingMemory& memory) {
  auto ref = look.reference();
  if (!ref) return std::unexpected(std::move(ref.error()));
  ref->outlined = memory.begun();
  ref->fingerprint = outline_fingerprint(*ref, outline);
  return ListedFiles{.state = "", .content = "", .ref = *std::move(ref)};
}

// `state` is that of all files, and becomes the one that is found by reading them where that has to be.
base::Result<ListedFiles> by_files(TreeState& state, const fs::path& file, const SessionLook& look,
                                   const ListingMemory& memory) {
  const ListedFiles* earlier = memory.earlier(file);
  if (const ListedFiles* known = memory.recall(file, state_with(state, look.more))) return *known;
  ListedFiles found;
  if (is_unwritten_since(earlier, state, memory)) {
    found.ref = earlier->ref;
    found.ref.outlined = 0;
  } else {
    auto ref = look.reference();
    if (!ref) return std::unexpected(std::move(ref.error()));
    found.ref = *std::move(ref);
    found.content = found.ref.fingerprint;
    if (found.ref.fingerprint.empty()) {
      state = look.content();
      take_content(state, earlier, found);
    }
  }
  found.state = state_with(state, look.more);
  return found;
}

}  // namespace

SessionLook look_at_tree(const std::function<SessionFiles()>& files,
                         std::function<base::Result<SessionRef>()> reference, std::string more) {
  return {.outline = [files] { return outline_of(files()); },
          .state = [files] { return state_of(files()); },
          .reference = std::move(reference),
          .content = [files] { return content_state_of(files()); },
          .more = std::move(more)};
}

void list_session(const fs::path& file, const SessionLook& look, ListingMemory& memory,
                  StoreListing& listing) {
  const bool is_new = look.outline && memory.earlier(file) == nullptr;
  TreeState state = is_new ? look.outline() : look.state();
  const bool is_outline = is_new && memory.trusts(state.left_alone());
  if (is_new && !is_outline) state = look.state();
  auto found = is_outline ? by_outline(state, look, memory) : by_files(state, file, look, memory);
  if (!found) return listing.problems.push_back(std::move(found.error()));
  SessionRef ref = found->ref;
  memory.remember(file, state.left_alone(), *std::move(found));
  ref.place = ref.source = file;
  ref.stamp = state.stamp;
  listing.sessions.push_back(std::move(ref));
}

std::string content_fingerprint(const SessionRef& ref, std::string_view content) {
  return digest::fields_hex({base::name_of(ref.store), ref.project, ref.worktree, content});
}

std::int64_t look_at_messages(const fs::path& path, std::string* root) {
  std::int64_t messages = 0;
  const auto folder = JsonFolder::open(path);
  if (!folder) return messages;
  for (const JsonFolder::Entry& entry : folder->entries()) {
    if (!entry.is_file) continue;
    ++messages;
    if (root == nullptr || !root->empty()) continue;
    if (const auto data = read_json_file(folder->path() / entry.name))
      *root = (*data)["path"]["root"].string();
  }
  return messages;
}

base::Result<Session> read_unless_changed(const SessionRef& ref, const SessionLook& look,
                                          const std::function<base::Result<Session>(StateBuilder&)>& read) {
  const auto is_as_listed = [&] {
    return (ref.outlined == 0 ? look.state() : look.outline()).stamp == ref.stamp;
  };
  try {
    StateBuilder gathered;
    auto session = read(gathered);
    const TreeState seen = gathered.state();
    // The same as when it was listed: it was the same all the while. Of an outline nothing but the reading counts.
    const bool is_same = session && ref.outlined == 0 && seen.stamp == ref.stamp;
    const bool is_torn = session && ref.outlined != 0 && seen.left_alone() <= seen.left_alone().zero();
    if (is_torn || (!is_same && !is_as_listed())) return std::unexpected(changed(ref.place));
    if (session && !seen.content.empty())
      session->files = {.state = state_with(seen, look.more),
                        .content = content_fingerprint(ref, seen.content),
                        .left_alone = seen.left_alone().count()};
    return session;
  } catch (const SessionTooLarge&) {
    throw;
  } catch (const std::exception&) {
    if (!is_as_listed()) return std::unexpected(changed(ref.place));
    throw;
  }
}

}  // namespace session_classifier::detail
