// Databases of opencode 2.x.
#include <session_classifier/active.hpp>

#include "writer.hpp"

namespace {

using namespace session_classifier;
using test::Writer;

}  // namespace

TEST_CASE("rows of 2.x become messages of the common shape") {
  const test::TemporaryFolder folder, scratch;
  {
    Writer writer(folder / "opencode.db");
    writer.run(
        "create table session_v2(id text primary key, project_id text, directory text, version text, revert "
        "text, time_created int, time_updated int);"
        "create table session_message(id text primary key, session_id text, type text, seq int, time_created "
        "int, time_updated int, data text);"
        "insert into session_v2 values('ses_1','p','/w','2.0.1',null,1,2);");
    const auto row = [&](int seq, const std::string& type, const std::string& data) {
      const std::string number =
          std::to_string(100 - seq);  // ids do not order the rows, and all times are equal
      writer.run("insert into session_message values('msg_" + number + "','ses_1','" + type + "'," +
                 std::to_string(seq) + ",7,7,'" + data + "')");
    };
    row(4, "agent-switched", R"({"agent":"build"})");
    row(5, "user",
        R"({"text":"fix it","files":[{"uri":"file:///a.png","mime":"image/png","name":"a.png"}]})");
    row(6, "synthetic", R"({"text":"note"})");
    row(9, "assistant",
        R"({"agent":"build","model":{"id":"m","providerID":"p"},"finish":"tool-calls","time":{"completed":8},"content":[
        {"type":"reasoning","text":"hm"},{"type":"tool","id":"c","name":"shell","state":{"status":"completed","input":{"b":1.0,"a":2},
        "content":[{"type":"text","text":"one"},{"type":"text","text":"two"}],"metadata":{"exit":3}}},
        {"type":"tool","id":"d","name":"edit","state":{"status":"error","input":{},"error":{"type":"x","message":"no"}}},
        {"type":"tool","id":"e","name":"edit","state":{"status":"streaming","input":"{\"pa"}},
        {"type":"tool","id":"f","name":"shell","state":{"status":"completed","input":{},"structured":{"exit":4}}},
        {"type":"tool","id":"g","name":"shell","state":{"status":"completed","input":{},
        "content":[{"type":"text","text":"x\nCommand exited with code 5."}]}}]})");
    row(11, "compaction", R"({"status":"completed","summary":"so far"})");
    row(12, "compaction", R"({"status":"failed","summary":""})");
    row(13, "shell", R"({"callID":"u","command":"ls","output":"x","exit":0})");
    row(14, "assistant", R"({"finish":"stop","content":[{"type":"text","text":"done"}]})");
    row(15, "idle", R"({"outcome":"interrupted"})");
  }
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  CHECK(session->store == chat::SessionStore::sqlite_v2);
  using enum chat::Role;
  std::vector<std::optional<chat::Role>> roles;
  for (const Message& message : session->messages) roles.push_back(message.role);
  CHECK(roles == std::vector<std::optional<chat::Role>>{user, user, assistant, user, assistant, user,
                                                        assistant, assistant});
  const Message& step = session->messages[2];
  REQUIRE(step.parts.size() == 7);
  CHECK(step.model == "m");
  CHECK(step.parts[2].state.input == R"({"b":1.0,"a":2})");
  CHECK(step.parts[2].state.output == "one\n\ntwo");
  CHECK(step.parts[2].state.exit == 3);
  CHECK(step.parts[5].state.exit == 4);
  CHECK(step.parts[6].state.exit == 5);
  CHECK(step.parts[3].state.error == "no");
  CHECK(step.parts[4].state.status == ToolStatus::pending);
  CHECK(session->messages[0].parts[1].file.name == "a.png");
  CHECK(session->messages[1].parts[0].synthetic);
  CHECK(session->messages[4].summary);
  CHECK(session->messages[6].parts[0].state.input == R"({"command":"ls"})");
  CHECK(session->messages[7].error == "MessageAbortedError");
  CHECK(segments(active_messages(*session).messages).size() == 2);
}

TEST_CASE("a session in both generations is used in the newer one, with the undo that the import forgot") {
  const test::TemporaryFolder folder, scratch;
  {
    Writer writer(folder / "opencode.db");
    writer.run(
        "create table session(id text primary key, revert text, time_created int, time_updated int);"
        "create table message(id text primary key, session_id text, time_created int, time_updated int, data "
        "text);"
        "create table part(id text primary key, message_id text, session_id text, time_created int, "
        "time_updated int, data text);"
        "create table session_v2(id text primary key, revert text, time_created int, time_updated int);"
        "create table session_message(id text primary key, session_id text, type text, seq int, time_created "
        "int, time_updated int, data text);"
        "insert into session values('ses_1','{\"messageID\":\"msg_3\"}',1,2);"
        "insert into session_v2 values('ses_1',null,1,2);");
    for (int i = 1; i <= 4; ++i) {
      const std::string id = "'msg_" + std::to_string(i) + "','ses_1'";
      const std::string role = i % 2 == 1 ? "user" : "assistant";
      writer.run("insert into message values(" + id + ",5,5,'{\"role\":\"" + role + "\"}')");
      writer.run("insert into session_message values(" + id + ",'" + role + "'," + std::to_string(i) +
                 ",5,5,'{\"text\":\"x\",\"content\":[]}')");
    }
  }
  const auto check_active = [&](std::size_t messages) {
    const MergedListing merged = merge_listings({list_sessions(folder.path(), scratch.path())});
    REQUIRE(merged.sessions.size() == 1);
    CHECK(merged.sessions[0].store == chat::SessionStore::sqlite_v2);
    CHECK(merged.superseded.size() == 1);
    const auto session = read_session(merged.sessions[0]);
    REQUIRE(session);
    CHECK(active_messages(*session).messages.size() == messages);
  };
  SUBCASE("as imported") { check_active(2); }
  SUBCASE("continued since: the model saw all of it") {
    Writer(folder / "opencode.db")
        .run("insert into session_message values('msg_9','ses_1','assistant',9,9,9,'{\"content\":[]}')");
    check_active(5);
  }
}
