// The chat messages that opencode 1.18.34 itself sent for the sample sessions.
#include <session_classifier/active.hpp>
#include <session_classifier/convert.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;

// Both sides without the system message and with calls numbered in order.
std::vector<chat::Message> golden_messages(const std::string& scenario) {
  const base::Json file =
      test::parse(test::read_file(std::string(OPENCODE_SAMPLES) + "/golden/" + scenario + ".messages.json"));
  std::vector<chat::Message> messages;
  std::map<std::string, std::string> ids;
  for (const base::Json& item : file["messages"].items) {
    if (item["role"].string() == "system") continue;
    chat::Message message;
    message.role = base::enum_of<chat::Role>(item["role"].string()).value();
    message.content = item["content"].string();
    if (item["reasoning_content"].is_string()) message.reasoning_content = item["reasoning_content"].text;
    for (const base::Json& call : item["tool_calls"].items) {
      const std::string id = "call_" + std::to_string(ids.size() + 1);
      ids[std::string(call["id"].string())] = id;
      message.tool_calls.push_back({id,
                                    std::string(call["type"].string()),
                                    {std::string(call["function"]["name"].string()),
                                     std::string(call["function"]["arguments"].string())}});
    }
    if (item["tool_call_id"].is_string()) message.tool_call_id = ids.at(item["tool_call_id"].text);
    messages.push_back(message);
  }
  return messages;
}

void check_equal(const std::vector<chat::Message>& made, const std::vector<chat::Message>& golden) {
  REQUIRE(made.size() == golden.size());
  for (std::size_t i = 0; i < made.size(); ++i) {
    CAPTURE(i);
    CHECK(made[i].role == golden[i].role);
    CHECK(made[i].content == golden[i].content);
    CHECK(made[i].reasoning_content == golden[i].reasoning_content);
    CHECK(made[i].tool_call_id == golden[i].tool_call_id);
    REQUIRE(made[i].tool_calls.size() == golden[i].tool_calls.size());
    for (std::size_t call = 0; call < made[i].tool_calls.size(); ++call) {
      CHECK(made[i].tool_calls[call].id == golden[i].tool_calls[call].id);
      CHECK(made[i].tool_calls[call].function.name == golden[i].tool_calls[call].function.name);
      CHECK(made[i].tool_calls[call].function.arguments == golden[i].tool_calls[call].function.arguments);
    }
  }
}

}  // namespace

TEST_CASE("the last context of a session is what opencode sent, byte for byte") {
  const std::pair<const char*, const char*> scenarios[] = {{"S1", "ses_e3b2a24a9ffeaMlF1KuxeZfwsd"},
                                                           {"S2", "ses_e3aff1d09ffen6FIJ21UESlkSS"},
                                                           {"S4", "ses_e3aa90dc9ffeymoohQOobT4M6k"}};
  for (const auto& [scenario, id] : scenarios) {
    CAPTURE(scenario);
    const auto contexts = segments(active_messages(test::read_sample("sqlite", id)).messages);
    REQUIRE_FALSE(contexts.empty());
    check_equal(convert(contexts.back().messages, "", {.reasoning = true}), golden_messages(scenario));
  }
}

TEST_CASE("the tree of files gives the same messages as the database, apart from what the versions print") {
  const auto texts_of = [](const char* container, const char* id) {
    std::vector<std::string> texts;
    for (const auto& context : segments(active_messages(test::read_sample(container, id)).messages))
      for (const auto& message : convert(context.messages, ""))
        if (message.role != chat::Role::tool)
          texts.push_back(std::string(base::name_of(message.role)) + message.content.substr(0, 60));
    return texts;
  };
  CHECK(texts_of("json-tree", "ses_1e448cd66ffeS2T5yskApP5gQV") ==
        texts_of("sqlite", "ses_e3aa90dc9ffeymoohQOobT4M6k"));
  CHECK(texts_of("extra/legacy-project-tree", "ses_73833d946ffeqGGk4RUu9HZ2YR") ==
        texts_of("sqlite", "ses_e3b2a24a9ffeaMlF1KuxeZfwsd"));
  CHECK(texts_of("extra/sqlite-2.x", "ses_e1ae7d217ffeOI0KWc4dCJq2Tw") ==
        texts_of("sqlite", "ses_e3aff1d09ffen6FIJ21UESlkSS"));
}
