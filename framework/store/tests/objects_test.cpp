#include "store/objects.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <sys/stat.h>

#include "store/folder_digest.hpp"
#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

void make_artifact(const fs::path& root) {
  write_file(root / "model.bin", std::string(100'000, 'm'));
  write_file(root / "sub/run", "#!/bin/sh\n");
  ::chmod((root / "sub/run").c_str(), 0755);
  fs::create_symlink("../model.bin", root / "sub/link");
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

bool nothing_aside(const fs::path& store) {
  return !fs::exists(store / "tmp") || fs::is_empty(store / "tmp");
}

}  // namespace

TEST_CASE("an object lies under the digest of its content") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  make_artifact(folder / "artifact");
  const auto expected = must(digest_path(folder / "artifact"));
  CHECK(must(objects.ingest(folder / "artifact")) == expected);
  CHECK(must(digest_path(folder / "artifact")) == expected);
  const auto path = objects.path_of(expected);
  REQUIRE(path);
  const auto hex = expected.hex();
  CHECK(*path == folder / "store" / "objects" / hex.substr(0, 2) / hex);
  CHECK(must(digest_path(*path)) == expected);
  CHECK(mode_of(*path / "model.bin") == 0444);
  CHECK(mode_of(*path / "sub/run") == 0555);
  CHECK(must(objects.verify(expected)) == Integrity::intact);
  CHECK(nothing_aside(folder / "store"));
}

TEST_CASE("the same content is kept once") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  make_artifact(folder / "one");
  make_artifact(folder / "two");
  const auto first = must(objects.ingest(folder / "one"));
  CHECK(must(objects.ingest(folder / "two")) == first);
  CHECK(must(objects.verify(first)) == Integrity::intact);
  CHECK(nothing_aside(folder / "store"));
}

TEST_CASE("a single file and bytes in memory are the same object") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  write_file(folder / "file", "content");
  const auto digest = digest_of("content");
  must(objects.put(digest, "content"));
  CHECK(must(objects.ingest(folder / "file")) == digest);
  CHECK(read_file(*objects.path_of(digest)) == "content");
}

TEST_CASE("a symlink itself is followed") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  write_file(folder / "file", "content");
  fs::create_symlink("file", folder / "link");
  CHECK(must(objects.ingest(folder / "link")) == digest_of("content"));
  CHECK(fs::is_symlink(folder / "link"));
}

TEST_CASE("what cannot be kept stays where it was") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  const auto artifact = folder / "artifact";
  make_artifact(artifact);
  SUBCASE("a link that leads out") { fs::create_symlink("../../secret", artifact / "sub/out"); }
  SUBCASE("an absolute link") { fs::create_symlink("/etc/passwd", artifact / "out"); }
  SUBCASE("a fifo") { REQUIRE(::mkfifo((artifact / "out").c_str(), 0600) == 0); }
  const auto digest = objects.ingest(artifact);
  REQUIRE_FALSE(digest);
  CHECK(digest.error().kind == ErrorKind::unsupported);
  CHECK(digest.error().problem.contains("out"));
  CHECK(read_file(artifact / "sub/run") == "#!/bin/sh\n");
  CHECK(nothing_aside(folder / "store"));
}

TEST_CASE("a missing original is an error") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  const auto digest = objects.ingest(folder / "missing");
  REQUIRE_FALSE(digest);
  CHECK(digest.error().kind == ErrorKind::not_found);
}

TEST_CASE("many writers of one object do not disturb each other") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  for (int i = 0; i < 8; ++i) make_artifact(folder / std::to_string(i));
  std::vector<Result<Digest>> digests(8, Digest{});
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back(
        [&, i] { digests[static_cast<std::size_t>(i)] = objects.ingest(folder / std::to_string(i)); });
  for (auto& thread : threads) thread.join();
  const auto expected = must(digest_path(folder / "0"));
  for (auto& digest : digests) CHECK(must(std::move(digest)) == expected);
  CHECK(must(objects.verify(expected)) == Integrity::intact);
  CHECK(nothing_aside(folder / "store"));
}

TEST_CASE("verify tells intact, absent and damaged apart; discard removes") {
  const TemporaryFolder folder;
  const Objects objects(folder / "store", Access::read_write);
  make_artifact(folder / "artifact");
  const auto digest = must(objects.ingest(folder / "artifact"));
  CHECK(must(objects.verify(digest_of("other"))) == Integrity::absent);
  const auto file = *objects.path_of(digest) / "model.bin";
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  write_file(file, "changed");
  CHECK(must(objects.verify(digest)) == Integrity::damaged);
  must(objects.discard(digest));
  CHECK(must(objects.verify(digest)) == Integrity::absent);
  CHECK_FALSE(objects.path_of(digest));
  must(objects.discard(digest));
  CHECK(nothing_aside(folder / "store"));
}

TEST_CASE("a store opened for reading takes nothing in") {
  const TemporaryFolder folder;
  write_file(folder / "file", "content");
  const Objects objects(folder / "store", Access::read_only);
  const auto digest = objects.ingest(folder / "file");
  REQUIRE_FALSE(digest);
  CHECK(digest.error().kind == ErrorKind::no_permission);
  CHECK(fs::exists(folder / "file"));
  CHECK_FALSE(fs::exists(folder / "store"));
}
