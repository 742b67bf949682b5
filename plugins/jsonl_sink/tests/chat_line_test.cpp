// The forms in which chats come, and what is said of lines that have none.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <jsonl_sink/chat_line.hpp>

using chat::Role;
using jsonl_sink::ChatLine;

namespace {

ChatLine read(std::string_view text) {
  auto line = jsonl_sink::read_chat_line(text);
  if (!line) FAIL(line.error().path << ": " << line.error().what);
  return *std::move(line);
}

std::string fault(std::string_view text) {
  const auto line = jsonl_sink::read_chat_line(text);
  REQUIRE_FALSE(line);
  return line.error().path + ": " + line.error().what;
}

std::string assistant(const std::string& members) {
  return R"({"messages":[{"role":"user","content":"ask"},{"role":"assistant",)" + members + "}]}";
}

}  // namespace

TEST_CASE("OpenAI's form: arguments as text, null content, content parts, a developer, no tools") {
  const ChatLine line = read(
      R"({"messages":[{"role":"developer","content":"Be brief."},)"
      R"({"role":"user","content":[{"type":"text","text":"Fix "},{"type":"text","text":"it."}]},)"
      R"({"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"c1","type":"function",)"
      R"("function":{"name":"bash","arguments":"{\"n\": 1.50, \"a\": \"\\u00e9\"}"}}]},)"
      R"({"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"ok"}]},{"role":"assistant","content":"Done."}]})");
  CHECK(line.form == "openai");
  REQUIRE(line.messages.size() == 5);
  CHECK(line.messages[0].role == Role::system);
  CHECK(line.messages[1].content == "Fix it.");
  CHECK(line.messages[2].content.empty());
  CHECK(line.messages[2].tool_calls[0].function.arguments == R"({"n":1.50,"a":"é"})");
  CHECK(line.messages[3].tool_call_id == "c1");
  CHECK(line.messages[3].content == "ok");
  CHECK(line.tools.empty());
  CHECK(line.metadata.is_null());
  CHECK(line.extra.members.empty());
}

TEST_CASE("the brief's form: calls without ids are answered in order, whatever ids others have") {
  const ChatLine line = read(
      R"({"messages":[{"role":"user","content":"ask"},{"role":"assistant","content":null,"tool_calls":[)"
      R"({"type":"function","function":{"name":"read","arguments":{"filePath":"a"}}},)"
      R"({"id":"call_1","type":"function","function":{"name":"read","arguments":{"filePath":"b"}}}]},)"
      R"({"role":"tool","content":"A"},{"role":"tool","content":"B"},)"
      R"({"role":"assistant","function_call":{"name":"list","arguments":""}},{"role":"function","name":"list","content":"L"},)"
      R"({"role":"assistant","content":"Done."}]})");
  CHECK(line.messages[1].tool_calls[0].id == "call_2");
  CHECK(line.messages[2].tool_call_id == "call_2");
  CHECK(line.messages[3].tool_call_id == "call_1");
  CHECK(line.messages[4].tool_calls[0].id == "call_3");
  CHECK(line.messages[4].tool_calls[0].function.arguments == "{}");
  CHECK(line.messages[5].tool_call_id == "call_3");
  CHECK(line.extra.dump() == R"({"messages[5].name":"list"})");
}

