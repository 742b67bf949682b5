#include <session_classifier/examples.hpp>
#include <session_classifier/turns.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

std::vector<TurnResult> results(SessionBuilder& builder, const Options& options = {}) {
  return training_examples(builder.session(), options);
}

std::string only_reason(SessionBuilder& builder, const Options& options = {}) {
  const auto turns = results(builder, options);
  REQUIRE(turns.size() == 1);
  return turns[0].example ? "example" : turns[0].reason;
}

std::string only_evidence(SessionBuilder& builder, const Options& options = {}) {
  const auto turns = results(builder, options);
  REQUIRE(turns.size() == 1);
  return turns[0].evidence;
}

// The assistants of an example by weight: 'L' learnt, '0' not.
std::string weights(const chat::Example& example) {
  std::string text;
  for (const auto& message : example.messages)
    if (message.role == chat::Role::assistant) text += message.weight == 0 ? '0' : 'L';
  return text;
}

SessionBuilder good_turn() {
  SessionBuilder builder;
  builder.user("Fix the crash").rust_edit().cargo_test().assistant("done");
  return builder;
}

}  // namespace

TEST_CASE("a good turn becomes an example that says where it came from") {
  auto builder = good_turn();
  builder.session().version = "1.1.65";
  builder.session().group = "git-0123456789abcdef";
  builder.session().begun = 1'700'000'000'123;
  builder.last().provider = "local";
  builder.last().model = "qwen";
  const auto turns = results(builder, {.system_prompt = "S"});
  REQUIRE(turns.size() == 1);
  REQUIRE(turns[0].example);
  const chat::Example& example = *turns[0].example;
  CHECK(example.messages.front().content == "S");
  CHECK(weights(example) == "LLL");
  const chat::Metadata& metadata = example.metadata;
  CHECK(metadata.id == "session:ses_test:0:0");
  CHECK(metadata.id == turns[0].id);
  CHECK(metadata.origin == chat::Origin::session);
  CHECK(metadata.category == chat::Category::bug_fix);
  CHECK_FALSE(metadata.verified);
  CHECK_FALSE(metadata.verification);
  CHECK_FALSE(metadata.tokens);
  CHECK(metadata.session->id == "ses_test");
  CHECK(metadata.session->store == chat::SessionStore::json);
  CHECK(metadata.session->version == "1.1.65");
  CHECK(metadata.session->agent == "build");
  CHECK(metadata.session->model == "local/qwen");
  CHECK(metadata.session->signals ==
        std::vector<std::string>{"command: cargo test", "edit: .rs", "path: .rs"});
  CHECK(metadata.group == "git-0123456789abcdef");
  CHECK(metadata.time == 1'700'000'000);  // of its session, so that it stays in one quarter
}

TEST_CASE("each user turn is learnt once, with the earlier ones as context") {
  auto builder = good_turn();
  builder.user("and more").rust_edit().assistant("done again");
  const auto turns = results(builder);
  REQUIRE(turns.size() == 2);
  REQUIRE(turns[0].example);
  REQUIRE(turns[1].example);
  CHECK(weights(*turns[0].example) == "LLL");
  CHECK(weights(*turns[1].example) == "000LL");
  CHECK(turns[1].id == "session:ses_test:0:1");
}

TEST_CASE("two user messages in a row are one turn") {
  SessionBuilder builder;
  builder.user("one").user("two").rust_edit().assistant("done");
  CHECK(results(builder).size() == 1);
}

TEST_CASE("a failed call is context, its repair is learnt") {
  SessionBuilder builder;
  builder.user("x")
      .assistant("", "tool-calls")
      .failed_tool("edit", R"({"filePath":"a.rs"})", "Could not find oldString");
  builder.rust_edit()
      .assistant("", "tool-calls")
      .tool("invalid", R"({"tool":"list","error":"e"})", "The arguments provided");
  builder.cargo_test().assistant("done");
  const auto turns = results(builder);
  REQUIRE(turns[0].example);
  CHECK(weights(*turns[0].example) == "0L0LL");
}

TEST_CASE("turns that must not be learnt are dropped with their reason") {
  auto builder = good_turn();
  std::string reason;
  SUBCASE("aborted") { builder.last().error = "MessageAbortedError", reason = "aborted"; }
  SUBCASE("failed") { builder.last().error = "APIError", reason = "failed: APIError"; }
  SUBCASE("killed") { builder.last().completed.reset(), reason = "unfinished"; }
  SUBCASE("cut by the length") { builder.last().finish = "length", reason = "unfinished"; }
  SUBCASE("dangling call") {
    builder.tool("bash", "{}", "").last_part().state.status = ToolStatus::running;
    reason = "dangling call";
  }
  SUBCASE("no closing answer") { builder.last().parts.resize(1), reason = "no closing answer"; }
  SUBCASE("part of it lost") {
    builder.session().messages[1].incomplete = true, reason = "incomplete record";
  }
  SUBCASE("a summary") { builder.last().agent = "compaction", reason = "written for the program"; }
  SUBCASE("undone") { builder.session().revert = Revert{"msg_1001", ""}, reason = "reverted"; }
  SUBCASE("undone in part") {
    builder.session().revert = Revert{builder.last().id, builder.last_part().id};
    reason = "reverted";
  }
  CHECK(only_reason(builder) == reason);
}

TEST_CASE("a turn without an answer, and one that ends on a failed call, are dropped") {
  SessionBuilder asked, rejected;
  asked.user("x").part(PartKind::file, "").last_part().file = {"text/plain", "a.rs"};
  asked.part(PartKind::file, "").last_part().file = {"text/plain", "b.rs"};
  CHECK(only_reason(asked) == "no answer");
  rejected.user("x")
      .rust_edit()
      .assistant("", "tool-calls")
      .failed_tool("bash", R"({"command":"cargo test"})", "The user rejected");
  rejected.assistant("I could not run it");
  CHECK(only_reason(rejected) == "unrepaired tool error");
}

TEST_CASE("a command typed by the person is context, never learnt") {
  SessionBuilder builder;
  builder.user("The following tool was executed by the user").last_part().synthetic = true;
  builder.assistant("").tool("bash", R"({"command":"cargo test"})", "test result: ok. 1 passed");
  builder.last().finish.clear();
  builder.last().parts.erase(builder.last().parts.begin());  // no model step
  CHECK(only_reason(builder) == "run by the user");
  builder.user("go on").rust_edit().assistant("done");
  const auto turns = results(builder);
  REQUIRE(turns[1].example);
  CHECK(weights(*turns[1].example) == "0LL");
}

TEST_CASE("what becomes of a turn follows from how it ended") {
  SessionBuilder builder;
  builder.user("x").rust_edit().cargo_test(101).assistant("done");
  CHECK(only_reason(builder) == "failed");
  CHECK(only_reason(builder, {.failed = OutcomePolicy::keep}) == "example");
  SessionBuilder repaired;
  repaired.user("x").rust_edit().cargo_test(101).rust_edit().cargo_test().assistant("done");
  CHECK(only_reason(repaired, {.unverified = OutcomePolicy::drop}) == "example");
  SessionBuilder early;
  early.user("x").cargo_test().rust_edit().assistant("done");
  CHECK(only_reason(early) == "example");
  CHECK(only_reason(early, {.unverified = OutcomePolicy::drop}) == "unverified");
  SessionBuilder asked;  // nothing was changed: explaining a failure is fine
  asked.user("why does it fail?").cargo_test(101).assistant("because");
  CHECK(only_reason(asked, {.unverified = OutcomePolicy::drop}) == "example");
}

TEST_CASE("a change that a check found wrong is context where a later one takes it back") {
  const auto weights_of = [](const std::string& second) {
    SessionBuilder builder;
    builder.user("x").assistant("", "tool-calls");
    builder.tool("edit", R"j({"filePath":"src/lib.rs","oldString":"a","newString":"v.sort();\na"})j", "");
    builder.cargo_test(101).assistant("", "tool-calls").tool("edit", second, "");
    builder.cargo_test().assistant("done");
    const auto turns = results(builder);
    REQUIRE(turns[0].example);
    return weights(*turns[0].example);
  };
  CHECK(weights_of(R"j({"filePath":"src/lib.rs","oldString":"v.sort();","newString":"v.sort_by(f);"})j") ==
        "0LLLL");
  CHECK(weights_of(R"j({"filePath":"src/lib.rs","content":"the whole file"})j") == "0LLLL");
  // Right, and not enough: something else had to follow.
  CHECK(weights_of(R"j({"filePath":"src/lib.rs","oldString":"eq(a, 2)","newString":"eq(a, 4)"})j") ==
        "LLLLL");
  CHECK(weights_of(R"j({"filePath":"src/main.rs","oldString":"v.sort();","newString":"x"})j") == "LLLLL");
}

TEST_CASE("a closing message that claims a check which did not run is context") {
  const auto closing = [](SessionBuilder builder, const std::string& text) {
    builder.assistant(text);
    const auto turns = results(builder);
    REQUIRE(turns[0].example);
    return weights(*turns[0].example).back();
  };
  SessionBuilder untested, tested;
  untested.user("x").rust_edit();
  tested.user("x").rust_edit().cargo_test();
  CHECK(closing(untested, "Fixed. All tests pass.") == '0');
  CHECK(closing(untested, "I ran cargo test and everything is green.") == '0');
  CHECK(closing(untested, "Fixed. I could not run the tests.") == 'L');
  CHECK(closing(untested, "Fixed; the tests should pass now.") == 'L');
  CHECK(closing(tested, "Fixed. All tests pass.") == 'L');
  CHECK(closing(tested, "Fixed. All tests pass, clippy is clean.") == '0');
}

TEST_CASE("a push that was denied does not undo a tested change") {
  SessionBuilder builder;
  builder.user("x").rust_edit().cargo_test().assistant("", "tool-calls");
  builder.failed_tool("bash", R"({"command":"git push"})",
                      "The user rejected permission to use this specific tool call.");
  builder.assistant("Tested; the push was not allowed.");
  const auto turns = results(builder);
  REQUIRE(turns[0].example);
  CHECK(weights(*turns[0].example) == "LL0L");
  CHECK(turns[0].example->metadata.session->outcome == chat::Outcome::verified);
}

TEST_CASE("score and outcome are in the metadata, with what they stand on") {
  auto builder = good_turn();
  const auto turns = results(builder);
  REQUIRE(turns[0].example);
  const chat::SessionOrigin& origin = *turns[0].example->metadata.session;
  CHECK(origin.rust_score == 1.0);
  CHECK(origin.outcome == chat::Outcome::verified);
  CHECK(origin.outcome_evidence == "cargo test passed after the last change");
}

TEST_CASE(
    "why a turn is left out is told with what was found and with the parameter that it was compared with") {
  SessionBuilder failed;
  failed.user("x").rust_edit().cargo_test(101).assistant("done");
  CHECK(only_evidence(failed) == "cargo test failed after the last change (failed drop)");
  SessionBuilder other;
  other.user("x")
      .assistant("", "tool-calls")
      .tool("edit", R"({"filePath":"web/a.ts"})", "")
      .assistant("done");
  CHECK(only_evidence(other) == "in all turns rust weight 0 of 3 (at least 2, and more than 20 %)");
  auto unthinking = good_turn();
  CHECK(only_evidence(unthinking, {.reasoning = Reasoning::keep}) ==
        "messages without reasoning 3 (reasoning keep)");
  auto unfinished = good_turn();
  unfinished.last().finish = "length";
  CHECK(only_evidence(unfinished) == "the last message finished by \"length\" (should be \"stop\")");
  auto mixed = good_turn();
  mixed.user("now the client").assistant("", "tool-calls");
  for (const std::string file : {"a", "b", "c"})
    mixed.tool("edit", R"({"filePath":"web/)" + file + R"(.ts"})", "");
  mixed.assistant("done");
  CHECK(results(mixed)[1].evidence ==
        "rust weight 0 of 9 (at least 2, and more than 20 %); mixed rust_turns");
  CHECK(results(mixed, {.mixed = MixedPolicy::drop})[0].evidence.ends_with("(at least 80 %); mixed drop"));
  SessionBuilder empty;
  CHECK(only_evidence(empty) == "messages 0");
}

TEST_CASE("mixed sessions follow the policy") {
  auto builder = good_turn();
  builder.user("now the client").assistant("", "tool-calls").tool("edit", R"({"filePath":"web/a.ts"})", "");
  builder.tool("edit", R"({"filePath":"web/b.ts"})", "")
      .tool("edit", R"({"filePath":"web/c.ts"})", "")
      .assistant("done");
  const auto reasons = [&](MixedPolicy policy) {
    std::vector<std::string> found;
    for (const auto& turn : results(builder, {.mixed = policy}))
      found.push_back(turn.example ? "example" : turn.reason);
    return found;
  };
  CHECK(reasons(MixedPolicy::rust_turns) == std::vector<std::string>{"example", "not rust work"});
  CHECK(reasons(MixedPolicy::drop) == std::vector<std::string>{"mixed session", "mixed session"});
  CHECK(reasons(MixedPolicy::keep) == std::vector<std::string>{"example", "example"});
}

TEST_CASE("the turn before a compaction is cut, the one after it stands on the summary") {
  SessionBuilder builder;
  builder.user("x").rust_edit();
  builder.user("").last_part().kind = PartKind::compaction;
  builder.assistant("the summary").last().summary = true;
  builder.last().parent = builder.session().messages[2].id;
  builder.user("Continue").last_part().synthetic = true;
  builder.rust_edit().assistant("done");
  const auto turns = results(builder);
  REQUIRE(turns.size() == 2);
  CHECK(turns[0].reason == "cut by a compaction");
  REQUIRE(turns[1].example);
  CHECK(turns[1].id == "session:ses_test:1:0");
  CHECK(weights(*turns[1].example) == "0LL");
  CHECK(turns[1].example->messages[0].content == "What did we do so far?");
  CHECK(turns[1].example->messages[1].content == "the summary");
}

TEST_CASE("thinking is dropped, or required of every learnt message") {
  SessionBuilder builder;
  builder.user("x").rust_edit().part(PartKind::reasoning, "hm").assistant("done");
  const auto without = results(builder);
  for (const auto& message : without[0].example->messages) CHECK_FALSE(message.reasoning_content);
  CHECK(only_reason(builder, {.reasoning = Reasoning::keep}) == "reasoning missing");
  builder.part(PartKind::reasoning, "so");
  const auto turns = results(builder, {.reasoning = Reasoning::keep});
  REQUIRE(turns[0].example);
  CHECK(turns[0].example->messages.back().reasoning_content == "so");
  builder.user("more")
      .rust_edit()
      .part(PartKind::reasoning, "a")
      .assistant("b")
      .part(PartKind::reasoning, "c");
  const auto later = results(builder, {.reasoning = Reasoning::keep});
  REQUIRE(later[1].example);
  CHECK_FALSE(later[1].example->messages[1].reasoning_content);  // of an earlier turn
}

TEST_CASE("an empty session says so") {
  Session session;
  session.id = "ses_x";
  const auto turns = training_examples(session, {});
  REQUIRE(turns.size() == 1);
  CHECK(turns[0].reason == "empty session");
  CHECK(turns[0].id == "session:ses_x");
}

TEST_CASE("quotes and line feeds of `opencode run` are taken away") {
  CHECK(without_run_quotes("\"Fix it\"\n") == "Fix it");
  CHECK(without_run_quotes("\"Fix it\"") == "Fix it");
  CHECK(without_run_quotes("\"a\" or \"b\"") == "\"a\" or \"b\"");
  CHECK(without_run_quotes("plain\n") == "plain\n");
  CHECK(without_run_quotes("\"") == "\"");
  CHECK(without_run_quotes("") == "");
}
