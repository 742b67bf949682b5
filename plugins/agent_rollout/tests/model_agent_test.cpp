// A tiny random model as the agent: what it is given, where it stops, what is run again.

#include <set>
#include <thread>

#include <agent_rollout/model_agent.hpp>
#include <agent_rollout/rollout.hpp>
#include <agent_rollout/script.hpp>
#include <agent_rollout/seeds.hpp>
#include <agent_tools/schemas.hpp>
#undef CHECK  // c10's
#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

using agent_rollout::LoadedModel;
using agent_rollout::ModelAgent;
using agent_rollout::ModelFiles;
using agent_rollout::ModelSettings;
using agent_rollout::Turn;
using rust_tasks::Ended;

namespace {

using Conversation = std::vector<chat::Message>;

ModelSettings settings() {
  return {.folder = QWEN35_GOLDEN "/model", .temperature = 1, .max_new_tokens = 24, .threads = 1};
}

template <class Value>
Value value_of(base::Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return *std::move(result);
}

struct Model {
  ModelFiles files;
  std::shared_ptr<LoadedModel> loaded;
  ModelAgent agent(std::uint64_t seed) const {
    return {files, loaded, value_of(loaded->server().sit({})), seed};
  }
};

Model opened(const ModelSettings& settings) {
  return {value_of(ModelFiles::open(settings)), value_of(LoadedModel::load(settings))};
}

Conversation question() {
  return {{.role = chat::Role::system, .content = "You write Rust."},
          {.role = chat::Role::user, .content = "Make it say two.\n"}};
}

rust_tasks::Task task() {
  return {.id = "t",
          .prompt = "Make it say two.\n",
          .start = {{"src/lib.rs", "fn b() {\n    1 // <|im_end|> stays\n}\n"}},
          .reference = {{"src/lib.rs", "fn b() {\n    2 // <|im_end|> stays\n}\n"}}};
}

// The conversation of a real rollout with reads, edits and commands.
Conversation worked(const test_support::TemporaryFolder& dir) {
  agent_rollout::Options options{.scratch = dir.path(), .system_prompt = "You write Rust."};
  options.bash = [](const agent_tools::BashRequest&, const std::filesystem::path&) {
    return agent_tools::BashOutcome{.output = "warning: unused\n", .exit = 0};
  };
  const auto agents = agent_rollout::reference_agents(options.root);
  const auto agent = value_of(agents->start(task(), 1, {}));
  return value_of(agent_rollout::run(task(), *agent, options, {})).messages;
}

std::string all_of(const Turn& turn) {
  std::string text = turn.message->content;
  for (const chat::ToolCall& call : turn.message->tool_calls)
    text += call.function.name + call.function.arguments;
  return text;
}

}  // namespace

TEST_CASE("the same seed says the same, another seed something else") {
  const Model model = opened(settings());
  const auto said = [&](std::uint64_t seed) {
    ModelAgent agent = model.agent(seed);
    Conversation conversation = question();
    std::string all;
    for (int i = 0; i < 2; ++i) {
      const Turn turn = value_of(agent.next(conversation, {}));
      REQUIRE(turn.message);
      all += all_of(turn) + "\n";
      conversation.push_back(*turn.message);
      conversation.push_back({.role = chat::Role::user, .content = "go on"});
    }
    return all;
  };
  const std::string once = said(7);
  CHECK(said(7) == once);
  CHECK(said(8) != once);
}

TEST_CASE("rollouts of a stage share one model, which goes with the last of them and gives its device back") {
  const auto agents = value_of(agent_rollout::open_model(settings()));
  std::weak_ptr<const void> device;
  int taken = 0;
  const agent_rollout::Means means{.take_device = [&]() -> base::Result<std::shared_ptr<const void>> {
                                     ++taken;
                                     std::shared_ptr<const void> held = std::make_shared<int>(taken);
                                     device = held;
                                     return held;
                                   },
                                   .say = {},
                                   .stop = {}};
  for (const int times : {1, 2}) {
    auto first = value_of(agents->start(task(), 1, means)),
         second = value_of(agents->start(task(), 2, means));
    CHECK(taken == times);
    CHECK(value_of(first->next(question(), {})).message);
    first.reset();
    CHECK_FALSE(device.expired());
    CHECK(value_of(second->next(question(), {})).message);
    second.reset();
    CHECK(device.expired());
  }
}

