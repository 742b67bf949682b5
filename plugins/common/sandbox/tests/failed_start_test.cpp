#include "failed_start.hpp"

#include <array>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "fixture.hpp"
#include "run_with.hpp"

using namespace sandbox_test;
using sandbox::Host;

namespace {

bool has(const std::string& text, const std::string& part) { return text.contains(part); }

// Runs a script in the place of bubblewrap; it fails, and soon.
base::Error error_of(const std::string& script) {
  const Folder folder;
  const auto program = folder.path() / "bwrap";
  write_file(program, "#!/bin/sh\n" + script + "\n");
  ::chmod(folder.path().c_str(), 0755);
  ::chmod(program.c_str(), 0755);
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome =
      sandbox::run_with({program.string(), std::chrono::milliseconds(400)}, shell(folder, "true"), {});
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
  REQUIRE_FALSE(outcome);
  return outcome.error();
}

}  // namespace

TEST_CASE("a sandbox can be made where these tests run") {
  const auto good = sandbox::probe();
  CHECK_MESSAGE(good.has_value(), good.error().text());
}

TEST_CASE("a bubblewrap that fails is an error with its own words") {
  CHECK(has(error_of("echo 'bwrap: something odd' >&2; exit 1").why, "something odd"));
  CHECK(has(error_of("exit 1").why, "without a word"));
  CHECK_FALSE(error_of("exit 0").what_to_do.empty());
  CHECK_FALSE(error_of("kill -SEGV $$").what_to_do.empty());
}

TEST_CASE("a bubblewrap that hangs is an error, and nothing of it is left") {
  const std::string word = unique_word();
  CHECK(has(error_of("while :; do sleep 1000; done; : " + word).why, "in time"));
  CHECK(processes_with(word) == 0);
}

TEST_CASE("a bubblewrap that closes what it was given is an error, whether it ends or hangs") {
  const std::string close = "exec 0<&- 1>&- 2>&- 3>&- 4<&- 5<&- 6<&-; ";
  CHECK(has(error_of(close + "exit 1").why, "without a word"));
  CHECK(has(error_of(close + "exec sleep 1000").why, "in time"));
}

TEST_CASE("a bubblewrap that floods its output is an error and no outcome of the command") {
  CHECK_FALSE(error_of("yes 'bwrap: no' >&2").why.empty());
}

TEST_CASE("a bubblewrap that is not there is said to be missing") {
  const Folder folder;
  const auto outcome = sandbox::run_with({""}, shell(folder, "true"), {});
  REQUIRE_FALSE(outcome);
  CHECK(has(outcome.error().text(), "apt-get install bubblewrap"));
}

TEST_CASE("what would allow a sandbox is told apart") {
  const std::string denied =
      "bwrap: No permissions to create new namespace, likely because the kernel does not allow "
      "non-privileged user namespaces.\n";
  const auto remedy = [&](const Host& one) { return sandbox::explain_failed_start(denied, one).what_to_do; };
  Host host;
  CHECK(has(remedy(host), "/proc/sys/user"));
  host.container = true;
  CHECK(has(remedy(host), "docker run --security-opt seccomp=unconfined"));
  host.apparmor_restricts = true;
  CHECK(has(remedy(host), "kernel.apparmor_restrict_unprivileged_userns=0"));
  host.unprivileged_off = true;
  CHECK(has(remedy(host), "kernel.unprivileged_userns_clone=1"));
  host.namespaces_off = true;
  CHECK(has(remedy(host), "user.max_user_namespaces"));
  host.chrooted = true;
  CHECK(has(remedy(host), "outside the chroot"));
  const auto as_root = sandbox::explain_failed_start("unshare: cannot change root filesystem", host);
  CHECK(has(as_root.what_to_do, "outside the chroot"));
}

TEST_CASE("each step before the command has its own advice") {
  const std::array<std::pair<const char*, const char*>, 6> cases{
      {{"bwrap: Can't chdir to /nowhere: No such file or directory", "working folder"},
       {"bwrap: Can't find source path /root/x: Permission denied", "may read"},
       {"unshare: unshare failed: Operation not permitted", "SYS_ADMIN"},
       {"setpriv: setresuid failed: Invalid argument", "65534"},
       {"bwrap: Creating new namespace failed: nesting depth (ENOSPC)", "max_user_namespaces"},
       {"bwrap: setting up uid map: Permission denied", "user namespaces"}}};
  for (const auto& [said, advice] : cases) {
    const auto error = sandbox::explain_failed_start(said, {});
    CHECK(error.why == said);
    CHECK_MESSAGE(has(error.what_to_do, advice), error.text());
  }
}
