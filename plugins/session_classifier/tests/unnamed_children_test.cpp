// The sessions of sub-agents whose call was deleted with an undone turn, in trees and in databases.
#include <functional>
#include <random>

#include <session_classifier/examples.hpp>
#include <session_classifier/listing_memory.hpp>
#include <session_classifier/store.hpp>

#include "support.hpp"
#include "writer.hpp"

namespace {

using namespace session_classifier;

enum class Form { tree, database };

// Writes the same sessions in either form.
class Store {
 public:
  Store(const test::fs::path& folder, Form form) : folder_(folder), form_(form) {
    if (form == Form::tree) return;
    run("create table if not exists session(id text primary key, parent_id text, directory text, version "
        "text, "
        "revert text, time_created int, time_updated int);"
        "create table if not exists message(id text primary key, session_id text, time_created int, "
        "time_updated "
        "int, data text);"
        "create table if not exists part(id text primary key, message_id text, session_id text, time_created "
        "int, time_updated int, data text);");
  }

  void session(const std::string& id, const std::string& parent, const std::string& version, int created) {
    const std::string at = std::to_string(created);
    if (form_ == Form::tree)
      test::write_file(folder_ / "storage/session/p1" / (id + ".json"),
                       R"({"version":")" + version + R"(","time":{"created":)" + at + R"(,"updated":)" + at +
                           "}" + (parent.empty() ? "" : R"(,"parentID":")" + parent + '"') + "}");
    else
      run("insert into session values('" + id + "','" + parent + "','/w','" + version + "',null," + at + "," +
          at + ")");
  }

  // Of 10 ms; with one part.
  void message(const std::string& session, const std::string& role, int created, const std::string& part) {
    const std::string n = std::to_string(++count_), id = "msg_" + n, at = std::to_string(created);
    const std::string data = R"({"role":")" + role + R"(","time":{"created":)" + at + R"(,"completed":)" +
                             std::to_string(created + 10) + "}}";
    if (form_ == Form::tree) {
      test::write_file(folder_ / "storage/message" / session / (id + ".json"), data);
      test::write_file(folder_ / "storage/part" / id / ("prt_" + n + ".json"), part);
    } else {
      run("insert into message values('" + id + "','" + session + "'," + at + "," + at + ",'" + data + "')");
      run("insert into part values('prt_" + n + "','" + id + "','" + session + "'," + at + "," + at + ",'" +
          part + "')");
    }
  }

  void prompt(const std::string& session, int created) {
    message(session, "user", created, R"({"type":"text","text":"go on"})");
  }
  // `state` is what the call's state has beside its input.
  void call(const std::string& session, int created, const std::string& tool, const std::string& state) {
    message(session, "assistant", created,
            R"({"type":"tool","tool":")" + tool + R"(","callID":"c","state":{"input":{},)" + state + "}}");
  }
  void task(const std::string& session, int created, const std::string& child) {
    call(session, created, "task",
         R"("status":"completed","output":"done","metadata":{"sessionId":")" + child + "\"}");
  }

 private:
  void run(const std::string& sql) const { test::Writer(folder_ / "opencode.db").run(sql); }

  test::fs::path folder_;
  Form form_;
  int count_ = 0;
};

std::map<std::string, SessionRef> marked(const test::fs::path& folder, ListingMemory& memory) {
  const test::TemporaryFolder scratch;
  std::vector<StoreListing> listings;
  listings.push_back(list_sessions(folder, scratch.path()));
  MergedListing merged = merge_listings(std::move(listings));
  mark_subagents(merged.sessions, memory);
  std::map<std::string, SessionRef> found;
  for (const SessionRef& ref : merged.sessions) found.emplace(ref.id, ref);
  return found;
}

std::map<std::string, SessionRef> marked(const test::fs::path& folder) {
  ListingMemory memory;
  return marked(folder, memory);
}

constexpr Form forms[] = {Form::tree, Form::database};

}  // namespace

