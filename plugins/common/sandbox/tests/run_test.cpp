#include <algorithm>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "fixture.hpp"

using namespace sandbox_test;
using sandbox::Ending;

TEST_CASE("a command's exit code and both outputs come back") {
  const Folder folder;
  const auto outcome = outcome_of(shell(folder, "echo out; echo err >&2; exit 3"));
  CHECK(outcome.ending == Ending::exited);
  CHECK(outcome.exit_code == 3);
  CHECK(outcome.stdout_text == "out\n");
  CHECK(outcome.stderr_text == "err\n");
  CHECK_FALSE(outcome.truncated);
}

TEST_CASE("a command reads the given text, then the end") {
  const Folder folder;
  auto request = shell(folder, "cat; echo end");
  request.stdin_text = std::string(300'000, 'x');
  CHECK(outcome_of(request).stdout_text == request.stdin_text + "end\n");
  request.stdin_text.clear();
  CHECK(outcome_of(request).stdout_text == "end\n");
}

TEST_CASE("the environment is what was given, the working folder and nothing of the host") {
  const Folder folder;
  auto request = shell(folder, "");
  request.argv = {"env"};
  request.environment = {{"PATH", "/usr/bin"}, {"WORD", "two words"}};
  const auto lines = outcome_of(request).stdout_text;
  CHECK(lines.contains("WORD=two words\n"));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 3);
  CHECK(lines.contains("PWD=/work\n"));
}

TEST_CASE("what is written to the writable folder is there afterwards") {
  const Folder folder;
  CHECK(outcome_of(shell(folder, "mkdir a && echo kept > a/b")).succeeded());
  CHECK(read_file(folder.path() / "work/a/b") == "kept\n");
  CHECK(outcome_of(shell(folder, "echo again >> a/b && cat a/b")).stdout_text == "kept\nagain\n");
}

TEST_CASE("a source below a closed folder can be bound") {
  const Folder folder;
  write_file(folder.path() / "closed/tools/file", "text");
  std::filesystem::permissions(folder.path() / "closed", std::filesystem::perms::owner_all);
  auto request = shell(folder, "cat /tools/file; cat /one; echo x > /tools/file");
  request.binds.push_back({folder.path() / "closed/tools", "/tools"});
  request.binds.push_back({folder.path() / "closed/tools/file", "/one"});
  const auto outcome = outcome_of(request);
  CHECK(outcome.stdout_text == "texttext");
  CHECK(outcome.exit_code != 0);
  CHECK(read_file(folder.path() / "closed/tools/file") == "text");
}

TEST_CASE("a signal is told from an exit") {
  const Folder folder;
  const auto outcome = outcome_of(shell(folder, "kill -SEGV $$"));
  CHECK(outcome.ending == Ending::signalled);
  CHECK(outcome.exit_code == 128 + 11);
}

TEST_CASE("a command that is not there could not start, whatever commands write themselves") {
  const Folder folder;
  auto request = shell(folder, "");
  request.argv = {"/usr/bin/no-such-command"};
  const auto outcome = outcome_of(request);
  CHECK(outcome.ending == Ending::could_not_start);
  CHECK(outcome.stderr_text.contains("no-such-command"));

  const auto forged = outcome_of(shell(folder, "echo 'bwrap: execvp x: No such file' >&2; exit 1"));
  CHECK(forged.ending == Ending::exited);
  CHECK(forged.exit_code == 1);
}

TEST_CASE("what is wrong with a request is said") {
  const Folder folder;
  auto request = shell(folder, "true");
  request.binds.push_back({folder.path() / "missing", "/missing"});
  CHECK(error_of(sandbox::run(request)).why.ends_with("missing is not there"));

  request = shell(folder, "true");
  request.working_folder = "/nowhere";
  CHECK(error_of(sandbox::run(request)).what_to_do.contains("working folder"));

  request = shell(folder, "true");
  request.argv.clear();
  CHECK(error_of(sandbox::run(request)).why == "no command is given");
  request = shell(folder, "true");
  request.environment.emplace_back("A=B", "c");
  CHECK(error_of(sandbox::run(request)).why == "the variable 'A=B' cannot be set");
}

TEST_CASE("a stop request ends the command") {
  const Folder folder;
  const std::string word = unique_word();
  std::stop_source source;
  std::jthread stopper([&](std::stop_token given_up) {
    while (!given_up.stop_requested() && !std::filesystem::exists(folder.path() / "work/ready"))
      std::this_thread::yield();
    source.request_stop();
  });
  const auto outcome =
      outcome_of(shell(folder, "sleep 1000 & touch ready; : " + word + "; sleep 1000"), source.get_token());
  CHECK(outcome.ending == Ending::stopped);
  CHECK(processes_with(word) == 0);
}

TEST_CASE("a stop request made before ends it at once") {
  const Folder folder;
  std::stop_source source;
  source.request_stop();
  CHECK(outcome_of(shell(folder, "sleep 1000"), source.get_token()).ending == Ending::stopped);
}

TEST_CASE("many threads run commands at once") {
  std::vector<std::string> texts(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      threads.emplace_back([&texts, i] {
        const Folder folder;
        auto outcome = sandbox::run(shell(folder, "echo " + std::to_string(i) + " > own; cat own; ls"));
        texts[i] = outcome ? outcome->stdout_text : outcome.error().text();
      });
    }
  }
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(texts[i] == std::to_string(i) + "\nown\n");
}

TEST_CASE("a trusted command runs outside, in the root folder, within its time") {
  auto outcome = sandbox::run_trusted({"/bin/sh", "-c", "pwd; echo $WORD; exit 4"}, {{"WORD", "w"}},
                                      std::chrono::seconds(20));
  REQUIRE(outcome);
  CHECK(outcome->stdout_text == "/\nw\n");
  CHECK(outcome->exit_code == 4);
  outcome = sandbox::run_trusted({"/bin/sleep", "1000"}, {}, std::chrono::milliseconds(50));
  REQUIRE(outcome);
  CHECK(outcome->ending == Ending::timed_out);
  CHECK(error_of(sandbox::run_trusted({"/no/such/program"}, {}, std::chrono::seconds(1))).problem ==
        "cannot start /no/such/program");
}
