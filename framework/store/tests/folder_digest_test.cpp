#include "store/folder_digest.hpp"

#include <chrono>
#include <cstring>
#include <map>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

class CountingMemory : public FileMemory {
 public:
  std::optional<Digest> recall(const FileIdentity& file) override {
    const auto found = known.find(file.inode);
    if (found == known.end() || found->second.first != file) return std::nullopt;
    ++recalled;
    return found->second.second;
  }
  void remember(const FileIdentity& file, const Digest& digest) override {
    known[file.inode] = {file, digest};
  }

  std::map<std::uint64_t, std::pair<FileIdentity, Digest>> known;
  int recalled = 0;
};

void make_tree(const fs::path& root) {
  write_file(root / "a.txt", "alpha");
  write_file(root / "B.txt", "beta");
  write_file(root / "sub/run.sh", "#!/bin/sh\n");
  ::chmod((root / "sub/run.sh").c_str(), 0755);
  fs::create_directories(root / "empty");
  fs::create_symlink("a.txt", root / "link");
}

ErrorKind kind_of_failure(const fs::path& path) {
  const auto digest = digest_path(path);
  REQUIRE_FALSE(digest);
  CHECK(digest.error().text().contains(path.filename().string()));
  return digest.error().kind;
}

}  // namespace

TEST_CASE("a file's digest is that of its bytes, wherever it lies") {
  const TemporaryFolder folder;
  write_file(folder / "x", "abc");
  CHECK(must(digest_path(folder / "x")) == digest_of("abc"));
  fs::create_symlink("x", folder / "link");
  CHECK(must(digest_path(folder / "link")) == digest_of("abc"));
  const std::string large(3'000'000, 'z');
  write_file(folder / "large", large);
  CHECK(must(digest_path(folder / "large")) == digest_of(large));
}

TEST_CASE("a folder's digest follows the documented format") {
  const TemporaryFolder folder;
  make_tree(folder / "tree");
  const auto header = std::string_view("flowrun.folder/1");
  const auto sub = Hasher().field(header).field("run.sh").number(1).digest(digest_of("#!/bin/sh\n")).finish();
  const auto empty = Hasher().field(header).finish();
  const auto expected = Hasher()
                            .field(header)
                            .field("B.txt")
                            .number(0)
                            .digest(digest_of("beta"))
                            .field("a.txt")
                            .number(0)
                            .digest(digest_of("alpha"))
                            .field("empty")
                            .number(2)
                            .digest(empty)
                            .field("link")
                            .number(3)
                            .field("a.txt")
                            .field("sub")
                            .number(2)
                            .digest(sub)
                            .finish();
  CHECK(must(digest_path(folder / "tree")) == expected);
}

TEST_CASE("a digest may pass over one entry at the top, as if it were not there") {
  const TemporaryFolder folder;
  const auto tree = folder / "tree";
  make_tree(tree);
  Contents before, after;
  const auto digest = must(digest_path(tree, {.contents = &before}));
  write_file(tree / "more.json", "{}");
  CHECK(must(digest_path(tree, {.contents = &after, .except = "more.json"})) == digest);
  CHECK(after == before);
  write_file(tree / "sub/more.json", "{}");
  CHECK(must(digest_path(tree, {.except = "more.json"})) != digest);
}

TEST_CASE("a digest may be of some entries at the top alone, which need not be there") {
  const TemporaryFolder folder;
  const auto tree = folder / "tree";
  make_tree(tree);
  const DigestOptions some{.only = {"a.txt", "sub", "nowhere"}};
  const auto digest = must(digest_path(tree, some));
  write_file(tree / "more.json", "{}");
  CHECK(must(digest_path(tree, some)) == digest);
  write_file(tree / "sub/more.json", "{}");
  const auto deeper = must(digest_path(tree, some));
  CHECK(deeper != digest);
  write_file(tree / "nowhere", "");
  CHECK(must(digest_path(tree, some)) != deeper);
}

TEST_CASE("equal content has equal digests, whatever the times, owners and places") {
  const TemporaryFolder folder;
  make_tree(folder / "one");
  make_tree(folder / "two/deeper");
  fs::last_write_time(folder / "two/deeper/a.txt", fs::file_time_type::clock::now() - std::chrono::hours(9));
  ::chmod((folder / "two/deeper/B.txt").c_str(), 0600);
  CHECK(must(digest_path(folder / "one")) == must(digest_path(folder / "two/deeper")));
}