TEST_CASE("a session whose call went with an undone turn is undone with those below it, others are not") {
  for (const Form form : forms) {
    const test::TemporaryFolder folder;
    Store store(folder.path(), form);
    store.session("ses_parent", "", "1.2.0", 1000);
    store.prompt("ses_parent", 1000);
    store.task("ses_parent", 1100, "ses_named");
    store.prompt("ses_parent", 3000);  // stands where the undone turn was
    store.session("ses_named", "ses_parent", "1.2.0", 1105);
    store.prompt("ses_named", 1105);
    store.session("ses_lost", "ses_parent", "1.2.0", 2000);
    store.prompt("ses_lost", 2000);
    store.task("ses_lost", 2100, "ses_below");
    store.session("ses_below", "ses_lost", "1.2.0", 2105);
    store.prompt("ses_below", 2105);
    const auto refs = marked(folder.path());
    REQUIRE(refs.size() == 4);
    for (const char* id : {"ses_parent", "ses_named"}) CHECK_FALSE_MESSAGE(refs.at(id).undone_from, id);
    for (const char* id : {"ses_lost", "ses_below"}) {
      CAPTURE(id);
      const auto session = read_session(refs.at(id));
      REQUIRE(session);
      for (const TurnResult& turn : training_examples(*session, {})) {
        CHECK(turn.reason == "reverted");
        CHECK(turn.evidence.ends_with("which is no longer in ses_parent"));
      }
    }
  }
}

TEST_CASE("nothing is concluded where a missing name can have another cause") {
  struct Cause {
    std::string what, version;
    std::function<void(Store&)> add;
  };
  const std::vector<Cause> causes = {
      {"the program does not record the session with its call", "0.5.29", {}},
      {"a program of one's own may not", "local", {}},
      {"a call without a name was under way", "1.2.0",
       [](Store& store) {
         store.call("ses_parent", 1995, "task", R"("status":"error","error":"Tool execution aborted")");
       }},
      {"an extension's tool was", "1.2.0",
       [](Store& store) {
         store.call("ses_parent", 1995, "delegate", R"("status":"completed","output":"started")");
       }},
      {"the answer of a call names it", "1.2.0",
       [](Store& store) {
         store.call(
             "ses_parent", 2500, "task",
             R"("status":"completed","output":"task_id: ses_child (to resume this task)\n","metadata":{})");
       }},
      {"it was called once more, later", "1.2.0",
       [](Store& store) { store.task("ses_parent", 3100, "ses_child"); }},
      {"a part of the caller is damaged", "1.2.0",
       [](Store& store) { store.message("ses_parent", "user", 2900, "{"); }}};
  for (const Form form : forms) {
    for (const Cause& cause : causes) {
      CAPTURE(cause.what);
      const test::TemporaryFolder folder;
      Store store(folder.path(), form);
      store.session("ses_parent", "", cause.version, 1000);
      store.prompt("ses_parent", 1000);
      if (cause.add) cause.add(store);
      store.prompt("ses_parent", 3000);
      store.session("ses_child", "ses_parent", cause.version, 2000);
      store.prompt("ses_child", 2000);
      CHECK_FALSE(marked(folder.path()).at("ses_child").undone_from);
    }
  }
}

TEST_CASE("a program of one's own is known to record its calls by another call") {
  for (const Form form : forms) {
    const test::TemporaryFolder folder;
    Store store(folder.path(), form);
    store.session("ses_parent", "", "local", 1000);
    store.prompt("ses_parent", 1000);
    store.task("ses_parent", 1100, "ses_deleted");
    store.prompt("ses_parent", 3000);
    store.session("ses_child", "ses_parent", "local", 2000);
    store.prompt("ses_child", 2000);
    CHECK(marked(folder.path()).at("ses_child").unnamed_by == "ses_parent");
  }
}

TEST_CASE("a caller without messages, or that is not there, says nothing of its children") {
  for (const Form form : forms) {
    const test::TemporaryFolder folder;
    Store store(folder.path(), form);
    store.session("ses_empty", "", "1.2.0", 1000);
    store.session("ses_of_empty", "ses_empty", "1.2.0", 2000);
    store.prompt("ses_of_empty", 2000);
    store.session("ses_of_none", "ses_elsewhere", "1.2.0", 2000);
    store.prompt("ses_of_none", 2000);
    for (const auto& [id, ref] : marked(folder.path())) CHECK_FALSE_MESSAGE(ref.undone_from, id);
  }
}

TEST_CASE("a caller in another store tells of what came before its last prompt") {
  for (const int last_prompt : {1500, 3000}) {
    const test::TemporaryFolder folder;
    Store tree(folder.path(), Form::tree), database(folder.path(), Form::database);
    tree.session("ses_parent", "", "1.2.0", 1000);
    tree.prompt("ses_parent", 1000);
    tree.prompt("ses_parent", last_prompt);
    database.session("ses_child", "ses_parent", "1.2.0", 2000);
    database.prompt("ses_child", 2000);
    CHECK(marked(folder.path()).at("ses_child").undone_from.has_value() == (last_prompt == 3000));
  }
}

