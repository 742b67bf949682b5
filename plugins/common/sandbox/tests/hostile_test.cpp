#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.hpp"
#include "listener.hpp"

using namespace sandbox_test;
using sandbox::Ending;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) { return text.contains(part); }

}  // namespace

TEST_CASE("nothing can be written outside the writable folder") {
  const Folder folder;
  write_file(folder.path() / "host", "untouched");
  const auto outcome = outcome_of(shell(
      folder, fmt::format("for f in /x /usr/x /etc/x /bin/x /dev/x /home/x /root/x {0}/x /work/../x; do"
                          " (echo bad > $f) 2>/dev/null && echo wrote $f; done;"
                          " echo bad > {0}/host; echo fine > /tmp/x; ls /tmp; rm -rf / 2>/dev/null; echo end",
                          folder.path().string())));
  CHECK(outcome.stdout_text == "x\nend\n");
  CHECK(read_file(folder.path() / "host") == "untouched");
  CHECK_FALSE(fs::exists("/usr/x"));
  CHECK_FALSE(fs::exists("/tmp/x"));
  CHECK(fs::exists("/bin/sh"));
}

TEST_CASE("nothing of the host but its programs can be read") {
  const Folder folder;
  write_file(folder.path() / "secret", "secret-text");
  const auto outcome = outcome_of(shell(
      folder,
      fmt::format(
          "cat /etc/shadow /etc/passwd /etc/hostname {0}/secret; ls /root /home /var /work/.. /proc/1/root;"
          " cat /proc/1/environ /proc/1/cmdline; ls /dev; hostname",
          folder.path().string())));
  CHECK_FALSE(has(outcome.stdout_text, "secret-text"));
  CHECK(has(outcome.stdout_text, "root:x:0:0::/:/bin/false\nnobody:x:65534:65534::/tmp:/bin/sh\n"));
  CHECK_FALSE(has(outcome.stdout_text, "daemon"));  // of the host's users
  CHECK_FALSE(has(outcome.stdout_text, "--ro-bind"));
  CHECK(has(outcome.stdout_text, "sandbox\n"));
  for (const auto* file : {"/etc/shadow", "/etc/hostname"})
    CHECK(has(outcome.stderr_text, fmt::format("{}: No such file", file)));
  CHECK(has(outcome.stderr_text, "/root': No such file"));
}

TEST_CASE("a fork bomb is bounded, and nothing of it is left") {
  const Folder folder;
  const std::string word = unique_word();
  auto request = shell(folder, "bomb() { bomb | bomb & }; : " + word + "; bomb; wait; sleep 1000");
  request.limits.wall = std::chrono::milliseconds(800);
  const auto outcome = outcome_of(request);
  CHECK((outcome.ending == Ending::timed_out || outcome.ending == Ending::too_much_output ||
         outcome.ending == Ending::exited));
  CHECK(has(outcome.stderr_text, "fork"));
  CHECK(processes_with(word) == 0);
}

TEST_CASE("daemons die with the command that left them behind") {
  const Folder folder;
  const std::string word = unique_word();
  const auto outcome = outcome_of(shell(
      folder,
      fmt::format(
          "for i in 1 2 3; do setsid -f sh -c 'trap \"\" TERM HUP INT; touch ready'$i'; : {};"
          " while :; do sleep 1; done'; done; while ! [ -e ready1 -a -e ready2 -a -e ready3 ]; do :; done",
          word)));
  CHECK(outcome.succeeded());
  CHECK(processes_with(word) == 0);
}

TEST_CASE("a daemon that holds the output open does not hold up the end") {
  const Folder folder;
  const auto outcome = outcome_of(shell(folder, "setsid -f sleep 1000; echo done"));
  CHECK(outcome.succeeded());
  CHECK(outcome.stdout_text == "done\n");
}

TEST_CASE("killing everything in sight kills only the sandbox") {
  const Folder folder;
  CHECK(outcome_of(shell(folder, "kill -9 $PPID; kill -9 1; echo alive")).stdout_text == "alive\n");
  CHECK(outcome_of(shell(folder, "kill -9 -1; echo alive")).stdout_text.contains("alive"));
  CHECK(outcome_of(shell(folder, fmt::format("kill -9 {0} {1} && echo killed", ::getpid(), ::getppid())))
            .stdout_text.empty());
  CHECK(outcome_of(shell(folder, "kill -9 $$")).ending == Ending::signalled);
}

