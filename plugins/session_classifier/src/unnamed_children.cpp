#include "unnamed_children.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include <session_classifier/tools.hpp>

namespace session_classifier::detail {
namespace {

bool names(const Part& part, std::string_view id) {
  const ToolState& state = part.state;
  return state.called == id || part.text.contains(id) || state.input.contains(id) ||
         state.output.contains(id) || state.error.contains(id) ||
         (state.partial_output && state.partial_output->contains(id));
}

bool names(const Session& caller, std::string_view id) {
  return std::ranges::any_of(caller.messages, [&](const Message& message) {
    return std::ranges::any_of(message.parts, [&](const Part& part) { return names(part, id); });
  });
}

bool may_call_unnamed(const Message& message) {
  return std::ranges::any_of(message.parts, [](const Part& part) {
    return part.kind == PartKind::tool && part.state.called.empty() && use_of(part) == ToolUse::other;
  });
}

// Is a call there that was under way at the moment and names no session?
bool has_unnamed_call(const Session& caller, std::int64_t moment) {
  for (std::size_t i = 0; i < caller.messages.size(); ++i) {
    const Message& message = caller.messages[i];
    if (message.role != chat::Role::assistant || message.created > moment) continue;
    const bool last = i + 1 == caller.messages.size();
    const std::int64_t next =
        last ? std::numeric_limits<std::int64_t>::max() : caller.messages[i + 1].created;
    if (moment <= message.completed.value_or(next) && may_call_unnamed(message)) return true;
  }
  return false;
}

// 1 of `1.14.34`; none of builds of one's own, which are called `local`, `dev` or `0.0.0-...`.
std::optional<int> release_of(std::string_view version) {
  int major = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), major);
  const bool is_number = error == std::errc{} && end != version.data() + version.size() && *end == '.';
  return is_number && !version.starts_with("0.0.0") ? std::optional(major) : std::nullopt;
}

// Does the program that made the child record it with the call?
bool would_be_named(const Session& child, const Session& caller) {
  const auto release = release_of(child.version);
  if (chat::is_v2(caller.store)) return release && *release >= 2;
  if (release) return *release >= 1;
  return std::ranges::any_of(caller.messages, [](const Message& message) {
    return std::ranges::any_of(message.parts, [](const Part& part) { return !part.state.called.empty(); });
  });
}

bool is_file_of_its_own(chat::SessionStore store) {
  return store == chat::SessionStore::exported || store == chat::SessionStore::exported_v2;
}

// In one database, or one tree.
bool lie_together(const SessionRef& a, const SessionRef& b) {
  if (a.store != b.store || is_file_of_its_own(a.store)) return false;
  const bool in_tree = a.store == chat::SessionStore::json || a.store == chat::SessionStore::legacy;
  return in_tree ? a.source.parent_path() == b.source.parent_path() : a.source == b.source;
}

bool has_prompt_after(const Session& caller, std::int64_t moment) {
  return std::ranges::any_of(caller.messages, [&](const Message& message) {
    return message.role == chat::Role::user && message.created > moment;
  });
}

bool is_unnamed(const SessionRef& ref, const SessionRef& caller_ref, const Session& caller) {
  if (ref.created == 0 || names(caller, ref.id) || has_unnamed_call(caller, ref.created)) return false;
  if (!lie_together(ref, caller_ref) && !has_prompt_after(caller, ref.created)) return false;
  const auto child = read_session(ref);
  return child && would_be_named(*child, caller);
}

}  // namespace

base::Result<std::vector<std::string>> unnamed_children(const SessionRef& caller,
                                                        const std::vector<const SessionRef*>& children) {
  std::vector<std::string> unnamed;
  const auto session = read_session(caller);
  if (!session && session.error().is_transient) return std::unexpected(session.error());
  if (!session || !session->lost.empty() || session->messages.empty()) return unnamed;
  for (const SessionRef* child : children)
    if (is_unnamed(*child, caller, *session)) unnamed.push_back(child->id);
  return unnamed;
}

}  // namespace session_classifier::detail
