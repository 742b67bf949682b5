#include <doctest/doctest.h>

#include <agent_rollout/rollout.hpp>
#include <agent_rollout/script.hpp>
#include <test_support/temporary_folder.hpp>

using agent_tools::BashOutcome;
using agent_tools::BashRequest;
using rust_tasks::Ended;
using rust_tasks::File;

namespace {

struct Bench {
  test_support::TemporaryFolder dir;
  std::vector<std::string> commands;
  agent_rollout::Options options{.scratch = dir.path(), .system_prompt = "be brief"};

  Bench() {
    options.bash = [this](const BashRequest& request, const std::filesystem::path&) {
      commands.push_back(request.command);
      return BashOutcome{.output = "ran\n", .exit = 0};
    };
  }
};

rust_tasks::Task task() {
  return {
      .id = "t",
      .prompt = "Make it say two.",
      .start = {{"Cargo.toml", "[package]\n"}, {"src/lib.rs", "fn a() {\n    1\n}\n\nfn b() {\n    1\n}\n"}},
      .reference = {{"src/lib.rs", "fn a() {\n    1\n}\n\nfn b() {\n    2\n}\n"},
                    {"src/new.rs", "// new\n"}}};
}

chat::Message calling(const std::string& name, const std::string& arguments) {
  chat::Message message{.role = chat::Role::assistant};
  message.tool_calls.push_back({.function = {name, arguments}});
  return message;
}

// Says what it is told to, turn by turn.
class Told : public agent_rollout::Agent {
 public:
  explicit Told(std::vector<agent_rollout::Turn> turns) : turns_(std::move(turns)) {}
  base::Result<agent_rollout::Turn> next(std::span<const chat::Message>,
                                         const agent_rollout::Patience&) override {
    return turns_.at(said_++);
  }

 private:
  std::vector<agent_rollout::Turn> turns_;
  std::size_t said_ = 0;
};

}  // namespace

TEST_CASE("the reference agent leaves exactly the reference solution behind") {
  Bench bench;
  auto agent = agent_rollout::reference_agent(task(), bench.options.root);
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  CHECK(rollout->ended == Ended::answered);
  CHECK(rollout->files == task().reference);
  CHECK(rollout->removed.empty());
  CHECK(bench.commands ==
        std::vector<std::string>{"cargo fmt", "cargo clippy --all-targets -- -D warnings", "cargo test"});
  REQUIRE(rollout->messages.size() > 4);
  CHECK(rollout->messages[0].content == "be brief");
  CHECK(rollout->messages[1].content == "Make it say two.");
  CHECK(rollout->messages[2].tool_calls[0].function.name == "read");
  CHECK(rollout->messages.back().tool_calls.empty());
  for (const auto& call : rollout->calls) CHECK(call.ok);
}

TEST_CASE("a recorded conversation played again leaves the same files") {
  Bench first, second;
  auto agent = agent_rollout::reference_agent(task(), first.options.root);
  const auto recorded = agent_rollout::run(task(), agent, first.options, {});
  REQUIRE(recorded);
  auto replay = agent_rollout::replay_agent(recorded->messages);
  const auto again = agent_rollout::run(task(), replay, second.options, {});
  REQUIRE(again);
  CHECK(again->files == recorded->files);
  REQUIRE(again->messages.size() == recorded->messages.size());
  for (std::size_t i = 0; i < again->messages.size(); ++i)
    CHECK(again->messages[i].content == recorded->messages[i].content);
}

TEST_CASE("an agent that never answers is stopped at the limit of calls, and its files are taken") {
  Bench bench;
  bench.options.max_calls = 3;
  const std::string arguments = R"({"content":"x","filePath":"/workspace/a.rs"})";
  agent_rollout::Script agent(std::vector<chat::Message>(10, calling("write", arguments)));
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  CHECK(rollout->ended == Ended::step_limit);
  CHECK(rollout->calls.size() == 3);
  CHECK(rollout->files == std::vector<File>{{"a.rs", "x"}});
}

