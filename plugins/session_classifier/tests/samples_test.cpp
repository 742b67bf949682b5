// The sample sessions, as all generations of opencode store them, against what expected.json says about them.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <session_classifier/active.hpp>
#include <session_classifier/examples.hpp>
#include <session_classifier/tools.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;

std::vector<std::string> strings_of(const base::Json& array) {
  std::vector<std::string> texts;
  for (const base::Json& item : array.items) texts.emplace_back(item.string());
  return texts;
}

std::int64_t number(const base::Json& value) { return value.integer().value_or(-1); }

void check_messages(const base::Json& expected, const Session& session) {
  const Active active = active_messages(session);
  CHECK(static_cast<std::int64_t>(session.messages.size()) == number(expected["messages"]));
  CHECK(static_cast<std::int64_t>(active.messages.size()) == number(expected["messages_active"]));
  CHECK(std::ranges::count(session.messages, chat::Role::user, &Message::role) ==
        number(expected["user_messages"]));
  std::vector<std::string> reverted;
  for (const Message& message : active.reverted) reverted.push_back(message.id);
  CHECK(reverted == strings_of(expected["excluded_by_revert"]));
}

void check_special_messages(const base::Json& expected, const Session& session) {
  std::vector<std::string> aborted, requests, summaries;
  for (const Message& message : session.messages) {
    if (message.error == "MessageAbortedError") aborted.push_back(message.id);
    if (message.summary) summaries.push_back(message.id);
    for (const Part& part : message.parts)
      if (part.kind == PartKind::compaction) requests.push_back(message.id);
  }
  CHECK(aborted == strings_of(expected["aborted_messages"]));
  if (expected["compaction_user_message"].is_null()) return;
  CHECK(requests == std::vector<std::string>{std::string(expected["compaction_user_message"].string())});
  CHECK(summaries == std::vector<std::string>{std::string(expected["compaction_summary_message"].string())});
}

std::vector<std::pair<const Message*, const Part*>> calls_in(const std::vector<Message>& messages) {
  std::vector<std::pair<const Message*, const Part*>> calls;
  for (const Message& message : messages)
    for (const Part& part : message.parts)
      if (part.kind == PartKind::tool) calls.emplace_back(&message, &part);
  return calls;
}

void check_calls(const base::Json& expected, const std::vector<Message>& messages) {
  std::map<std::string, std::int64_t> counts;
  std::set<std::string> files;
  std::vector<std::pair<std::string, std::optional<std::int64_t>>> commands, expected_commands;
  std::vector<std::string> errors, expected_errors;
  std::int64_t invalid = 0;
  for (const auto& [message, part] : calls_in(messages)) {
    const ToolFacts facts = facts_of(*part);
    ++counts[part->tool];
    files.insert(facts.files.begin(), facts.files.end());
    if (facts.use == ToolUse::command) commands.emplace_back(facts.command, part->state.exit);
    if (facts.use == ToolUse::invalid) ++invalid;
    if (part->state.status == ToolStatus::error)
      errors.push_back(message->id + " " + part->call_id + " " + part->tool + " " + part->state.error);
  }
  const base::Json& calls = expected["tool_calls_before_revert_point"];
  CHECK(counts.size() == calls.members.size());
  for (const auto& [tool, count] : counts) CHECK_MESSAGE(count == number(calls[tool]), tool);
  CHECK(std::vector<std::string>(files.begin(), files.end()) == strings_of(expected["files_touched"]));
  for (const base::Json& item : expected["commands"].items)
    expected_commands.emplace_back(item["command"].string(), item["exit"].integer());
  CHECK(commands == expected_commands);
  for (const base::Json& item : expected["tool_errors"].items) {
    std::string error;
    for (const char* field : {"messageID", "callID", "tool", "error"})
      error.append(error.empty() ? "" : " ").append(item[field].string());
    expected_errors.push_back(std::move(error));
  }
  CHECK(errors == expected_errors);
  CHECK(invalid == expected["calls_to_unknown_tools_stored_as_completed"].integer().value_or(0));
}

base::Json expected_samples() {
  return test::parse(test::read_file(std::string(OPENCODE_SAMPLES) + "/expected.json"));
}

}  // namespace

