// The sample sessions, as all generations of opencode store them, against what expected.json says about them.
#include <algorithm>
#include <set>

#include <session_classifier/active.hpp>
#include <session_classifier/examples.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;

std::vector<std::string> strings_of(const Json& array) {
  std::vector<std::string> texts;
  for (const Json& item : array.items) texts.emplace_back(item.string());
  return texts;
}

std::int64_t number(const Json& value) { return value.integer().value_or(-1); }

void check_messages(const Json& expected, const Session& session) {
  const Active active = active_messages(session);
  CHECK(static_cast<std::int64_t>(session.messages.size()) == number(expected["messages"]));
  CHECK(static_cast<std::int64_t>(active.messages.size()) == number(expected["messages_active"]));
  CHECK(std::ranges::count(session.messages, "user", &Message::role) == number(expected["user_messages"]));
  std::vector<std::string> reverted;
  for (const Message& message : active.reverted) reverted.push_back(message.id);
  CHECK(reverted == strings_of(expected["excluded_by_revert"]));
}

void check_special_messages(const Json& expected, const Session& session) {
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

void check_evidence(const Json& expected, const Evidence& evidence) {
  const Json& calls = expected["tool_calls_before_revert_point"];
  CHECK(evidence.calls.size() == calls.members.size());
  for (const auto& [tool, count] : evidence.calls) CHECK_MESSAGE(count == number(calls[tool]), tool);
  CHECK(std::vector<std::string>(evidence.files.begin(), evidence.files.end()) ==
        strings_of(expected["files_touched"]));
  std::vector<CommandFact> commands;
  for (const Json& item : expected["commands"].items)
    commands.push_back({std::string(item["command"].string()), item["exit"].integer()});
  CHECK(evidence.commands == commands);
  std::vector<ToolError> errors;
  for (const Json& item : expected["tool_errors"].items)
    errors.push_back({std::string(item["messageID"].string()), std::string(item["callID"].string()),
                      std::string(item["tool"].string()), std::string(item["error"].string())});
  CHECK(evidence.errors == errors);
  CHECK(evidence.invalid_calls ==
        expected["calls_to_unknown_tools_stored_as_completed"].integer().value_or(0));
}

Json expected_samples() {
  return test::parse(test::read_file(std::string(OPENCODE_SAMPLES) + "/expected.json"));
}

}  // namespace

TEST_CASE("every sample session is read and classified as expected, in every form") {
  const Json expected = expected_samples();
  REQUIRE(expected.members.size() == 4);
  for (const JsonMember& container : expected.members) {
    for (const Json& item : container.value.items) {
      CAPTURE(container.key);
      CAPTURE(std::string(item["scenario"].string()));
      const Session session = test::read_sample(container.key, std::string(item["sessionID"].string()));
      CHECK(session.warnings.empty());
      CHECK(session.version == item["version"].string());
      if (session.form != "legacy") CHECK(session.directory == item["directory"].string());
      check_messages(item, session);
      check_special_messages(item, session);
      const Classification result = classify_session(session);
      check_evidence(item, result.evidence);
      CHECK(name_of(result.verdict) == item["verdict"].string());
      CHECK(result.language == item["language"].string());
    }
  }
}

TEST_CASE("a store lists exactly the sessions that are in it, oldest first") {
  const Json expected_all = expected_samples();
  for (const JsonMember& container : expected_all.members) {
    const test::TempDir scratch;
    const StoreListing listing = list_sessions(test::sample(container.key), scratch.path());
    CAPTURE(container.key);
    CHECK(listing.problems.empty());
    CHECK(listing.notes.empty());
    std::set<std::string> expected, listed;
    for (const Json& item : container.value.items) expected.emplace(item["sessionID"].string());
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
  const Json expected = expected_samples();
  for (const char* container : {"json-tree", "sqlite"}) {
    for (const Json& item : expected[container].items) {
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
  const Json expected_all = expected_samples();
  for (const JsonMember& container : expected_all.members) {
    for (const Json& item : container.value.items) {
      const Session session = test::read_sample(container.key, std::string(item["sessionID"].string()));
      for (const TurnResult& turn : training_examples(session, {.system_prompt = "S"})) {
        if (!turn.example) continue;
        const auto& example = *turn.example;
        CHECK(example.messages.front().role == "system");
        CHECK(example.messages.back().role == "assistant");
        CHECK(example.metadata.origin == "session");
        CHECK_FALSE(example.metadata.verified);
        CHECK_FALSE(example.metadata.session->signals.empty());
        CHECK(std::ranges::is_sorted(example.metadata.session->signals));
        for (const auto& message : example.messages) {
          CHECK_FALSE(message.content.contains("/home/dev"));
          CHECK_FALSE(message.reasoning_content);
          for (const auto& call : message.tool_calls) {
            CHECK_FALSE(call.function.arguments.contains("/home/dev"));
            CHECK(parse_json(call.function.arguments));
          }
        }
      }
    }
  }
}

TEST_CASE("one project is one group in every form of the same store") {
  const test::TempDir scratch;
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
