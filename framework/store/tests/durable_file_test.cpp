#include "store/durable_file.hpp"

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

TEST_CASE("a file is made or replaced, and nothing is left aside") {
  const TemporaryFolder folder;
  must(replace_file(folder / "run.json", "one"));
  CHECK(read_file(folder / "run.json") == "one");
  must(replace_file(folder / "run.json", "two"));
  CHECK(read_file(folder / "run.json") == "two");
  CHECK_FALSE(fs::exists(folder / "run.json.new"));
}

TEST_CASE("a file that cannot be written aside keeps its bytes, and the error names it") {
  const TemporaryFolder folder;
  must(replace_file(folder / "run.json", "one"));
  fs::create_directories(folder / "run.json.new");
  const auto failed = replace_file(folder / "run.json", "two");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().problem == "cannot write " + (folder / "run.json").string());
  CHECK(read_file(folder / "run.json") == "one");
  CHECK(replace_file(folder / "nowhere/run.json", "x").error().kind == ErrorKind::not_found);
}
