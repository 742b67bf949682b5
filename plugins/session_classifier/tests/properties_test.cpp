// What must hold for any session.
#include <algorithm>
#include <random>

#include <session_classifier/examples.hpp>

#include "support.hpp"

using namespace session_classifier;

TEST_CASE("the order of rows does not matter") {
  for (const char* id : {"ses_1e448cd66ffeS2T5yskApP5gQV", "ses_1e49edca6ffeWDctJwx4kNmETr"}) {
    const Session session = test::read_sample("json-tree", id);
    const auto expected = training_examples(session, {});
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
      Session shuffled = session;
      std::ranges::shuffle(shuffled.messages, random);
      for (Message& message : shuffled.messages) std::ranges::shuffle(message.parts, random);
      const auto turns = training_examples(shuffled, {});
      REQUIRE(turns.size() == expected.size());
      for (std::size_t i = 0; i < turns.size(); ++i) {
        CHECK(turns[i].reason == expected[i].reason);
        REQUIRE(turns[i].example.has_value() == expected[i].example.has_value());
        if (!turns[i].example) continue;
        REQUIRE(turns[i].example->messages.size() == expected[i].example->messages.size());
        for (std::size_t m = 0; m < turns[i].example->messages.size(); ++m)
          CHECK(turns[i].example->messages[m].content == expected[i].example->messages[m].content);
      }
    }
  }
}

TEST_CASE("a copy of a session gives the same text") {
  const Session session = test::read_sample("sqlite", "ses_e3aff1d09ffen6FIJ21UESlkSS");
  Session fork = session;
  fork.id = "ses_fork";
  for (Message& message : fork.messages) {
    message.id = "msg_copy" + message.id;
    for (Part& part : message.parts) part.id = "prt_copy" + part.id;
  }
  const auto a = training_examples(session, {}), b = training_examples(fork, {});
  REQUIRE(a[0].example);
  REQUIRE(b[0].example);
  REQUIRE(a[0].example->messages.size() == b[0].example->messages.size());
  for (std::size_t i = 0; i < a[0].example->messages.size(); ++i) {
    CHECK(a[0].example->messages[i].content == b[0].example->messages[i].content);
    CHECK(a[0].example->messages[i].tool_call_id == b[0].example->messages[i].tool_call_id);
  }
}