TEST_CASE("every sample session is read and classified as expected, in every form") {
  const base::Json expected = expected_samples();
  REQUIRE(expected.members.size() == 4);
  for (const base::JsonMember& container : expected.members) {
    for (const base::Json& item : container.value.items) {
      CAPTURE(container.key);
      CAPTURE(std::string(item["scenario"].string()));
      const Session session = test::read_sample(container.key, std::string(item["sessionID"].string()));
      CHECK(session.lost.empty());
      CHECK(session.version == item["version"].string());
      if (session.store != chat::SessionStore::legacy) CHECK(session.directory == item["directory"].string());
      check_messages(item, session);
      check_special_messages(item, session);
      check_calls(item, active_messages(session).messages);
      CHECK(base::name_of(classify_session(session)) == item["verdict"].string());
    }
  }
}

TEST_CASE("a store lists exactly the sessions that are in it, oldest first") {
  const base::Json expected_all = expected_samples();
  for (const base::JsonMember& container : expected_all.members) {
    const test::TemporaryFolder scratch;
    const StoreListing listing = list_sessions(test::sample(container.key), scratch.path());
    CAPTURE(container.key);
    CHECK(listing.problems.empty());
    CHECK(listing.notes.empty());
    std::set<std::string> expected, listed;
    for (const base::Json& item : container.value.items) expected.emplace(item["sessionID"].string());
    for (const SessionRef& ref : listing.sessions) listed.insert(ref.id);
    CHECK(listed == expected);
    CHECK(std::ranges::is_sorted(listing.sessions, {}, &SessionRef::created));
  }
}

TEST_CASE("only the Rust turns of the samples become examples, and the rest tells why not") {
  const auto reasons_of = [](const std::string& container, const std::string& id) {
    std::vector<std::string> reasons;
    for (const TurnResult& turn : training_examples(test::read_sample(container, id), {.system_prompt = "S"}))
      reasons.push_back(turn.example ? "example" : turn.reason);
    return reasons;
  };
  using Reasons = std::vector<std::string>;
  const base::Json expected = expected_samples();
  for (const char* container : {"json-tree", "sqlite"}) {
    for (const base::Json& item : expected[container].items) {
      const std::string scenario(item["scenario"].string());
      const Reasons reasons = reasons_of(container, std::string(item["sessionID"].string()));
      CAPTURE(scenario);
      if (scenario == "S1" || scenario == "S2") CHECK(reasons == Reasons{"example"});
      if (scenario == "S3") CHECK(reasons == Reasons{"not rust work"});
      if (scenario == "S4")
        CHECK(reasons == Reasons{"example", "not rust work", "not rust work", "aborted", "reverted"});
    }
  }
}

TEST_CASE("an example of the samples holds no path of the machine and is complete") {
  const base::Json expected_all = expected_samples();
  for (const base::JsonMember& container : expected_all.members) {
    for (const base::Json& item : container.value.items) {
      const Session session = test::read_sample(container.key, std::string(item["sessionID"].string()));
      for (const TurnResult& turn : training_examples(session, {.system_prompt = "S"})) {
        if (!turn.example) continue;
        const auto& example = *turn.example;
        CHECK(example.messages.front().role == chat::Role::system);
        CHECK(example.messages.back().role == chat::Role::assistant);
        CHECK(example.metadata.origin == chat::Origin::session);
        CHECK_FALSE(example.metadata.verified);
        CHECK_FALSE(example.metadata.session->signals.empty());
        CHECK(std::ranges::is_sorted(example.metadata.session->signals));
        for (const auto& message : example.messages) {
          CHECK_FALSE(message.content.contains("/home/dev"));
          CHECK_FALSE(message.reasoning_content);
          for (const auto& call : message.tool_calls) {
            CHECK_FALSE(call.function.arguments.contains("/home/dev"));
            CHECK(parse_stored(call.function.arguments));
          }
        }
      }
    }
  }
}

TEST_CASE("one project is one group in every form of the same store") {
  const test::TemporaryFolder scratch;
  const MergedListing merged =
      merge_listings({list_sessions(test::sample("json-tree"), scratch.path()),
                      list_sessions(test::sample("sqlite"), scratch.path()),
                      list_sessions(test::sample("extra/legacy-project-tree"), scratch.path()),
                      list_sessions(test::sample("extra/sqlite-2.x"), scratch.path())});
  std::map<std::string, std::set<std::string>> groups;  // by working folder
  for (const SessionRef& ref : merged.sessions) groups[ref.root].insert(ref.group);
  CHECK(groups.size() == 3);
  for (const auto& [root, names] : groups) {
    CHECK(names.size() == 1);
    CHECK_FALSE(names.begin()->contains("/"));
  }
}
