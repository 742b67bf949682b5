#include <algorithm>

#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace sandbox_test;
using sandbox::Ending;

TEST_CASE("an endless loop ends at the wall time") {
  const Folder folder;
  auto request = shell(folder, "while :; do :; done");
  request.limits.wall = std::chrono::milliseconds(300);
  const auto outcome = outcome_of(request);
  CHECK(outcome.ending == Ending::timed_out);
  CHECK(outcome.wall >= request.limits.wall);
}

TEST_CASE("endless output ends the command, and what is kept is bounded") {
  const Folder folder;
  for (const auto* redirect : {"", " >&2"}) {
    auto request = shell(folder, std::string("yes") + redirect);
    const auto outcome = outcome_of(request);
    CHECK(outcome.ending == Ending::too_much_output);
    CHECK(outcome.truncated);
    CHECK(std::max(outcome.stdout_text.size(), outcome.stderr_text.size()) == request.limits.output);
  }
}

TEST_CASE("output of just the limit is whole") {
  const Folder folder;
  auto request = shell(folder, "head -c 1048576 /dev/zero");
  const auto outcome = outcome_of(request);
  CHECK(outcome.succeeded());
  CHECK_FALSE(outcome.truncated);
  CHECK(outcome.stdout_text.size() == request.limits.output);
}

TEST_CASE("memory is limited over all processes together") {
  const Folder folder;
  // tail keeps the last line, which never ends.
  auto one = shell(folder, "tail -n 1 /dev/zero");
  CHECK(outcome_of(one).ending == Ending::out_of_memory);
  auto many =
      shell(folder, "for i in 1 2 3 4 5 6; do (head -c 64M /dev/zero; sleep 1000) | tail -n 1 & done; wait");
  CHECK(outcome_of(many).ending == Ending::out_of_memory);
}

TEST_CASE("one process cannot map more than the machine has") {
  const Folder folder;
  auto request = shell(folder, "perl -e 'my $x; vec($x, 1 << 40, 8) = 1; print \"got it\"'");
  const auto outcome = outcome_of(request);
  CHECK(outcome.stdout_text.empty());
  CHECK_FALSE(outcome.succeeded());
}

TEST_CASE("files in memory are bounded too") {
  const Folder folder;
  const auto outcome =
      outcome_of(shell(folder,
                       "for d in /tmp /dev/shm; do for i in 1 2 3 4; do head -c 10M /dev/zero > $d/$i; done;"
                       " du -sm $d | cut -f1; done"));
  CHECK(outcome.stdout_text == "16\n16\n");
}

TEST_CASE("a file cannot grow past its limit") {
  const Folder folder;
  const auto outcome = outcome_of(shell(folder, "head -c 17M /dev/zero > big; echo $?"));
  CHECK(outcome.stdout_text != "0\n");
  CHECK(std::filesystem::file_size(folder.path() / "work/big") == 16u << 20);
}

TEST_CASE("the writable folders together cannot fill the disk") {
  const Folder folder;
  const auto outcome =
      outcome_of(shell(folder, "i=0; while :; do i=$((i+1)); head -c 1M /dev/zero > f$i || exit 9; done"));
  CHECK(outcome.ending == Ending::out_of_disk);
}

TEST_CASE("folders that their owner closed count too, and so do files of a command that ends at once") {
  const Folder folder;
  auto request = shell(folder, "mkdir -p a/b; head -c 9M /dev/zero > a/b/file; chmod 300 a/b; chmod 0 a");
  request.limits.disk = 8ull << 20;
  CHECK(outcome_of(request).ending == Ending::out_of_disk);
}

TEST_CASE("folders nested deeper than can be counted end the command, and hold up no later one") {
  const Folder folder;
  const auto outcome =
      outcome_of(shell(folder, "perl -e 'for (1..300) { mkdir \"d\"; chdir \"d\" or die $! }'; echo done"));
  CHECK(outcome.ending == Ending::out_of_disk);
  // It ends at once as well, unless it removes them before they are looked at.
  const auto later = outcome_of(shell(folder, "rm -r d; echo removed"));
  CHECK((later.ending == Ending::out_of_disk || later.stdout_text == "removed\n"));
}

TEST_CASE("a file with nothing in it cannot be larger than a file may be") {
  const Folder folder;
  CHECK_FALSE(outcome_of(shell(folder, "truncate -s 1T sparse")).succeeded());
}

TEST_CASE("open files are limited") {
  const Folder folder;
  auto request = shell(folder,
                       "perl -e 'my @f; my $n = 0; while (open(my $h, \"<\", \"/dev/null\")) "
                       "{ push @f, $h; $n++ } print $n'");
  request.limits.open_files = 32;
  const auto outcome = outcome_of(request);
  CHECK(std::stoi(outcome.stdout_text) < 32);
  CHECK(std::stoi(outcome.stdout_text) > 20);
}

TEST_CASE("processes are limited, and those of other sandboxes do not count") {
  const Folder folder;
  auto request = shell(folder, "n=0; while [ $n -lt 20 ]; do sleep 100 & n=$((n+1)); done; echo started $n");
  request.limits.processes = 10;
  CHECK(outcome_of(request).stdout_text.empty());
  request.limits.processes = 24;
  CHECK(outcome_of(request).stdout_text == "started 20\n");
}