TEST_CASE("a device that cannot be had, or a model that cannot be loaded, ends the rollout with the reason") {
  const auto agents = value_of(agent_rollout::open_model(settings()));
  const auto none = agents->start(
      task(), 1,
      {.take_device = []() -> base::Result<std::shared_ptr<const void>> { return base::failure("stopped"); },
       .say = {},
       .stop = {}});
  REQUIRE_FALSE(none);
  CHECK(none.error().problem == "stopped");
  CHECK(agents->start(task(), 1, {}));

  ModelSettings wrong = settings();
  wrong.adapter = "/nowhere";
  const auto unloadable = value_of(agent_rollout::open_model(wrong));
  for (int i = 0; i < 2; ++i) CHECK_FALSE(unloadable->start(task(), 1, {}));
}

TEST_CASE("seats are as many as memory holds of the longest conversation, one at least") {
  const ModelSettings limits = settings();
  const auto config = value_of(qwen35::read_config(limits.folder / "config.json"));
  const std::int64_t one = qwen35::cache_bytes(config, at::kFloat, limits.max_context) +
                           2 * qwen35::cache_bytes(config, at::kFloat, 0);
  CHECK(agent_rollout::seats_for(config, limits, 0) == 1);
  CHECK(agent_rollout::seats_for(config, limits, 10 * one) == 8);
  CHECK(agent_rollout::seats_for(config, limits, 1000 * one) == agent_rollout::most_seats);
}

TEST_CASE("several threads share one model") {
  const Model model = opened(settings());
  std::string first, second;
  const auto say = [&](std::string& text) {
    ModelAgent agent = model.agent(3);
    text = all_of(value_of(agent.next(question(), {})));
  };
  std::thread other(say, std::ref(second));
  say(first);
  other.join();
  CHECK(first == second);
}

TEST_CASE("seeds made of a seed do not repeat") {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t i = 0; i < 1000; ++i) seeds.insert(agent_rollout::derived_seed(5, i));
  CHECK(seeds.size() == 1000);
  CHECK(agent_rollout::derived_seed(5, 1) != agent_rollout::derived_seed(6, 1));
}

TEST_CASE("a prompt is the rendering of a training example up to the answer") {
  const test_support::TemporaryFolder dir;
  const Model model = opened(settings());
  const ModelAgent agent = model.agent(1);
  chat::Example example{.messages = worked(dir), .tools = agent_tools::tool_schemas()};
  const hf::LearntText learnt = value_of(model.files.chat_template.spans(example));
  std::size_t answers = 0;
  for (std::size_t i = 0; i < example.messages.size(); ++i) {
    if (example.messages[i].role != chat::Role::assistant) continue;
    CAPTURE(i);
    const std::string prompt = value_of(agent.prompt(std::span(example.messages).first(i)));
    CHECK(prompt == learnt.text.substr(0, learnt.spans.at(answers).begin));
    ++answers;
  }
  CHECK(answers >= 3);
  CHECK(answers == learnt.spans.size());
  CHECK(value_of(model.files.chat_template.render(example.messages, example.tools)) == learnt.text);
}

TEST_CASE("the ids of a prompt are those of the training example") {
  const test_support::TemporaryFolder dir;
  const Model model = opened(settings());
  const ModelAgent agent = model.agent(1);
  chat::Example example{.messages = worked(dir), .tools = agent_tools::tool_schemas()};
  const auto learnt =
      value_of(hf::tokens_of(value_of(model.files.chat_template.spans(example)), model.files.tokenizer));
  const auto prompt =
      value_of(model.files.tokenizer.encode(value_of(agent.prompt(std::span(example.messages).first(2)))));
  REQUIRE(prompt.size() == learnt.spans.front().begin);
  CHECK(std::equal(prompt.begin(), prompt.end(), learnt.ids.begin()));
}

TEST_CASE("a turn runs only what the one before has not run") {
  const Model model = opened(settings());
  ModelAgent agent = model.agent(1);
  Conversation conversation = question();
  std::size_t known = 0;  // of the prompt before
  for (int turn = 0; turn < 3; ++turn) {
    const std::size_t size =
        value_of(model.files.tokenizer.encode(value_of(agent.prompt(conversation)))).size();
    const auto before = agent.dialogue().tokens_run();
    const Turn said = value_of(agent.next(conversation, {}));
    // At most the last token of the earlier prompt, what came since, and what was generated.
    const auto most =
        static_cast<std::int64_t>(size - known + (turn == 0 ? 0 : 1)) + settings().max_new_tokens - 1;
    CHECK(agent.dialogue().tokens_run() - before <= most);
    known = size;
    conversation.push_back(*said.message);
    conversation.back().tool_calls.clear();
    conversation.back().content = "I look.";
    conversation.back().tool_calls.push_back(
        {.id = "1", .function = {"read", R"({"filePath":"/workspace/a"})"}});
    conversation.push_back({.role = chat::Role::tool, .content = "1: a", .tool_call_id = "1"});
  }
}