TEST_CASE("a rollout for which the machine was too slow is no result") {
  Bench bench;
  bench.options.give_up_after = std::chrono::milliseconds(0);
  agent_rollout::Script agent(std::vector<chat::Message>(10, calling("bash", R"({"command":"sleep 100"})")));
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE_FALSE(rollout);
  CHECK(rollout.error().is_transient);
  CHECK(rollout.error().what_to_do.contains("seconds"));
  CHECK(bench.commands.empty());
}

TEST_CASE("a command has no more time than its rollout") {
  Bench bench;
  bench.options.give_up_after = std::chrono::seconds(60);
  std::vector<std::int64_t> timeouts;
  bench.options.bash = [&](const BashRequest& request, const std::filesystem::path&) {
    timeouts.push_back(request.timeout_ms);
    return BashOutcome{.exit = 0};
  };
  agent_rollout::Script agent({calling("bash", R"({"command":"sleep 100","timeout":100000})")});
  REQUIRE(agent_rollout::run(task(), agent, bench.options, {}));
  REQUIRE(timeouts.size() == 1);
  CHECK(timeouts[0] <= 60'000);
}

TEST_CASE("calls outside the workspace and of unknown tools are answered and told apart") {
  Bench bench;
  agent_rollout::Script agent({calling("read", R"({"filePath":"/etc/passwd"})"), calling("browse", "{}"),
                               calling("bash", R"({"command":"true"})")});
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  REQUIRE(rollout->calls.size() == 3);
  CHECK_FALSE(rollout->calls[0].ok);
  CHECK_FALSE(rollout->calls[1].ok);
  CHECK(rollout->calls[2].ok);
  CHECK(rollout->calls[2].exit_code == 0);
  CHECK(!rollout->messages[3].content.contains("root:"));
  CHECK(rollout->files.empty());
  CHECK(rollout->ended == Ended::answered);  // a script that has nothing more to say
}

TEST_CASE("a stopped rollout is an error, not a result") {
  Bench bench;
  std::stop_source stop;
  stop.request_stop();
  auto agent = agent_rollout::reference_agent(task(), bench.options.root);
  CHECK_FALSE(agent_rollout::run(task(), agent, bench.options, stop.get_token()));
}

TEST_CASE("a message that was cut is kept, its calls are carried out, and it ends the rollout") {
  Bench bench;
  Told agent({{.message = calling("write", R"({"content":"x","filePath":"/workspace/a.rs"})"),
               .ended = Ended::token_limit}});
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  CHECK(rollout->ended == Ended::token_limit);
  CHECK(rollout->files == std::vector<File>{{"a.rs", "x"}});
  REQUIRE(rollout->messages.size() == 4);
  CHECK(rollout->messages[2].tool_calls.size() == 1);
  CHECK(rollout->messages[3].role == chat::Role::tool);
}

TEST_CASE("an agent that can say nothing more ends the rollout without a message") {
  Bench bench;
  Told agent({{.message = calling("bash", R"({"command":"true"})")},
              {.message = {}, .ended = Ended::context_limit}});
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  CHECK(rollout->ended == Ended::context_limit);
  CHECK(rollout->messages.size() == 4);
  CHECK(rollout->messages.back().role == chat::Role::tool);
}

TEST_CASE("what could be read of a malformed message counts, and the error is recorded") {
  Bench bench;
  Told agent(
      {{.message = calling("bash", R"({"command":"true"})"), .format_error = "the second call has no name"},
       {.message = chat::Message{.content = "Done."}}});
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  CHECK(bench.commands == std::vector<std::string>{"true"});
  CHECK(rollout->ended == Ended::answered);
  CHECK(rollout->format_errors ==
        std::vector<std::string>{"assistant message 1: the second call has no name"});
}

TEST_CASE("a message whose only call cannot be read is no answer") {
  Bench bench;
  Told agent({{.message = chat::Message{.content = "I edit."}, .format_error = "the call has no name"}});
  const auto rollout = agent_rollout::run(task(), agent, bench.options, {});
  REQUIRE(rollout);
  CHECK(rollout->ended == Ended::format_error);
  CHECK(rollout->messages.back().content == "I edit.");
  CHECK(rollout->format_errors.size() == 1);
}
