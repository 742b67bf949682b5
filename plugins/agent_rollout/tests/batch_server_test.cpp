// Many threads ask one model.

#include <latch>
#include <optional>
#include <thread>

#include <agent_rollout/batch_server.hpp>

#undef CHECK  // c10's
#include <doctest/doctest.h>

using agent_rollout::BatchServer;
using qwen35::GenerationSettings;
using Ids = std::vector<std::int64_t>;

namespace {

qwen35::Model tiny() {
  auto model = qwen35::Model::load(QWEN35_GOLDEN "/model");
  if (!model) throw std::runtime_error(model.error().text());
  return *std::move(model);
}

Ids prompt(std::int64_t number) {
  Ids ids;
  for (std::int64_t i = 0; i < 20 + 9 * number; ++i) ids.push_back((i * i * 37 + number * 101) % 2000 + 5);
  return ids;
}

// Ends by nothing but what the test does.
GenerationSettings endless(std::function<bool()> cancelled) {
  return {.max_new_tokens = 1'000'000, .cancelled = std::move(cancelled)};
}

}  // namespace

TEST_CASE("every rollout is told what it would be told alone, with fewer seats than rollouts") {
  const qwen35::Model model = tiny();
  BatchServer server(model, nullptr, {.seats = 3, .threads = 1});
  constexpr int rollouts = 7;
  std::vector<Ids> told(rollouts);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < rollouts; ++i) {
      threads.emplace_back([&, i] {
        const auto seat = server.sit({});
        if (!seat) return;
        Ids conversation = prompt(i);
        for (int turn = 0; turn < 3; ++turn) {
          const auto said = (*seat)->next(conversation, {.max_new_tokens = 5 + i});
          if (!said) return;
          conversation.insert(conversation.end(), said->tokens.begin(), said->tokens.end());
          conversation.push_back(7);
        }
        told[static_cast<std::size_t>(i)] = conversation;
      });
    }
  }
  for (int i = 0; i < rollouts; ++i) {
    CAPTURE(i);
    Ids conversation = prompt(i);
    for (int turn = 0; turn < 3; ++turn) {
      const auto said = qwen35::generate(model, nullptr, {conversation}, {.max_new_tokens = 5 + i})[0];
      conversation.insert(conversation.end(), said.tokens.begin(), said.tokens.end());
      conversation.push_back(7);
    }
    CHECK(told[static_cast<std::size_t>(i)] == conversation);
  }
}

TEST_CASE("who joins while another is told something need not wait for its end") {
  const qwen35::Model model = tiny();
  BatchServer server(model, nullptr, {.seats = 2, .threads = 1});
  std::atomic<bool> is_over = false;
  std::latch has_begun(1);
  std::optional<qwen35::Ended> ended;
  std::jthread first([&] {
    const auto seat = server.sit({});
    const auto said = (*seat)->next(prompt(1), endless([&, asked = 0]() mutable {
                                      if (++asked == 3) has_begun.count_down();
                                      return is_over.load();
                                    }));
    if (said) ended = said->ended;
  });
  has_begun.wait();
  const auto seat = server.sit({});
  const auto said = (*seat)->next(prompt(2), {.max_new_tokens = 4});
  REQUIRE(said);
  CHECK(said->tokens == qwen35::generate(model, nullptr, {prompt(2)}, {.max_new_tokens = 4})[0].tokens);
  is_over = true;
  first.join();
  CHECK(ended == qwen35::Ended::cancelled);
}

TEST_CASE("who waits for a seat heeds its stop, and has the seat of who leaves") {
  const qwen35::Model model = tiny();
  BatchServer server(model, nullptr, {.seats = 1, .threads = 1});
  auto taken = server.sit({});
  REQUIRE(taken);
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(server.sit(stop.get_token()));
  bool has_sat = false;
  std::jthread waiting([&] { has_sat = server.sit({}).has_value(); });
  taken->reset();
  waiting.join();
  CHECK(has_sat);
}

TEST_CASE("an error of the model reaches who asked, and the server goes on") {
  const qwen35::Model model = tiny();
  BatchServer server(model, nullptr, {.seats = 2, .threads = 1});
  const auto seat = server.sit({}), other = server.sit({});
  for (const Ids& impossible : {Ids{1'000'000, 1}, Ids{1'000'000}, Ids{}}) {
    const auto failed = (*seat)->next(impossible, {.max_new_tokens = 4});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().problem == "the model failed");
  }
  const Ids wanted = qwen35::generate(model, nullptr, {prompt(1)}, {.max_new_tokens = 4})[0].tokens;
  for (const auto* one : {&seat, &other}) {
    const auto said = (**one)->next(prompt(1), {.max_new_tokens = 4});
    REQUIRE(said);
    CHECK(said->tokens == wanted);
  }
}