TEST_CASE("a message that is longer than allowed is kept, and ends the rollout") {
  const Model model = opened(settings());
  ModelAgent agent = model.agent(1);
  const Turn turn = value_of(agent.next(question(), {}));
  CHECK(turn.ended == Ended::token_limit);
  CHECK(turn.format_error.empty());
  REQUIRE(turn.message);
  CHECK(turn.message->role == chat::Role::assistant);
  CHECK_FALSE(all_of(turn).empty());
}

TEST_CASE("a conversation that fills the context ends the rollout, with what can still be said") {
  ModelSettings tight = settings();
  tight.temperature = 0;
  const Model whole = opened(tight);
  ModelAgent agent = whole.agent(1);
  const auto size = static_cast<std::int64_t>(
      value_of(whole.files.tokenizer.encode(value_of(agent.prompt(question())))).size());

  tight.max_context = size + 3;
  const Model nearly_full = opened(tight);
  const Turn last = value_of(nearly_full.agent(1).next(question(), {}));
  CHECK(last.ended == Ended::context_limit);
  CHECK(last.message);

  tight.max_context = size;
  const Model full = opened(tight);
  const Turn none = value_of(full.agent(1).next(question(), {}));
  CHECK(none.ended == Ended::context_limit);
  CHECK_FALSE(none.message);
}

TEST_CASE("a rollout of a model has an end and all messages, whatever it says") {
  const Model model = opened(settings());
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const test_support::TemporaryFolder dir;
    ModelAgent agent = model.agent(seed);
    const auto rollout = value_of(
        agent_rollout::run(task(), agent, {.scratch = dir.path(), .system_prompt = "You write Rust."}, {}));
    CHECK(rollout.messages.size() >= 3);
  }
}

TEST_CASE("a stop or a deadline ends generation at once, and is no answer") {
  ModelSettings endless = settings();
  endless.max_new_tokens = 100'000;
  endless.max_context = 200'000;
  Model model = opened(endless);
  model.files.stop_ids = {-1};
  std::stop_source stop;
  stop.request_stop();
  ModelAgent stopped = model.agent(1);
  CHECK_FALSE(stopped.next(question(), {.stop = stop.get_token()}));
  CHECK(stopped.dialogue().tokens_run() == 0);

  ModelAgent late = model.agent(1);
  const auto now = std::chrono::steady_clock::now();
  CHECK_FALSE(late.next(question(), {.deadline = now + std::chrono::milliseconds(300)}));
}

TEST_CASE("an end mark of generation_config.json ends a message, and is no part of it") {
  ModelSettings greedy = settings();
  greedy.temperature = 0;
  Model model = opened(greedy);
  CHECK(std::set(model.files.stop_ids.begin(), model.files.stop_ids.end()) ==
        std::set<std::int64_t>{2048, 2050});
  const Turn whole = value_of(model.agent(1).next(question(), {}));
  ModelAgent probe = model.agent(1);
  (void)probe.next(question(), {});
  const std::int64_t third = probe.dialogue().seen()[probe.dialogue().seen().size() - 21];
  model.files.stop_ids = {third};
  const Turn stopped = value_of(model.agent(1).next(question(), {}));
  CHECK_FALSE(stopped.ended);
  CHECK(all_of(stopped).size() < all_of(whole).size());
}

TEST_CASE("an adapter changes what is said") {
  ModelSettings adapted = settings();
  adapted.temperature = 0;
  const Model base = opened(adapted);
  adapted.adapter = QWEN35_GOLDEN "/lora/attn_mlp/train_lr1e-3/adapter";
  const Model tuned = opened(adapted);
  CHECK(all_of(value_of(base.agent(1).next(question(), {}))) !=
        all_of(value_of(tuned.agent(1).next(question(), {}))));
}

TEST_CASE("a folder that holds no model is refused with what to do") {
  const test_support::TemporaryFolder dir;
  ModelSettings wrong = settings();
  wrong.folder = dir.path();
  const auto none = ModelFiles::open(wrong);
  REQUIRE_FALSE(none);
  CHECK_FALSE(none.error().what_to_do.empty());
  wrong = settings();
  wrong.adapter = dir.path();
  CHECK_FALSE(LoadedModel::load(wrong));
}
