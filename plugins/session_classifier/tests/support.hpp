// What the tests share: the sample stores, and small sessions made by hand.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <session_classifier/model.hpp>
#include <session_classifier/store.hpp>
#include <session_classifier/stored_json.hpp>
#include <test_support/temporary_folder.hpp>

namespace test {

namespace fs = std::filesystem;

using test_support::read_file;
using test_support::TemporaryFolder;
using test_support::write_file;

inline base::Json parse(const std::string& text) {
  auto value = session_classifier::parse_stored(text);
  REQUIRE(value);
  return *std::move(value);
}

// The sample store of one kind: json-tree, sqlite or one below extra/.
inline fs::path sample(const std::string& container) {
  const bool extra = container.starts_with("extra/");
  return fs::path(extra ? OPENCODE_SAMPLES : OPENCODE_EXAMPLES) / container;
}

inline session_classifier::Session read_sample(const std::string& container, const std::string& id) {
  const TemporaryFolder scratch;
  for (const auto& ref : session_classifier::list_sessions(sample(container), scratch.path()).sessions) {
    if (ref.id != id) continue;
    auto session = session_classifier::read_session(ref);
    REQUIRE(session);
    return *std::move(session);
  }
  FAIL("no session ", id, " in ", container);
  return {};
}

// Names, bytes and times of everything below a folder.
inline std::map<std::string, std::pair<std::string, fs::file_time_type>> state_of(const fs::path& folder) {
  std::map<std::string, std::pair<std::string, fs::file_time_type>> state;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    state[entry.path().string()] = {entry.is_regular_file() ? read_file(entry.path()) : "",
                                    entry.last_write_time()};
  state[folder.string()] = {"", fs::last_write_time(folder)};
  return state;
}

// Builders of small sessions. Ids count up, so that parts and messages keep the order of the calls.
class SessionBuilder {
 public:
  SessionBuilder() {
    session_.id = "ses_test";
    session_.store = chat::SessionStore::json;
    session_.directory = session_.worktree = "/home/maria/relay";
    session_.project = "p1";
  }

  SessionBuilder& user(const std::string& text) {
    message(chat::Role::user);
    return part(session_classifier::PartKind::text, text);
  }

  // An assistant message that the model finished.
  SessionBuilder& assistant(const std::string& text = "", const std::string& finish = "stop") {
    message(chat::Role::assistant);
    session_.messages.back().finish = finish;
    session_.messages.back().completed = session_.messages.back().created + 1;
    session_.messages.back().agent = "build";
    part(session_classifier::PartKind::step_start, "");
    return text.empty() ? *this : part(session_classifier::PartKind::text, text);
  }

  SessionBuilder& part(session_classifier::PartKind kind, const std::string& text) {
    session_classifier::Part part;
    part.id = "prt_" + std::to_string(1000 + ++parts_);
    part.kind = kind;
    part.text = text;
    session_.messages.back().parts.push_back(part);
    return *this;
  }

  SessionBuilder& tool(const std::string& name, const std::string& input, const std::string& output,
                       std::optional<std::int64_t> exit = std::nullopt) {
    part(session_classifier::PartKind::tool, "");
    auto& added = last_part();
    added.tool = name;
    added.state.status = session_classifier::ToolStatus::completed;
    added.state.input = input;
    added.state.output = output;
    added.state.exit = exit;
    return *this;
  }

  SessionBuilder& failed_tool(const std::string& name, const std::string& input, const std::string& error) {
    tool(name, input, "");
    last_part().state.status = session_classifier::ToolStatus::error;
    last_part().state.error = error;
    return *this;
  }

  // A model step that edits src/lib.rs, and one that runs cargo test.
  SessionBuilder& rust_edit() {
    assistant("", "tool-calls");
    return tool("edit", R"({"filePath":"/home/maria/relay/src/lib.rs","oldString":"a","newString":"b"})",
                "Edit applied successfully.");
  }
  SessionBuilder& cargo_test(int exit = 0) {
    assistant("", "tool-calls");
    return tool(
        "bash", R"({"command":"cargo test"})",
        exit == 0 ? "running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed;\n"
                  : "error[E0308]: mismatched types\n --> src/lib.rs:1:1\nerror: could not compile `relay`\n",
        exit);
  }

  session_classifier::Part& last_part() { return session_.messages.back().parts.back(); }
  session_classifier::Message& last() { return session_.messages.back(); }
  session_classifier::Session& session() { return session_; }

 private:
  void message(chat::Role role) {
    session_classifier::Message message;
    message.id = "msg_" + std::to_string(1000 + ++messages_);
    message.role = role;
    message.created = std::int64_t{1000} * messages_;
    session_.messages.push_back(message);
  }

  session_classifier::Session session_;
  int messages_ = 0;
  int parts_ = 0;
};

}  // namespace test
