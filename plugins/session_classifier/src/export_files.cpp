// Files of `opencode export`: {"info": session, "messages": [...]}, of 1.x with {"info": message, "parts": [...]} for each
// message, of 2.x with its rows.
#include <algorithm>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <digest/fields.hpp>

#include "decode_v1.hpp"
#include "decode_v2.hpp"
#include "export_text.hpp"
#include "faults.hpp"
#include "large_export.hpp"
#include "readers.hpp"
#include "tree_files.hpp"
#include "tree_listing.hpp"
#include "tree_state.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t head_size = std::size_t{64} << 10;

// They hold keys and are not opened, whatever they look like.
bool holds_keys(std::string_view name) {
  return name == "auth.json" || name == "mcp-auth.json" || name == "account.json" ||
         name == "credentials.json";
}

std::unexpected<base::Error> rejected(std::string_view why) {
  return std::unexpected(base::Error{.problem = std::string(why), .is_rejection = true});
}

base::Result<base::Json> object_in(const fs::path& file) {
  constexpr std::uintmax_t large = std::uintmax_t{8} << 20;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (const auto begin = begin_of_export(head_of(file, head_size), 0); begin && !error && size > large)
    return large_export(file, *begin);
  auto text = content_of(file);
  if (!text) return std::unexpected(text.error());
  const auto object = exported_object(std::move(*text));
  if (!object) return std::unexpected(object.error());
  auto data = parse_stored(*object);
  if (!data) return rejected(data.error().text());
  return data;
}

base::Result<base::Json> parse_export(const fs::path& file) {
  auto data = object_in(file);
  if (!data) return data;
  const base::Json& info = (*data)["info"];
  if (info["id"].string().empty() || !(*data)["messages"].is_array())
    return rejected("it holds no exported session");
  for (const char* field : {"title", "directory"})
    if (info[field].string().starts_with("[redacted:"))
      return rejected("it was exported with --sanitize, without its texts");
  return data;
}

// The session that the file holds, or why it holds none that can be used.
base::Result<base::Json> exported_session(const fs::path& file) {
  auto data = parse_export(file);
  if (data) return data;
  base::Error error = std::move(data.error());
  error.why = std::exchange(error.problem, fmt::format("{} was skipped", shown(file)));
  error.what_to_do = error.is_rejection   ? "export the session again: opencode export ID > FILE"
                     : error.is_transient ? "run again"
                                          : "check its permissions";
  return std::unexpected(std::move(error));
}

bool is_v2_form(const base::Json& messages) {
  return !messages.items.empty() && !messages.items.front().has("info");
}

// The first folder that an assistant worked in as its project's, "" if none tells.
std::string root_of(const base::Json& messages) {
  for (const base::Json& message : messages.items)
    if (const auto root = message["info"]["path"]["root"].string(); !root.empty() && root != "/")
      return std::string(root);
  return "";
}

class ExportReader {
 public:
  ExportReader(const SessionRef& ref, Weigher& weigher, Session& session)
      : ref_(ref), weigher_(weigher), session_(session) {}

  void read(const base::Json& messages) {
    for (const base::Json& item : messages.items) {
      ++number_;
      if (chat::is_v2(ref_.store))
        read_row(item);
      else
        read_message(item);
    }
    for (const Message& message : session_.messages) weigher_.add(message);
  }

 private:
  void read_message(const base::Json& item) {
    const base::Json& info = item["info"];
    if (const std::string_view wrong = wrong_message(info); !wrong.empty())
      return lose_message(info["id"], wrong);
    Message message = message_of(info, std::string(info["id"].string()));
    for (const base::Json& part : item["parts"].items) {
      if (part.is_number()) {  // see large_export
        message.incomplete = true;
        lose("part", part["id"], fmt::format("{} bytes, more than are read", part.text));
      } else if (const std::string_view wrong = wrong_part(part); !wrong.empty()) {
        message.incomplete = true;
        lose("part", part["id"], wrong);
      } else {
        message.parts.push_back(part_of(part, std::string(part["id"].string())));
      }
    }
    session_.messages.push_back(std::move(message));
  }