TEST_CASE("every change of content changes a folder's digest") {
  const TemporaryFolder folder;
  const auto tree = folder / "tree";
  make_tree(tree);
  const auto before = must(digest_path(tree));
  SUBCASE("a byte") { write_file(tree / "a.txt", "alphb"); }
  SUBCASE("a name") { fs::rename(tree / "a.txt", tree / "c.txt"); }
  SUBCASE("the executable bit") { ::chmod((tree / "a.txt").c_str(), 0755); }
  SUBCASE("an empty folder more") { fs::create_directories(tree / "sub/empty"); }
  SUBCASE("a file moved into a folder") { fs::rename(tree / "a.txt", tree / "sub/a.txt"); }
  SUBCASE("a file where a folder was") {
    fs::remove(tree / "empty");
    write_file(tree / "empty", "");
  }
  SUBCASE("a symlink's target") {
    fs::remove(tree / "link");
    fs::create_symlink("B.txt", tree / "link");
  }
  SUBCASE("a copy in the symlink's place") {
    fs::remove(tree / "link");
    write_file(tree / "link", "alpha");
  }
  CHECK(must(digest_path(tree)) != before);
}

TEST_CASE("what has no content is an error that names it") {
  const TemporaryFolder folder;
  CHECK(kind_of_failure(folder / "missing") == ErrorKind::not_found);
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(kind_of_failure(folder / "fifo") == ErrorKind::unsupported);
  CHECK(kind_of_failure("/dev/null") == ErrorKind::unsupported);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder / "socket").c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(kind_of_failure(folder / "socket") == ErrorKind::unsupported);
  ::close(listener);
  const auto whole = digest_path(folder.path());
  REQUIRE_FALSE(whole);
  CHECK(whole.error().problem.contains("fifo"));
}

TEST_CASE("a folder deeper than the walk can go is an error, not a crash") {
  const TemporaryFolder folder;
  fs::path deep = folder / "d";
  fs::create_directories(deep);
  for (int i = 0; i < 260; ++i) deep /= "d";
  fs::create_directories(deep);
  const auto digest = digest_path(folder / "d");
  REQUIRE_FALSE(digest);
  CHECK(digest.error().kind == ErrorKind::unsupported);
}

TEST_CASE("a file left alone since before is read once") {
  const TemporaryFolder folder;
  make_tree(folder / "tree");
  CountingMemory memory;
  const DigestOptions options{.memory = &memory, .settled_after = std::chrono::nanoseconds(0)};
  const auto first = must(digest_path(folder / "tree", options));
  CHECK(memory.recalled == 0);
  CHECK(memory.known.size() == 3);
  CHECK(must(digest_path(folder / "tree", options)) == first);
  CHECK(memory.recalled == 3);

  SUBCASE("a change that keeps size and time of modification is seen") {
    const auto file = folder / "tree/a.txt";
    const auto time = fs::last_write_time(file);
    write_file(file, "ALPHA");
    fs::last_write_time(file, time);
    CHECK(must(digest_path(folder / "tree", options)) != first);
    CHECK(memory.recalled == 5);
  }
}

TEST_CASE("a file written just now is not remembered: a write in the same tick would go unseen") {
  const TemporaryFolder folder;
  write_file(folder / "fresh", "abc");
  // An old time of modification proves nothing: anybody can set it.
  fs::last_write_time(folder / "fresh", fs::file_time_type::clock::now() - std::chrono::hours(1));
  CountingMemory memory;
  CHECK(must(digest_path(folder / "fresh", {.memory = &memory})) == digest_of("abc"));
  CHECK(memory.known.empty());
}

TEST_CASE("contents name every entry with its kind and what is in it") {
  const TemporaryFolder folder;
  make_tree(folder / "tree");
  const auto text = [](std::string_view bytes) { return "sha256:" + digest_of(bytes).hex(); };
  const Contents expected{{"B.txt", text("beta")}, {"a.txt", text("alpha")},
                          {"empty", "folder"},     {"link", "link a.txt"},
                          {"sub", "folder"},       {"sub/run.sh", "executable " + text("#!/bin/sh\n")}};
  Contents found, copied, file;
  (void)must(digest_path(folder / "tree", {.contents = &found}));
  CHECK(found == expected);
  (void)must(copy_with_digest(folder / "tree", folder / "copy", &copied));
  CHECK(copied == expected);
  (void)must(digest_path(folder / "tree/a.txt", {.contents = &file}));
  CHECK(file == contents_of_file(digest_of("alpha")));
}
