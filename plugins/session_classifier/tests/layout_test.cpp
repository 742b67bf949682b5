// How much of a session stands around a turn, counted with the tokenizer of the tiny model.
#include <algorithm>

#include <agent_tools/schemas.hpp>
#include <session_classifier/publishable.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

std::shared_ptr<const token_count::Counter> counter() {
  static const auto opened =
      std::make_shared<const token_count::Counter>(*token_count::Counter::open(TINY_MODEL));
  return opened;
}

Options limited(std::int64_t max_tokens = 8192, std::int64_t context_tokens = 2048) {
  return {.system_prompt = "You write Rust.",
          .counter = counter(),
          .max_tokens = max_tokens,
          .context_tokens = context_tokens};
}

std::vector<TurnResult> published(SessionBuilder& builder, const Options& options) {
  static const secrets::Scanner scanner;
  return publishable_examples(builder.session(), options, scanner);
}

std::string text_of_lines(int lines, int seed) {
  std::string text;
  for (int i = 0; i < lines; ++i)
    text += "    let value_" + std::to_string(seed) + " = read(" + std::to_string(i) + ")?;\n";
  return text;
}

std::string read_of(const std::string& file, const std::string& text) {
  std::string shown = "<path>/home/maria/relay/" + file + "</path>\n<type>file</type>\n<content>\n";
  return shown + text + "\n(End of file - total 1 lines)\n</content>";
}

// A turn that reads a file of so many lines, edits it and tests it.
void add_turn(SessionBuilder& builder, int number, int lines) {
  builder.user("Request " + std::to_string(number)).assistant("", "tool-calls");
  builder.tool("read", R"({"filePath":"/home/maria/relay/src/lib.rs"})",
               read_of("src/lib.rs", text_of_lines(lines, number)));
  builder.rust_edit().cargo_test().assistant("Answer " + std::to_string(number));
}

std::size_t bytes_of(const chat::Example& example) {
  std::size_t bytes = 0;
  for (const chat::Message& message : example.messages) {
    bytes += message.content.size();
    for (const chat::ToolCall& call : message.tool_calls) bytes += call.function.arguments.size();
  }
  return bytes;
}

bool has(const chat::Example& example, std::string_view text) {
  return std::ranges::any_of(example.messages, [&](const chat::Message& m) { return m.content == text; });
}

}  // namespace

TEST_CASE("an example has its turn, the first request and the newest context, and says what it lacks") {
  SessionBuilder builder;
  for (int turn = 0; turn < 12; ++turn) add_turn(builder, turn, 20);
  const auto turns = published(builder, limited());
  REQUIRE(turns.size() == 12);
  CHECK_FALSE(turns[0].example->metadata.session->left_out);
  for (int number = 0; number < 12; ++number) {
    const auto& turn = turns[static_cast<std::size_t>(number)];
    REQUIRE(turn.example);
    const auto& messages = turn.example->messages;
    CHECK(messages[0].role == chat::Role::system);
    CHECK(messages[1].content == "Request 0");
    CHECK(has(*turn.example, "Request " + std::to_string(number)));
    CHECK(messages.back().content == "Answer " + std::to_string(number));
    // The turn is whole: a request, a read, an edit and a test with their results, an answer.
    CHECK(std::ranges::count_if(messages, chat::is_learnt) == 4);
    if (number > 0) CHECK(has(*turn.example, "Answer " + std::to_string(number - 1)));
  }
  const auto& last = *turns[11].example;
  REQUIRE(last.metadata.session->left_out);
  CHECK(last.metadata.session->left_out->context > 0);
  CHECK(last.metadata.session->left_out->turn == 0);
  CHECK_FALSE(last.metadata.session->left_out->task);
  CHECK(static_cast<std::size_t>(last.metadata.session->left_out->context) + last.messages.size() ==
        1 + 12 * 8);
}

TEST_CASE("what is counted is what the trainer will count, and within max_tokens") {
  SessionBuilder builder;
  for (int turn = 0; turn < 8; ++turn) add_turn(builder, turn, 5 + turn * 20);
  std::size_t examples = 0;
  for (const std::int64_t limit : {3000, 4000, 8192}) {
    for (const TurnResult& turn : published(builder, limited(limit))) {
      if (!turn.example) continue;
      ++examples;
      const auto counted = counter()->of_chat(turn.example->messages, turn.example->tools);
      REQUIRE(counted);
      CHECK(turn.example->metadata.tokens == static_cast<std::int64_t>(*counted));
      CHECK(*counted <= static_cast<std::size_t>(limit));
    }
  }
  CHECK(examples > 8);
}

TEST_CASE("without context, an example is the first request and its turn") {
  SessionBuilder builder;
  for (int turn = 0; turn < 3; ++turn) add_turn(builder, turn, 5);
  const auto turns = published(builder, limited(8192, 0));
  REQUIRE(turns[2].example);
  CHECK(turns[2].example->messages.size() == 2 + 8);
  CHECK(turns[2].example->messages[1].content == "Request 0");
  CHECK(turns[2].example->messages[2].content == "Request 2");
  CHECK(turns[2].example->messages[3].tool_calls[0].id == "call_1");
}

TEST_CASE("what a session gives grows with its length, not with the square of it") {
  const auto bytes = [](int turns) {
    SessionBuilder builder;
    for (int turn = 0; turn < turns; ++turn) add_turn(builder, turn, 60);
    std::size_t sum = 0;
    for (const TurnResult& turn : published(builder, limited())) {
      REQUIRE(turn.example);
      sum += bytes_of(*turn.example);
    }
    return sum;
  };
  const std::size_t short_session = bytes(20), long_session = bytes(160);
  CHECK(long_session < short_session * 9);
}

