// One session, whatever generation of opencode wrote it: the shape of versions 1.x, to which the readers
// bring the older and newer forms.
//
// Only what conversion and classification need is kept; diffs, provider signatures, response headers and
// other copies of file contents and secrets are left in the store. All times are milliseconds since the Unix
// epoch, UTC; 0 = unknown. Ids are opaque: ids of other tools and imports need not have opencode's form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <chat/example.hpp>

namespace session_classifier {

enum class ToolStatus { pending, running, completed, error };
constexpr auto enum_names(ToolStatus) { return base::names("pending", "running", "completed", "error"); }

// An attachment of a user message or of a tool result. The bytes are not kept: the data set is text.
struct Attachment {
  std::string mime;
  std::string name;  // "" if the store has none

  friend bool operator==(const Attachment&, const Attachment&) = default;
};

// `completed` means that the tool returned, not that the command succeeded.
struct ToolState {
  ToolStatus status = ToolStatus::pending;
  std::string input = "{}";          // text of one JSON object: key order and numbers as the model wrote them
  std::string output;                // of a completed call
  std::string error;                 // of a failed one
  std::optional<std::int64_t> exit;  // of a command; none = killed, timed out, or not recorded
  // What an interrupted call had printed; the model saw it as the result.
  std::optional<std::string> partial_output;
  std::optional<std::int64_t> compacted;  // when the output was hidden from the model
  std::string called;                     // the session of a sub-agent, "" if none is recorded
  std::vector<Attachment> attachments;

  friend bool operator==(const ToolState&, const ToolState&) = default;
};

enum class PartKind {
  text,
  reasoning,
  file,
  subtask,
  compaction,
  step_start,
  step_finish,
  tool,
  patch,
  other
};
constexpr auto enum_names(PartKind) {
  return base::names("text", "reasoning", "file", "subtask", "compaction", "step-start", "step-finish",
                     "tool", "patch", "other");
}

struct Part {
  std::string id;
  PartKind kind = PartKind::other;
  std::string text;                // text, reasoning
  bool synthetic = false;          // text written by the program
  bool ignored = false;            // text shown to the person, never to the model
  Attachment file;                 // file
  std::string tail_start;          // compaction: the first message kept beside the summary, "" = none
  std::string tool;                // tool
  std::string call_id;             // tool; not unique in a session
  ToolState state;                 // tool
  std::vector<std::string> files;  // patch: files changed in this step

  friend bool operator==(const Part&, const Part&) = default;
};

struct Message {
  std::string id;
  std::optional<chat::Role> role;  // user or assistant; none if the message was lost or is of another kind
  std::int64_t sequence = 0;       // position where the store numbers its rows (2.x), else 0
  std::int64_t created = 0;
  std::optional<std::int64_t> completed;  // none for an assistant = the program died
  std::string parent;                     // the user message that an assistant answers, "" in old versions
  std::string agent;
  std::string provider, model;
  std::string cwd, root;
  std::string finish;       // stop, tool-calls, length, ...; "" before 1.0.78
  std::string error;        // name of the error, "" if there was none
  bool summary = false;     // an assistant that summarises at a compaction
  bool incomplete = false;  // some of it could not be read from the store
  bool reverted = false;    // its last parts were taken back by the user
  std::vector<Part> parts;

  friend bool operator==(const Message&, const Message&) = default;
};

struct Revert {
  std::string message;
  std::string part;  // "" = the whole message

  friend bool operator==(const Revert&, const Revert&) = default;
};

// A message or a part that is in the store and cannot be read.
struct LostPart {
  std::string name;  // "part prt_1"
  base::Error error;

  friend bool operator==(const LostPart&, const LostPart&) = default;
};

// What is known of a tree's files from reading all of them for a session; empty for databases and exported sessions.
struct ReadFiles {
  std::string state;    // of their names, sizes and times: what a listing finds while they stay as they are
  std::string content;  // digest (hex) of what they hold
  std::int64_t left_alone = 0;  // ns from the last write to when they were read

  // By what they hold, wherever they lie.
  friend bool operator==(const ReadFiles& a, const ReadFiles& b) { return a.content == b.content; }
};

struct Session {
  std::string id;
  chat::SessionStore store = chat::SessionStore::sqlite;
  std::string version;   // of the program that created the session
  std::string project;   // id of the project; "" or "global" outside a git repository
  std::string worktree;  // root of the project, "/" or "" if unknown
  std::string directory;
  std::string parent;      // the calling session of a subagent
  std::string group;       // sessions of one project share it; see store.hpp
  std::int64_t begun = 0;  // see store.hpp
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::optional<Revert> revert;
  // Of a sub-agent's session: what was done from this moment on was taken back with the turn that asked for it.
  std::optional<std::int64_t> undone_from;
  std::string
      unnamed_by;  // the session that called for it and no longer names it; "" unless that is why it is undone
  std::vector<Message> messages;
  std::vector<LostPart> lost;
  ReadFiles files;

  friend bool operator==(const Session&, const Session&) = default;
};

}  // namespace session_classifier