TEST_CASE("there is no network but a private loopback") {
  const Folder folder;
  const auto outcome = outcome_of(shell(folder, R"(perl -MSocket -e '
    sub try_connect { my ($name, $address) = @_;
      socket(my $s, PF_INET, SOCK_STREAM, 0) or die; 
      print "$name ", (connect($s, pack_sockaddr_in(80, inet_aton($address))) ? "yes" : "no"), "\n"; }
    try_connect("outside", "192.0.2.1"); try_connect("host", "127.0.0.1");
    for my $family (16, 17, 40) { print "family $family ", (socket(my $s, $family, SOCK_RAW, 0) ? "yes" : "no"), "\n"; }
    socket(my $s, PF_INET, SOCK_STREAM, 0); print "bind ", (bind($s, pack_sockaddr_in(0, INADDR_LOOPBACK)) ? "yes" : "no"), "\n";
    print "raw ", (socket(my $r, PF_INET, SOCK_RAW, 1) ? "yes" : "no"), "\n"')"));
  CHECK(outcome.stdout_text ==
        "outside no\nhost no\nfamily 16 no\nfamily 17 no\nfamily 40 no\nbind yes\nraw no\n");
}

TEST_CASE("no privileges can be had") {
  const Folder folder;
  const auto outcome = outcome_of(
      shell(folder,
            "grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; id -u; unshare -r true && echo unshared;"
            " unshare -m true && echo mounted; mount -t tmpfs x /tmp && echo mounted; chroot / true && echo "
            "rooted"));
  CHECK(outcome.stdout_text ==
        "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n65534\n");
}

TEST_CASE("no file gets the set-user or set-group bit, however it is made") {
  const Folder folder;
  const auto outcome = outcome_of(shell(folder, R"(
    cp /usr/bin/id id; for m in 4755 2755 6755 u+s g+s; do chmod $m id && echo changed $m; done; ./id -u
    perl -MFcntl -e '
      for my $mode (04755, 02755) {
        print "opened\n" if sysopen(my $f, "made$mode", O_CREAT|O_WRONLY, $mode);
        print "truncated\n" if sysopen(my $f, "id", O_TRUNC|O_WRONLY, $mode);  # creates nothing: allowed
        open(my $g, "<", "id"); print "by descriptor\n" if chmod($mode, $g); }'
    chmod 755 id && echo plain)"));
  CHECK(outcome.stdout_text == "65534\ntruncated\ntruncated\nplain\n");
  for (const auto& entry : fs::directory_iterator(folder.path() / "work"))
    CHECK((entry.status().permissions() & (fs::perms::set_uid | fs::perms::set_gid)) == fs::perms::none);
}

TEST_CASE("devices cannot be made, pipes do no harm, and what is left can be removed") {
  const Folder folder;
  const auto outcome =
      outcome_of(shell(folder,
                       "mknod c c 1 3 && echo device; mknod b b 8 0 && echo device; mkfifo p && echo "
                       "pipe; perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, "
                       "sockaddr_un(\"s\")) && print \"socket\\n\"'"));
  CHECK(outcome.stdout_text == "pipe\nsocket\n");
  CHECK(outcome_of(shell(folder, "ls")).stdout_text == "p\ns\n");
}

TEST_CASE("listeners of the host cannot be reached, by address, by name or by file") {
  const Folder folder;
  const std::string word = unique_word();
  const Listener internet(AF_INET, ""), named(AF_UNIX, std::string(1, '\0') + word);
  const Listener file(AF_UNIX, (folder.path() / "s").string());
  const auto path = (folder.path() / "s").string();
  const auto outcome = outcome_of(shell(folder, fmt::format(R"(perl -MSocket -e '
    sub reach {{ my ($family, $address) = @_; socket(my $s, $family, SOCK_STREAM, 0) or die;
      print connect($s, $address) ? "yes\n" : "no\n"; }}
    reach(PF_INET, pack_sockaddr_in({}, INADDR_LOOPBACK)); reach(PF_UNIX, pack("S", AF_UNIX) . "\0{}");
    reach(PF_UNIX, pack_sockaddr_un("{}"))')",
                                                            internet.port(), word, path)));
  CHECK(outcome.stdout_text == "no\nno\nno\n");
  CHECK_FALSE(internet.was_reached());
  CHECK_FALSE(named.was_reached());
  CHECK_FALSE(file.was_reached());
}

TEST_CASE("links in the writable folder lead nowhere outside, in this run and in the next") {
  const Folder folder;
  write_file(folder.path() / "host/file", "untouched");
  const auto host = (folder.path() / "host").string();
  const auto before = fs::status(folder.path() / "host/file").permissions();
  struct stat owner_before, owner_after;
  REQUIRE(::stat((host + "/file").c_str(), &owner_before) == 0);
  const auto first = outcome_of(shell(
      folder, fmt::format("ln -s {0} dir; ln -s {0}/file file; ln -s / root; ln -s /etc/shadow shadow;"
                          " cat file shadow dir/file root/etc/shadow; echo bad > file; echo bad > dir/file;"
                          " ln {0}/file hard; echo end",
                          host)));
  CHECK(first.stdout_text == "end\n");
  CHECK(outcome_of(shell(folder, "cat file shadow; chmod 777 file dir; echo end")).stdout_text == "end\n");
  REQUIRE(::stat((host + "/file").c_str(), &owner_after) == 0);
  CHECK(owner_before.st_uid == owner_after.st_uid);
  CHECK(read_file(host + "/file") == "untouched");
  CHECK(fs::status(folder.path() / "host/file").permissions() == before);
}

TEST_CASE("a read-only bind stays read-only, also through a writable one") {
  const Folder folder;
  write_file(folder.path() / "source/file", "text");
  auto request = shell(
      folder, "echo bad > /source/file; rm -f /source/file; mv /source /work/s; chmod 777 /source; echo end");
  request.binds.push_back({folder.path() / "source", "/source"});
  CHECK(outcome_of(request).stdout_text == "end\n");
  CHECK(read_file(folder.path() / "source/file") == "text");
}

TEST_CASE("commands cannot see each other's temporary files") {
  const Folder folder;
  CHECK(outcome_of(shell(folder, "echo x > /tmp/mine; echo x > /dev/shm/mine")).succeeded());
  CHECK(outcome_of(shell(folder, "ls /tmp /dev/shm")).stdout_text == "/dev/shm:\n\n/tmp:\n");
}