  void read_row(const base::Json& item) {
    const RowV2 row{std::string(item["id"].string()), std::string(item["type"].string()), number_,
                    item["time"]["created"].integer().value_or(0)};
    if (const std::string_view wrong = row.type.empty() ? "it has no type" : wrong_row(row, item);
        !wrong.empty())
      return lose_message(item["id"], wrong);
    append_row(row, item, session_.messages);
  }

  // It keeps its place: behind the one before.
  void lose_message(const base::Json& id, std::string_view why) {
    Message message;
    message.id = id.string();
    message.incomplete = true;
    message.created = session_.messages.empty() ? 0 : session_.messages.back().created;
    message.sequence = chat::is_v2(ref_.store) ? number_ : 0;
    session_.messages.push_back(std::move(message));
    lose("message", id, why);
  }

  void lose(std::string_view kind, const base::Json& id, std::string_view why) {
    const std::string name = fmt::format(
        "{} {}", kind, id.string().empty() ? fmt::format("of message {}", number_) : shown(id.string()));
    session_.lost.push_back({name,
                             {.problem = fmt::format("{}: {} was skipped", shown(ref_.source), name),
                              .why = std::string(why),
                              .what_to_do = "export the session again: opencode export ID > FILE",
                              .is_rejection = true}});
  }

  const SessionRef& ref_;
  Weigher& weigher_;
  Session& session_;
  std::int64_t number_ = 0;  // of the message, from 1
};

base::Result<SessionRef> reference_of(const fs::path& file) {
  const auto data = exported_session(file);
  if (!data) return std::unexpected(data.error());
  const base::Json &info = (*data)["info"], &messages = (*data)["messages"];
  SessionRef ref;
  ref.id = info["id"].string();
  ref.store = is_v2_form(messages) ? chat::SessionStore::exported_v2 : chat::SessionStore::exported;
  ref.project = info["projectID"].string();
  ref.parent = info["parentID"].string();
  ref.created = info["time"]["created"].integer().value_or(0);
  ref.updated = info["time"]["updated"].integer().value_or(0);
  ref.has_undo = revert_of(info["revert"]).has_value();
  ref.archived = info["time"]["archived"].integer().value_or(0) > 0;
  ref.worktree = root_of(messages);
  ref.root = ref.worktree.empty() ? std::string(info["directory"].string()) : ref.worktree;
  ref.messages = static_cast<std::int64_t>(messages.items.size());
  ref.fingerprint = digest::fields_hex({"export", data->dump()});
  return ref;
}

SessionLook look_at(const fs::path& file) {
  return {.outline = {},
          .state = [=] { return state_of_file(file); },
          .reference = [=] { return reference_of(file); },
          .content = {},
          .more = ""};
}

}  // namespace

std::vector<fs::path> exports_in(const fs::path& folder) {
  std::vector<fs::path> found, empty;
  for (const fs::path& file : files_in(folder)) {
    const std::string name = file.filename();
    std::error_code ignored;
    if (holds_keys(name)) continue;
    if (name.starts_with("ses_") || begins_as_export(head_of(file, head_size)))
      found.push_back(file);
    else if (fs::file_size(file, ignored) == 0)
      empty.push_back(file);
  }
  if (found.empty()) return {};
  std::ranges::move(empty, std::back_inserter(found));
  std::ranges::sort(found);
  return found;
}

void list_export(const fs::path& file, ListingMemory& memory, StoreListing& listing) {
  list_session(file, look_at(file), memory, listing);
}

base::Result<Session> read_export(const SessionRef& ref, Weigher& weigher) {
  const auto read = [&](StateBuilder& state) -> base::Result<Session> {
    const auto data = exported_session(ref.place);
    if (!data) return std::unexpected(data.error());
    state.add(ref.place);
    Session session = session_of((*data)["info"], ref);
    session.worktree = ref.worktree;
    ExportReader(ref, weigher, session).read((*data)["messages"]);
    return session;
  };
  return read_unless_changed(ref, look_at(ref.place), read);
}

}  // namespace session_classifier::detail
