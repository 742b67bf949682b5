#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <dataset_curator/digest.hpp>

#include "examples.hpp"

using dataset_curator::content_digest;

TEST_CASE("the digest is that of SHA-256 and the same at every call") {
  CHECK(content_digest(example("a")).size() == 64);
  CHECK(content_digest(example("a")) == content_digest(example("a")));
}

TEST_CASE(
    "ids of calls, white space at line ends and between the tokens of arguments, metadata and tools do not "
    "count") {
  const chat::Example original = example("a");
  chat::Example other = example("b");
  other.metadata.category = chat::Category::refactor;
  other.tools.clear();
  other.messages[0].content += "\n\n";
  other.messages[1].content += " \r\n";
  other.messages[2].tool_calls[0].id = "call_77";
  other.messages[2].tool_calls[0].function.arguments = "{ \"filePath\" :\n\"src/mqtt.rs\" }";
  other.messages[3].tool_call_id = "call_77";
  other.messages[4].weight = 1;
  CHECK(content_digest(other) == content_digest(original));
}

TEST_CASE("whatever the model reads or learns counts") {
  std::set<std::string> digests = {content_digest(example("a"))};
  const auto differs = [&](auto change) {
    chat::Example other = example("a");
    change(other.messages);
    CHECK(digests.insert(content_digest(other)).second);
  };
  differs([](auto& m) { m[1].content = " " + m[1].content; });
  differs([](auto& m) { m[1].content = "Add\nerror handling"; });
  differs([](auto& m) { m[1].content = "Add  \nerror handling."; });
  differs([](auto& m) { m[1].role = chat::Role::system; });
  differs([](auto& m) { m[2].tool_calls[0].function.name = "edit"; });
  differs([](auto& m) { m[2].tool_calls[0].function.arguments = R"({"filePath":"src/mqtt.rs "})"; });
  differs([](auto& m) { m[2].tool_calls[0].function.arguments = "broken"; });
  differs([](auto& m) { m[4].reasoning_content = "hm"; });
  differs([](auto& m) { m[4].reasoning_content = ""; });
  differs([](auto& m) { m[4].weight = 0; });
  differs([](auto& m) { m.pop_back(); });
}

TEST_CASE("which call an answer belongs to counts") {
  const auto parallel = [](const std::string& first, const std::string& second) {
    chat::Example e = example("a");
    e.messages[2].tool_calls.push_back(calling("c2").tool_calls[0]);
    e.messages[3] = answer(first, "same");
    e.messages.insert(e.messages.begin() + 4, answer(second, "same"));
    return content_digest(e);
  };
  CHECK(parallel("c1", "c2") != parallel("c2", "c1"));
}
