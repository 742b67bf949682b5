#include <lora_trainer/encoder.hpp>
#include <lora_trainer/split.hpp>

#include "golden.hpp"

namespace {

chat::Message says(chat::Role role, std::string content) {
  return {.role = role, .content = std::move(content)};
}

chat::Example example(int turns) {
  chat::Example result;
  result.metadata.id = "e";
  result.messages = {says(chat::Role::system, "Be careful."), says(chat::Role::user, "Do it.")};
  for (int i = 0; i < turns; ++i) {
    chat::Message call = says(chat::Role::assistant, "Step " + std::to_string(i));
    call.tool_calls.push_back(
        {.id = "c" + std::to_string(i), .function = {"read", R"({"filePath":"a.rs"})"}});
    result.messages.push_back(call);
    chat::Message answer = says(chat::Role::tool, "fn main() {}");
    answer.tool_call_id = call.tool_calls[0].id;
    result.messages.push_back(answer);
  }
  result.messages.push_back(says(chat::Role::assistant, "Done."));
  return result;
}

lora_trainer::Encoder encoder() {
  auto opened = lora_trainer::Encoder::open(golden::own("model"));
  REQUIRE(opened);
  return std::move(*opened);
}

}  // namespace

TEST_CASE("what fits stays whole") {
  const auto all = encoder().encode(example(3), 100000);
  REQUIRE(all);
  REQUIRE(all->sequence);
  CHECK(all->messages_cut == 0);
  CHECK(all->sequence->tokens.size() == all->whole_tokens);
  CHECK(all->sequence->learnt.size() == 4);
  CHECK(encoder().encode(example(3), all->whole_tokens)->messages_cut == 0);
}

TEST_CASE("a long example is cut after the last assistant message that fits") {
  const auto opened = encoder();
  const auto whole = opened.encode(example(6), 100000);
  REQUIRE(whole);
  for (int turns = 5; turns >= 1; --turns) {
    // The whole example with `turns` turns, but without its closing message and the last tool's answer.
    chat::Example beginning = example(turns);
    beginning.messages.resize(beginning.messages.size() - 2);
    const auto expected = opened.encode(beginning, 100000);
    REQUIRE(expected->sequence);
    const auto cut = opened.encode(example(6), expected->whole_tokens);
    REQUIRE(cut->sequence);
    CHECK(cut->sequence->tokens == expected->sequence->tokens);
    CHECK((cut->sequence->learnt == expected->sequence->learnt));
    CHECK(cut->messages_cut == example(6).messages.size() - beginning.messages.size());
    CHECK(cut->sequence->tokens.size() < whole->whole_tokens);
  }
}

TEST_CASE("an example with nothing to learn within the limit is left out and told") {
  const auto opened = encoder();
  chat::Example context_first = example(2);
  for (std::size_t i = 0; i + 1 < context_first.messages.size(); ++i) {
    if (context_first.messages[i].role == chat::Role::assistant) context_first.messages[i].weight = 0;
  }
  const std::size_t whole = opened.encode(context_first, 100000)->whole_tokens;
  lora_trainer::Split split;
  REQUIRE(lora_trainer::add_example(split, context_first, opened, whole));
  CHECK(split.sequences.size() == 1);
  REQUIRE(lora_trainer::add_example(split, context_first, opened, whole - 1));
  REQUIRE(lora_trainer::add_example(split, context_first, opened, 16));
  CHECK(split.examples == 3);
  CHECK(split.sequences.size() == 1);
  REQUIRE(split.left_out.size() == 2);
  CHECK(split.left_out[0].id == "e");
  CHECK(split.left_out[0].reason == "nothing to learn within max_seq");
  CHECK(split.whole_loss_tokens == 3 * split.loss_tokens());
}

TEST_CASE("an example that would teach to read and never to edit is left out") {
  const auto opened = encoder();
  chat::Example edits = example(3);
  edits.messages[6].tool_calls[0].function = {"edit",
                                              R"({"filePath":"a.rs","oldString":"a","newString":"b"})"};
  const std::size_t whole = opened.encode(edits, 100000)->whole_tokens;
  chat::Example before = edits;
  before.messages.resize(5);
  const std::size_t looking = opened.encode(before, 100000)->whole_tokens;
  const auto cut = opened.encode(edits, looking);
  CHECK_FALSE(cut->sequence);
  CHECK(cut->left_out == "nothing but looking left within max_seq");
  // What holds the edit is kept, and so is what never had one.
  CHECK(opened.encode(edits, whole - 1)->sequence);
  CHECK(opened.encode(before, looking)->sequence);
}

TEST_CASE("an example that would teach to end a turn inside a text is left out") {
  const auto opened = encoder();
  for (const std::string mark : {"<|im_end|>", "<|im_start|>", "<|endoftext|>"}) {
    chat::Example chat = example(1);
    chat.messages.back().content = "The mark is " + mark + ".";
    CHECK(opened.encode(chat, 100000)->left_out == "a mark of the chat template in a learnt text");
    chat.messages.back().weight = 0;  // as context it does no harm
    CHECK(opened.encode(chat, 100000)->sequence);
  }
}

TEST_CASE("a beginning behind a later question is found, though an earlier one is longer") {
  const auto opened = encoder();
  chat::Example chat = example(3);
  for (chat::Message& message : chat.messages) {
    if (message.role == chat::Role::assistant)
      message.reasoning_content = "thinking " + std::string(300, 'x');
  }
  const std::size_t one_question = opened.encode(chat, 100000)->whole_tokens;
  // The second question's rendering has none of the thinking before it.
  chat.messages.push_back(says(chat::Role::user, "And now?"));
  chat.messages.push_back(says(chat::Role::assistant, "Well."));
  const auto two_questions = opened.encode(chat, 100000);
  REQUIRE(two_questions->whole_tokens < one_question);
  chat.messages.push_back(says(chat::Role::assistant, "And " + std::string(3000, 'y')));
  const auto cut = opened.encode(chat, two_questions->whole_tokens);
  REQUIRE(cut->sequence);
  CHECK(cut->messages_cut == 1);
  CHECK(cut->sequence->tokens == two_questions->sequence->tokens);
}

TEST_CASE("an example that the template refuses is an error with its name") {
  chat::Example bad = example(1);
  bad.messages.push_back(says(chat::Role::system, "late"));
  lora_trainer::Split split;
  const auto added = lora_trainer::add_example(split, bad, encoder(), 1000);
  REQUIRE_FALSE(added);
  CHECK(added.error().text().starts_with("example e: "));
}
