#include <exception>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/active.hpp>
#include <session_classifier/store.hpp>

#include "connections.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "snapshot.hpp"
#include "tree_files.hpp"

namespace session_classifier {
namespace {

using detail::shown;

bool is_in_database(chat::SessionStore store) {
  return store == chat::SessionStore::sqlite || store == chat::SessionStore::sqlite_v2;
}

base::Result<Session> read_files(const SessionRef& ref, std::size_t most_bytes) {
  detail::Weigher weigher(most_bytes);
  try {
    return ref.store == chat::SessionStore::json     ? detail::read_json_tree(ref, weigher)
           : ref.store == chat::SessionStore::legacy ? detail::read_legacy_tree(ref, weigher)
                                                     : detail::read_export(ref, weigher);
  } catch (const detail::SessionTooLarge&) {
    throw;
  } catch (const std::exception& cause) {
    return std::unexpected(detail::unreadable_tree(ref.source, cause));
  }
}

Session read_rows(const SessionRef& ref, std::size_t most_bytes, detail::OpenMode mode) {
  detail::Weigher weigher(most_bytes);
  detail::Connections& connections = detail::Connections::of(ref);
  auto connection = connections.take(ref, mode);
  Session session = ref.store == chat::SessionStore::sqlite
                        ? detail::read_sqlite(connection.database(), ref, weigher)
                        : detail::read_sqlite_v2(connection.database(), ref, weigher);
  connections.give_back(std::move(connection));
  return session;
}

base::Result<Session> read_what_is_there(const SessionRef& ref, std::size_t most_bytes) {
  base::Error error;
  for (const auto mode : {detail::OpenMode::at_rest, detail::OpenMode::damaged, detail::OpenMode::scanned}) {
    try {
      return read_rows(ref, most_bytes, mode);
    } catch (const detail::SessionTooLarge&) {
      throw;
    } catch (const std::exception& cause) {
      error = detail::unreadable_database(ref.source, ref.place, cause);
      if (!error.is_rejection) break;
    }
  }
  error.problem += ", session " + ref.id;
  error.is_transient |= error.is_rejection;  // the fingerprint does not show it when the page is mended
  return std::unexpected(std::move(error));
}

base::Result<Session> read_database(const SessionRef& ref, std::size_t most_bytes) {
  const auto is_steady = [&] { return ref.stamp.empty() || ref.stamp == detail::stamp_of(ref.place); };
  if (!is_steady()) return std::unexpected(detail::changed(ref.source));
  auto session = read_what_is_there(ref, most_bytes);
  if (!is_steady()) return std::unexpected(detail::changed(ref.source));
  return session;
}

}  // namespace

std::size_t bytes_of(const Part& part) {
  const ToolState& state = part.state;
  return sizeof part + part.id.size() + part.text.size() + state.input.size() + state.output.size() +
         state.error.size() + (state.partial_output ? state.partial_output->size() : 0);
}

std::size_t bytes_of(const Message& message) {
  std::size_t bytes = sizeof message + message.id.size() + message.parent.size() + message.agent.size() +
                      message.provider.size() + message.model.size() + message.cwd.size() +
                      message.root.size() + message.finish.size() + message.error.size();
  for (const Part& part : message.parts) bytes += bytes_of(part);
  return bytes;
}

std::size_t bytes_of(const Session& session) {
  std::size_t bytes = 0;
  for (const Message& message : session.messages) bytes += bytes_of(message);
  return bytes;
}

base::Result<Session> read_session(const SessionRef& ref, std::size_t most_bytes) {
  try {
    auto session = is_in_database(ref.store) ? read_database(ref, most_bytes) : read_files(ref, most_bytes);
    if (!session) return session;
    session->group = ref.group;
    session->begun = ref.begun;
    session->undone_from = ref.undone_from;
    session->unnamed_by = ref.unnamed_by;
    sort_messages(*session);
    return session;
  } catch (const detail::SessionTooLarge& cause) {
    return std::unexpected(
        base::Error{.problem = fmt::format("{}, session {} was not read", shown(ref.source), ref.id),
                    .why = cause.what(),
                    .what_to_do = "raise max_session_bytes if the machine has several times as much memory",
                    .is_rejection = true});
  }
}

}  // namespace session_classifier