TEST_CASE("a turn that does not fit is cut where its edit and the check after it stay, and says so") {
  SessionBuilder builder;
  builder.user("Fix it");
  for (int i = 0; i < 6; ++i) {
    builder.assistant("", "tool-calls");
    builder.tool("read", R"({"filePath":"/home/maria/relay/src/lib.rs"})",
                 read_of("src/lib.rs", text_of_lines(60, i)));
  }
  builder.rust_edit().cargo_test().assistant("Done.");
  REQUIRE(published(builder, limited(32768))[0].example);
  const auto turns = published(builder, limited(4000));
  REQUIRE(turns[0].example);
  const chat::Example& example = *turns[0].example;
  CHECK(example.messages[1].content == "Fix it");
  CHECK(example.messages.back().content == "Done.");
  CHECK(chat::is_learnt(example.messages.back()));
  REQUIRE(example.metadata.session->left_out);
  CHECK(example.metadata.session->left_out->turn > 0);
  CHECK(*counter()->of_chat(example.messages, example.tools) <= 4000);
}

TEST_CASE("of a cut turn neither a blind edit nor a report on what was left out is learnt") {
  SessionBuilder builder;
  builder.user("Fix both").rust_edit();
  for (int i = 0; i < 6; ++i) {
    builder.assistant("", "tool-calls");
    builder.tool("read", R"({"filePath":"/home/maria/relay/src/lib.rs"})",
                 read_of("src/lib.rs", text_of_lines(60, i)));
  }
  builder.assistant("", "tool-calls");
  builder.tool("edit", R"({"filePath":"/home/maria/relay/src/other.rs","oldString":"a","newString":"b"})",
               "Edit applied successfully.");
  builder.rust_edit().cargo_test().assistant("Both files are mended.");
  const auto turns = published(builder, limited(4000));
  REQUIRE(turns[0].example);
  const auto& messages = turns[0].example->messages;
  CHECK(messages.back().weight == 0);
  for (const chat::Message& message : messages)
    for (const chat::ToolCall& call : message.tool_calls)
      if (call.function.arguments.contains("other.rs")) CHECK(message.weight == 0);
  CHECK(std::ranges::any_of(messages, [](const chat::Message& message) {
    return chat::is_learnt(message) && !message.tool_calls.empty() &&
           message.tool_calls[0].function.name == "edit";
  }));
}

TEST_CASE("a turn that does not fit is left out where its end proves nothing") {
  SessionBuilder builder;
  builder.user("Fix it").rust_edit().cargo_test();
  for (int i = 0; i < 6; ++i) {
    builder.assistant("", "tool-calls");
    builder.tool("read", R"({"filePath":"/home/maria/relay/src/lib.rs"})",
                 read_of("src/lib.rs", text_of_lines(60, i)));
  }
  builder.assistant("Done.");
  const auto turns = published(builder, limited(4000));
  CHECK_FALSE(turns[0].example);
  CHECK(turns[0].reason == "longer than max_tokens");
  CHECK(turns[0].evidence.contains("(max_tokens 4000), without an edit and a check that passed after it"));
}

TEST_CASE("a turn whose file is read in what does not fit is left out: its edit would be blind") {
  SessionBuilder builder;
  add_turn(builder, 0, 300);
  const auto turns = published(builder, limited(4000));
  CHECK(turns[0].reason == "longer than max_tokens");
  CHECK(turns[0].evidence == "of the steps that fit no edit is learnt (max_tokens 4000)");
}

TEST_CASE("a first request that leaves no room for the turn is left out, and the example says so") {
  SessionBuilder builder;
  builder.user(text_of_lines(300, 1)).rust_edit().cargo_test().assistant("Done.");
  add_turn(builder, 1, 5);
  const auto turns = published(builder, limited(4000));
  CHECK(turns[0].reason == "longer than max_tokens");
  REQUIRE(turns[1].example);
  CHECK(turns[1].example->messages[1].content == "Request 1");
  CHECK(turns[1].example->metadata.session->left_out->task);
}

TEST_CASE("after a compaction the summary stands for the first request") {
  SessionBuilder builder;
  add_turn(builder, 0, 5);
  builder.user("").last_part().kind = PartKind::compaction;
  const std::string request = builder.last().id;
  builder.assistant("The summary.").last().summary = true;
  builder.last().parent = request;
  add_turn(builder, 1, 5);
  add_turn(builder, 2, 200);
  add_turn(builder, 3, 5);
  const auto turns = published(builder, limited(8192, 300));
  const auto& last = turns.back();
  REQUIRE(last.example);
  CHECK(last.example->messages[1].content == "What did we do so far?");
  CHECK(last.example->messages[2].content == "The summary.");
  CHECK(last.example->messages[3].role == chat::Role::user);
  CHECK(last.example->metadata.session->left_out->context > 0);
}

TEST_CASE("without a model the tokens are estimated, and none are claimed") {
  SessionBuilder builder;
  for (int turn = 0; turn < 12; ++turn) add_turn(builder, turn, 40);
  Options options = limited();
  options.counter = std::make_shared<const token_count::Counter>(token_count::Counter::estimate());
  for (const TurnResult& turn : published(builder, options)) {
    REQUIRE(turn.example);
    CHECK_FALSE(turn.example->metadata.tokens);
    CHECK(*counter()->of_chat(turn.example->messages, turn.example->tools) <= 8192);
  }
}
