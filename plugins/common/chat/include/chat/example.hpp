// One training example of oxidizer: a chat with tool calls, and where it came from.
//
// The JSON form is that of OpenAI's fine-tuning format with one difference: `arguments` is a JSON object, not
// a string, because Qwen's chat template iterates over it. An absent optional is an absent key, never a null.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>

namespace chat {

enum class Role { system, user, assistant, tool };
constexpr auto enum_names(Role) { return base::names("system", "user", "assistant", "tool"); }

// opencode's storage forms, the one that is preferred first: the newest, and a store before what was exported from it.
enum class SessionStore { sqlite_v2, sqlite, json, exported_v2, exported, legacy };
constexpr auto enum_names(SessionStore) {
  return base::names("sqlite-v2", "sqlite", "json", "export-v2", "export", "legacy");
}

// True if the session has the tool names and texts of opencode 2.x.
constexpr bool is_v2(SessionStore store) {
  return store == SessionStore::sqlite_v2 || store == SessionStore::exported_v2;
}

// `file`: a line of a data set that somebody else made.
enum class Origin { session, git, synthetic, file };
constexpr auto enum_names(Origin) { return base::names("session", "git", "synthetic", "file"); }

// The kind of work; of a synthetic example, what it is about.
enum class Category {
  bug_fix,
  refactor,
  feature,
  dependency,
  other,
  lifetimes,
  trait_objects,
  pinned_futures,
  cross_crate_errors,
  workspace_manifests,
  macros,
  workflow
};
constexpr auto enum_names(Category) {
  return base::names("bug_fix", "refactor", "feature", "dependency", "other", "lifetimes", "trait_objects",
                     "pinned_futures", "cross_crate_errors", "workspace_manifests", "macros", "workflow");
}

enum class Split { train, valid };
constexpr auto enum_names(Split) { return base::names("train", "valid"); }

struct FunctionCall {
  std::string name;
  std::string arguments =
      "{}";  // text of one JSON object; key order and number spelling as the model wrote them
};

struct ToolCall {
  std::string id;  // unique in its example; ties the call to the `tool` message that answers it
  std::string type = "function";
  FunctionCall function;
};

struct Message {
  Role role = Role::user;
  std::string content;  // "" when an assistant only calls tools
  std::optional<std::string> reasoning_content;
  std::vector<ToolCall> tool_calls;         // assistant only
  std::optional<std::string> tool_call_id;  // tool only
  std::optional<std::int64_t> weight;       // assistant only; 0 = context, not to be learnt; absent = 1
};

// Is the message one to imitate, and not context?
inline bool is_learnt(const Message& message) {
  return message.role == Role::assistant && message.weight != 0;
}

// What of a session is not in the example, so that it fits its number of tokens.
struct LeftOut {
  std::int64_t context = 0;  // messages before the turn
  std::int64_t turn = 0;     // messages of the turn, its first
  bool task = false;         // the session's first request
};

// How a turn of a session ended, as far as what was run tells; never by what the model says of it.
enum class Outcome {
  verified,    // after the last change a check ran and succeeded, and none that failed is left
  unverified,  // nothing ran after the last change, or what is seen of it does not tell how it went
  failed       // after the last change a check failed, and was not run again with success
};
constexpr auto enum_names(Outcome) { return base::names("verified", "unverified", "failed"); }

// Exactly one of `session`, `git`, `synthetic` and `file` is present, the one that `Metadata::origin` names.
struct SessionOrigin {
  std::string id;  // as in the store
  SessionStore store = SessionStore::sqlite;
  std::string version;               // program that created the session, "" if unknown
  std::string agent;                 // agent of the last learnt turn
  std::string model;                 // provider/model of the last learnt turn
  std::int64_t segment = 0;          // 0 before the first compaction, then counted up
  std::int64_t turn = 0;             // user turn within the segment, from 0
  std::vector<std::string> signals;  // the evidence that made this a Rust example, sorted
  std::optional<LeftOut> left_out;   // absent: nothing
  std::optional<double> rust_score;  // 0 to 1: the share of Rust in the weight of all evidence of the turn
  std::optional<Outcome> outcome;
  std::optional<std::string> outcome_evidence;  // "cargo test passed after the last change"
};

struct GitOrigin {
  std::string repository;
  std::string commit;
  std::string parent;
  std::vector<std::string> evidence;  // what spoke for the category, sorted
  std::optional<double> confidence;   // 0 to 1: how often a category as clear is right
};

struct SyntheticOrigin {
  std::string skeleton;
  std::int64_t seed = 0;
};

struct FileOrigin {
  std::string name;
  std::int64_t line = 0;  // from 1
  std::string form;       // how the line was spelled: "openai", "sharegpt", ...
};

struct CommandRun {
  std::string command;
  std::int64_t exit_code = 0;
};

// A check that says nothing about the example, as it failed before as well.
struct OmittedCheck {
  std::string command;
  std::string why;  // "clippy failed before the change too"
};

// What was really run to prove the example, what was not, and with which compiler.
struct Verification {
  std::vector<CommandRun> commands;
  std::vector<OmittedCheck> left_out = {};  // absent if empty
  std::string toolchain;
};

struct Metadata {
  std::string id;  // stable name of the example, unique in a data set
  Origin origin = Origin::session;
  std::optional<SessionOrigin> session;
  std::optional<GitOrigin> git;
  std::optional<SyntheticOrigin> synthetic;
  std::optional<FileOrigin> file;
  Category category = Category::other;
  std::optional<std::string> licence;  // SPDX expression where one is known
  bool verified = false;               // true only with a `verification` whose commands all exited 0
  std::optional<Verification> verification;
  std::optional<std::string> edition;  // of the Rust crate
  std::optional<std::int64_t> tokens;  // counted with the model's tokenizer, never estimated
  std::optional<std::int64_t> time;   // seconds since 1970: when the session was begun, or the commit written
  std::string group;                  // examples of one group stay on one side of the split
  std::optional<Split> split;         // set by the curator
  std::optional<std::string> digest;  // SHA-256 (hex) of the normalised messages, set by the curator
  // What else stood in a line that was read: the text of one JSON object, values by their paths ("messages[0].name"). A text,
  // since loaders that give a column one type cannot read values of any.
  std::optional<std::string> extra;
};

struct Example {
  std::vector<Message> messages;
  std::vector<std::string> tools;  // JSON object texts: the tool schemas offered to the model
  Metadata metadata;
};

}  // namespace chat
