#include "tree_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "decode_v0.hpp"
#include "decode_v1.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

// Throws filesystem_error for a folder that is there but cannot be read.
std::vector<fs::path> entries_in(const fs::path& folder, bool folders) {
  std::vector<fs::path> found;
  std::error_code missing;
  if (!fs::is_directory(folder, missing)) return found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::error_code ignored;
    const bool wanted = folders ? entry.is_directory(ignored)
                                : entry.path().extension() == ".json" && entry.is_regular_file(ignored);
    if (wanted) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

base::Result<std::string> content_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return base::failure(error.message());
  if (size > max_document_bytes) return base::failure(fmt::format("{} bytes, more than are read", size));
  std::ifstream in(file, std::ios::binary);
  if (!in) return base::failure("no permission");
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return base::failure("read error");
  return text;
}

void read_parts(const fs::path& folder, Message& message, Session& session) {
  for (const fs::path& file : files_in(folder)) {
    const auto data = read_json_file(file);
    if (data) {
      message.parts.push_back(part_of(*data, file.stem()));
    } else {
      message.incomplete = true;
      session.warnings.push_back(data.error());
    }
  }
}

// A lost message has no time; it is put behind the message whose id precedes its own.
void place_lost_messages(std::vector<Message>& messages) {
  for (Message& lost : messages) {
    if (lost.role) continue;
    for (const Message& other : messages)
      if (other.role && other.id < lost.id) lost.created = std::max(lost.created, other.created);
  }
}

}  // namespace

std::vector<fs::path> files_in(const fs::path& folder) { return entries_in(folder, false); }
std::vector<fs::path> folders_in(const fs::path& folder) { return entries_in(folder, true); }

base::Result<base::Json> read_json_file(const fs::path& file) {
  const auto skipped = [&](std::string why) {
    return base::failure(
        fmt::format("{} was skipped", file.string()), std::move(why),
        "nothing, if the program died while writing it; else restore the file from a backup");
  };
  const auto text = content_of(file);
  if (!text) return skipped(text.error().text());
  auto data = parse_stored(*text);
  if (!data) return skipped(data.error().text());
  if (!data->is_object()) return skipped("not a JSON object");
  return *std::move(data);
}

void read_tree_messages(const fs::path& folder, const PartFolder& parts, Session& session) {
  for (const fs::path& file : files_in(folder)) {
    const auto data = read_json_file(file);
    Message message;
    if (data) {
      message = message_of(*data, file.stem());
      add_inline_parts(*data, message);
      read_parts(parts(message.id), message, session);
    } else {
      message.id = file.stem();
      message.incomplete = true;
      session.warnings.push_back(data.error());
    }
    session.messages.push_back(std::move(message));
  }
  place_lost_messages(session.messages);
}

std::int64_t digest_tree_messages(const fs::path& folder, const PartFolder& parts, digest::Fields& digest,
                                  std::string* root) {
  const auto messages = files_in(folder);
  for (const fs::path& file : messages) {
    digest_file(file, digest);
    for (const fs::path& part : files_in(parts(file.stem()))) digest_file(part, digest);
    if (root == nullptr || !root->empty()) continue;
    if (const auto data = read_json_file(file)) *root = (*data)["path"]["root"].string();
  }
  return static_cast<std::int64_t>(messages.size());
}

void digest_file(const fs::path& file, digest::Fields& digest) {
  digest.add(file.filename().string());
  const auto text = content_of(file);
  digest.add(text ? *text : text.error().text());
}

Session session_of(const base::Json& data, const SessionRef& ref) {
  Session session;
  session.id = ref.id;
  session.store = ref.store;
  session.project = ref.project;
  session.version = data["version"].string();
  session.directory = data["directory"].string();
  session.parent = data["parentID"].string();
  session.created = data["time"]["created"].integer().value_or(0);
  session.updated = data["time"]["updated"].integer().value_or(0);
  session.revert = revert_of(data["revert"]);
  return session;
}

}  // namespace session_classifier::detail
