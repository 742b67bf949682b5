#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <digest/fields.hpp>
#include <session_classifier/active.hpp>
#include <session_classifier/listing_memory.hpp>
#include <session_classifier/store.hpp>

#include "unnamed_children.hpp"

namespace session_classifier {
namespace {

using Children =
    std::multimap<std::string, SessionRef*, std::less<>>;  // by the id of the session that called them

// When what was taken back began; none if nothing was, or its time is not known.
std::optional<std::int64_t> undone_from(const SessionRef& ref) {
  const auto session = read_session(ref);
  if (!session) return std::nullopt;
  const Active active = active_messages(*session);
  if (active.reverted.empty() || active.reverted.front().created == 0) return std::nullopt;
  return active.reverted.front().created;
}

// All sessions that were called for a session, by itself or by those that it called.
std::vector<SessionRef*> descendants(const std::string& id, const Children& children) {
  std::vector<SessionRef*> found;
  std::set<std::string, std::less<>> seen{id};  // damaged parents may form a circle
  std::vector<std::string> callers{id};
  while (!callers.empty()) {
    const auto [begin, end] = children.equal_range(callers.back());
    callers.pop_back();
    for (auto child = begin; child != end; ++child) {
      if (!seen.insert(child->second->id).second) continue;
      found.push_back(child->second);
      callers.push_back(child->second->id);
    }
  }
  return found;
}

// The sessions that were called for by this one and that it no longer names.
std::vector<std::string> ids_unnamed_by(const SessionRef& caller, const Children& children,
                                        ListingMemory& memory) {
  std::vector<const SessionRef*> called;
  digest::Fields state;
  state.add("unnamed children");
  state.add(caller.fingerprint);
  const auto [begin, end] = children.equal_range(caller.id);
  for (auto child = begin; child != end; ++child) {
    if (child->second->id == caller.id) continue;
    called.push_back(child->second);
    state.add(child->second->id);
    state.add(child->second->fingerprint);
  }
  if (called.empty()) return {};
  const std::string key = state.hex();
  if (const auto* known = memory.recall_ids(key)) {
    memory.remember_ids(key, *known);
    return *known;
  }
  const auto found = detail::unnamed_children(caller, called);
  if (!found) return {};
  memory.remember_ids(key, *found);
  return *found;
}

void mark_unnamed(const std::vector<std::string>& ids, const std::string& caller, const Children& children) {
  const auto [begin, end] = children.equal_range(caller);
  for (auto child = begin; child != end; ++child) {
    if (std::ranges::find(ids, child->second->id) == ids.end()) continue;
    std::vector<SessionRef*> undone = descendants(child->second->id, children);
    undone.push_back(child->second);
    for (SessionRef* ref : undone) {
      ref->undone_from = std::numeric_limits<std::int64_t>::min();
      ref->unnamed_by = caller;
    }
  }
}

}  // namespace

void mark_subagents(std::vector<SessionRef>& sessions, ListingMemory& memory) {
  Children children;
  for (SessionRef& ref : sessions)
    if (!ref.parent.empty()) children.emplace(ref.parent, &ref);
  if (children.empty()) return;
  std::vector<SessionRef*> archived;
  for (const SessionRef& ref : sessions) {
    if (ref.archived) std::ranges::copy(descendants(ref.id, children), std::back_inserter(archived));
    if (!children.contains(ref.id)) continue;
    mark_unnamed(ids_unnamed_by(ref, children, memory), ref.id, children);
    if (!ref.has_undo) continue;
    const auto from = undone_from(ref);
    if (!from) continue;
    for (SessionRef* called : descendants(ref.id, children))
      called->undone_from = std::min(*from, called->undone_from.value_or(*from));
  }
  for (SessionRef* called : archived) called->archived = true;
  for (SessionRef& ref : sessions)
    if (ref.undone_from)
      ref.fingerprint = digest::fields_hex(
          {ref.fingerprint, fmt::format("undone from {}", *ref.undone_from), ref.unnamed_by});
}

}  // namespace session_classifier