TEST_CASE("of any sessions those are undone whose turn was deleted") {
  std::mt19937 random(14);
  for (const Form form : forms) {
    const test::TemporaryFolder folder;
    Store store(folder.path(), form);
    std::map<std::string, bool> undone;
    for (int parent = 0; parent < 20; ++parent) {
      const std::string caller = "ses_p" + std::to_string(parent);
      store.session(caller, "", "1.1." + std::to_string(parent), 1000);
      for (int turn = 1; turn < 8; ++turn) {
        const bool is_deleted = turn < 7 && random() % 3 == 0;
        const std::string child = caller + "_" + std::to_string(turn);
        const int start = turn * 1000;
        if (!is_deleted) store.prompt(caller, start);
        if (random() % 2 == 0) {
          store.session(child, caller, "1.1." + std::to_string(parent), start + 105);
          store.prompt(child, start + 106);
          if (!is_deleted) store.task(caller, start + 100, child);
          undone[child] = is_deleted;
        } else if (!is_deleted) {
          store.call(caller, start + 100, "bash", R"("status":"completed","output":"ok")");
        }
      }
    }
    const auto refs = marked(folder.path());
    for (const auto& [id, is_undone] : undone)
      CHECK_MESSAGE(refs.at(id).undone_from.has_value() == is_undone, id);
  }
}

TEST_CASE("what was found is not looked for again until the caller or a child changes") {
  const test::TemporaryFolder folder, memories;
  const auto list = [&] {
    ListingMemory memory(memories / "listing.json");
    const bool found = marked(folder.path(), memory).at("ses_child").undone_from.has_value();
    CHECK_FALSE(memory.save());
    return found;
  };
  Store store(folder.path(), Form::database);
  store.session("ses_parent", "", "1.2.0", 1000);
  store.prompt("ses_parent", 1000);
  store.session("ses_child", "ses_parent", "1.2.0", 2000);
  store.prompt("ses_child", 2000);
  CHECK(list());
  std::string text = test::read_file(memories / "listing.json");
  const std::size_t at = text.find(R"("ids":["ses_child"])");
  REQUIRE(at != std::string::npos);
  test::write_file(memories / "listing.json", text.replace(at, 19, R"("ids":[])"));
  CHECK_FALSE(list());  // the memory is believed
  store.prompt("ses_parent", 3000);
  CHECK(list());
}

TEST_CASE("of 2.x a session is undone that a program of 2.x made: the import leaves out calls") {
  const test::TemporaryFolder folder;
  test::Writer writer(folder.path() / "opencode.db");
  writer.run(
      "create table session_v2(id text primary key, parent_id text, directory text, version text, revert "
      "text, "
      "time_created int, time_updated int);"
      "create table session_message(id text primary key, session_id text, type text, seq int, time_created "
      "int, "
      "time_updated int, data text);"
      "insert into session_v2 values('ses_parent',null,'/w','1.18.34',null,1000,1000),"
      "('ses_imported','ses_parent','/w','1.18.34',null,2000,2000),"
      "('ses_lost','ses_parent','/w','2.0.25',null,2000,2000),"
      "('ses_named','ses_parent','/w','2.0.25',null,2900,2900);"
      "insert into session_message values('m1','ses_parent','user',4,1000,1000,'{\"text\":\"go\"}'),"
      "('m2','ses_parent','assistant',5,2890,2890,'{\"content\":[{\"type\":\"tool\",\"id\":\"c\",\"name\":"
      "\"subagent\",\"state\":{\"status\":\"completed\",\"input\":{},\"metadata\":{\"sessionID\":\"ses_"
      "named\"}}}]}'),"
      "('m3','ses_lost','user',4,2000,2000,'{\"text\":\"go\"}'),"
      "('m4','ses_named','user',4,2900,2900,'{\"text\":\"go\"}'),"
      "('m5','ses_imported','user',4,2000,2000,'{\"text\":\"go\"}');");
  const auto refs = marked(folder.path());
  CHECK(refs.at("ses_lost").unnamed_by == "ses_parent");
  for (const char* id : {"ses_parent", "ses_imported", "ses_named"})
    CHECK_FALSE_MESSAGE(refs.at(id).undone_from, id);
}
