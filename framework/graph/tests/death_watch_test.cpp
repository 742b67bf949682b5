// Stages that die are in tests/e2e; here is who else has a hand in it.
#include <csignal>
#include <cstdlib>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <graph/death_watch.hpp>
#include <test_support/temporary_folder.hpp>

namespace {

// As the handlers of sanitizers and of other languages' runtimes end the process.
extern "C" void abort_at_fault(int) { std::abort(); }

// The wait status of a child that does this.
template <class Function>
int status_of(Function function) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(30);  // by SIGALRM, if it does not end otherwise
    ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
    function();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

TEST_CASE("a process whose earlier handler of a fault aborts dies of that, and the note tells of the fault") {
  const test_support::TemporaryFolder folder;
  const auto note = folder / "died";
  const int status = status_of([&] {
    for (const int number : {SIGSEGV, SIGABRT}) ::signal(number, SIG_DFL);  // doctest's
    ::signal(SIGSEGV, abort_at_fault);
    const flowrun::graph::DeathWatch watch(note);
    (void)::raise(SIGSEGV);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  const auto told = flowrun::graph::take_death_note(note);
  REQUIRE(told);
  CHECK(told->contains("segmentation fault"));
}