TEST_CASE("ShareGPT: from and value, a system text, tools as text, calls and observations") {
  const ChatLine line = read(
      R"({"id":"7","system":"Be brief.","tools":"[{\"name\":\"add\",\"parameters\":{}}]","conversations":[)"
      R"({"from":"human","value":"1+1?"},)"
      R"({"from":"function_call","value":"{\"name\": \"add\", \"arguments\": {\"a\": 1}}"},)"
      R"({"from":"observation","value":"2"},{"from":"gpt","value":"It is 2."}]})");
  CHECK(line.form == "sharegpt");
  REQUIRE(line.messages.size() == 5);
  CHECK(line.messages[0].role == Role::system);
  CHECK(line.messages[0].content == "Be brief.");
  CHECK(line.messages[2].role == Role::assistant);
  CHECK(line.messages[2].tool_calls[0].function.name == "add");
  CHECK(line.messages[2].tool_calls[0].function.arguments == R"({"a":1})");
  CHECK(line.messages[3].role == Role::tool);
  CHECK(line.messages[3].tool_call_id == line.messages[2].tool_calls[0].id);
  CHECK(line.tools[0] == R"({"type":"function","function":{"name":"add","parameters":{}}})");
  CHECK(line.extra.dump() == R"({"id":"7"})");
}

TEST_CASE("conversations of roles and contents, or values") {
  const ChatLine line =
      read(R"({"conversations":[{"role":"user","content":"ask"},{"role":"assistant","value":"done"}]})");
  CHECK(line.form == "openai");
  CHECK(line.messages[0].content == "ask");
  CHECK(line.messages[1].content == "done");
}

TEST_CASE("messages as one JSON text, with what SWE-agent writes beside them") {
  const ChatLine line = read(
      R"({"instance_id":"x__1","resolved":true,"messages":"[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"ask\"}]},)"
      R"({\"role\":\"assistant\",\"content\":\"look\",\"thought\":\"hm\",\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\",)"
      R"(\"function\":{\"name\":\"bash\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"content\":\"out\",\"tool_call_ids\":[\"t1\"]}]"})");
  CHECK(line.form == "messages-text");
  REQUIRE(line.messages.size() == 3);
  CHECK(line.messages[0].content == "ask");
  CHECK(line.messages[2].tool_call_id == "t1");
  CHECK(line.extra.dump() == R"({"messages[1].thought":"hm","instance_id":"x__1","resolved":true})");
}

TEST_CASE("what is to be learnt, as others spell it") {
  using Weight = std::optional<std::int64_t>;
  const auto weight = [](const std::string& member) {
    return read(assistant(R"("content":"a")" + (member.empty() ? "" : "," + member))).messages[1].weight;
  };
  CHECK(weight("") == std::nullopt);
  CHECK(weight(R"("weight":null)") == std::nullopt);
  for (const char* context : {R"("weight":0)", R"("weight":0.0)", R"("weight":false)", R"("train":false)",
                              R"("training":false)", R"("loss":false)", R"("loss_weight":0.0)"})
    CHECK(weight(context) == Weight(0));
  for (const char* learnt : {R"("weight":1)", R"("weight":1.0)", R"("train":true)", R"("loss_weight":1.0)"})
    CHECK(weight(learnt) == Weight(1));
  CHECK(fault(assistant(R"("content":"a","weight":0.5)")) ==
        "messages[1].weight: 0.5 is neither 0 (context) nor 1 (to learn)");
  CHECK(fault(assistant(R"("content":"a","train_detail":[])")).starts_with("messages[1].train_detail: "));
  const ChatLine line =
      read(R"({"conversations":[{"from":"human","value":"a","train":false},)"
           R"({"from":"human","value":"b","train":true},{"from":"gpt","value":"c","train":true}]})");
  CHECK(line.messages[1].weight == std::nullopt);
  CHECK(line.extra.dump() == R"({"conversations[1].train":true})");
}

TEST_CASE("metadata of this product are taken, without nulls; others and unknown members are kept by path") {
  const std::string messages =
      R"("messages":[{"role":"user","content":"a","name":"bo"},{"role":"assistant","content":"b"}])";
  const ChatLine ours =
      read("{" + messages +
           R"(,"metadata":{"id":"x","origin":"git","group":"g","git":null,"extra":"{\"a\":1}"}})");
  CHECK(ours.metadata.dump() == R"({"id":"x","origin":"git","group":"g"})");
  CHECK(ours.extra.dump() == R"({"a":1,"messages[0].name":"bo"})");
  const ChatLine theirs =
      read("{" + messages + R"(,"metadata":{"id":"x"},"parallel_tool_calls":false,"n":null})");
  CHECK(theirs.metadata.is_null());
  CHECK(theirs.extra.dump() ==
        R"({"metadata":{"id":"x"},"messages[0].name":"bo","parallel_tool_calls":false})");
}

TEST_CASE("a line without metadata gets those of its place, and the group of its first request") {
  const auto metadata = [](const std::string& request, const std::string& answer) {
    return jsonl_sink::metadata_of(read(R"({"messages":[{"role":"user","content":")" + request +
                                        R"("},{"role":"assistant","content":")" + answer + R"("}]})"),
                                   "a.jsonl", 7);
  };
  const chat::Metadata one = metadata("ask", "x");
  CHECK(one.id == "a.jsonl#7");
  CHECK(one.origin == chat::Origin::file);
  CHECK(one.file->line == 7);
  CHECK(one.file->form == "openai");
  CHECK_FALSE(one.verified);
  CHECK(metadata("ask", "y").group == one.group);
  CHECK(metadata("ask more", "x").group != one.group);
}

TEST_CASE("what is wrong with a line is told with its path") {
  CHECK(fault("[]").starts_with(": it is a list"));
  CHECK(fault("7") == ": 7 is no object");
  CHECK(fault(R"({"text":"a"})").starts_with(": it has neither `messages` nor `conversations`"));
  CHECK(fault(R"({"messages":{}})") == "messages: an object is no list");
  CHECK(fault(R"({"messages":"[{"})").starts_with("messages: its text is no JSON"));
  CHECK(fault(R"({"messages":[],"messages":[]})") == "messages: the key stands twice");
  CHECK(fault(R"({"messages":["a"]})") == R"(messages[0]: "a" is no object)");
  CHECK(fault(R"({"messages":[{"content":"a"}]})") == "messages[0].role: missing");
  CHECK(fault(R"({"messages":[{"role":"robot"}]})")
            .starts_with(R"(messages[0].role: "robot" is none of system, )"));
  CHECK(fault(assistant(R"("content":7)")) == "messages[1].content: 7 is neither a text nor a list of parts");
  CHECK(fault(assistant(R"("content":[{"type":"image_url","image_url":{}}])")) ==
        "messages[1].content[0]: a part of type image_url is no text");
  CHECK(fault(assistant(R"("tool_calls":[{"function":{"name":"f","arguments":"{\"a\":"}}])"))
            .starts_with("messages[1].tool_calls[0].function.arguments: its text is no JSON"));
  CHECK(fault(assistant(R"("tool_calls":[{"function":{"name":"f","arguments":[1]}}])")) ==
        "messages[1].tool_calls[0].function.arguments: a list is no object");
  CHECK(fault(assistant(R"("tool_calls":[{"function":{}}])")) ==
        "messages[1].tool_calls[0].function.name: missing");
  CHECK(fault(R"({"messages":[],"tools":["x"]})").starts_with("tools[0]: its text is no JSON"));
  CHECK(fault(R"({"conversations":[{"from":"function_call","value":"add 1"}]})")
            .starts_with("conversations[0].value: the text of a call is no JSON"));
}

TEST_CASE("a line of more values than memory should hold is refused") {
  std::string items = "0";
  for (int i = 0; i < 2'000'000; ++i) items += ",0";
  const auto line = jsonl_sink::read_chat_line(R"({"messages":[],"n":[)" + items + "]}");
  REQUIRE_FALSE(line);
  CHECK(line.error().what.contains("more than the 2000000 values"));
}
