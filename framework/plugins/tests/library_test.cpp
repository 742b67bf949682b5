// Plugin files are read before they are trusted.
#include <random>

#include <doctest/doctest.h>

#include <flow/version.hpp>
#include <plugins/library_file.hpp>
#include <plugins/loader.hpp>
#include <plugins/registry.hpp>
#include <test_support/temporary_folder.hpp>

namespace fs = std::filesystem;
using namespace flowrun::plugins;
using test_support::TemporaryFolder;

namespace {

// The library with `from` in its manifest replaced by `to`, of equal length.
std::string edited(std::string library, const std::string& from, const std::string& to) {
  REQUIRE(from.size() == to.size());
  const auto at = library.find(from);
  REQUIRE(at != std::string::npos);
  return library.replace(at, from.size(), to);
}

const fs::path good_library = fs::path(TEST_PLUGINS) / "test_stages.so";

}  // namespace

TEST_CASE("a library tells its stages without being loaded, and exports one symbol") {
  const auto file = read_library_file(good_library);
  REQUIRE(file);
  CHECK(file->exports == std::vector<std::string>{"flow_plugin"});
  CHECK(file->build_id.size() == 40);
  const auto registry = Registry::scan({{TEST_PLUGINS, true}});
  REQUIRE(registry.find("numbers"));
  CHECK(registry.find("numbers")->library == good_library);
  CHECK(registry.unusable().empty());
}

TEST_CASE("a stage is made from a loaded library") {
  const auto registry = Registry::scan({{TEST_PLUGINS, true}});
  static Loader loader;
  CHECK(loader.create(*registry.find("total_each"), "{}"));
  const auto refused = loader.create(*registry.find("numbers"), "{\"items\":\"x\"}");
  REQUIRE_FALSE(refused);
  CHECK_FALSE(refused.error().is_load_error);
  CHECK(refused.error().error.text().contains("items"));
}

TEST_CASE("a library that is gone or cannot be opened is a load error") {
  const TemporaryFolder folder;
  folder.write("numbers.so", test_support::read_file(good_library));
  const auto registry = Registry::scan({{folder.path(), true}});
  REQUIRE(registry.find("numbers"));
  fs::remove(folder / "numbers.so");
  Loader loader;
  const auto missing = loader.create(*registry.find("numbers"), "{}");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().is_load_error);
  CHECK(missing.error().error.problem.contains("numbers.so"));
  CHECK(missing.error().error.what_to_do == "build or install the plugin again");
}

TEST_CASE("where a library of the system is missing, the advice names it and says to install it") {
  const TemporaryFolder folder;
  folder.write("numbers.so",
               edited(test_support::read_file(good_library), "libstdc++.so.6", "libabsent.so.6"));
  const auto registry = Registry::scan({{folder.path(), true}});
  REQUIRE(registry.find("numbers"));
  Loader loader;
  const auto made = loader.create(*registry.find("numbers"), "{}");
  REQUIRE_FALSE(made);
  CHECK(made.error().is_load_error);
  CHECK(made.error().error.why.contains("libabsent.so.6: cannot open shared object file"));
  CHECK(made.error().error.what_to_do ==
        "install libabsent.so.6, or add the folder that has it to LD_LIBRARY_PATH");
}

TEST_CASE("other SDK versions and toolchains are refused with both named, before anything is loaded") {
  const TemporaryFolder folder;
  const std::string good = test_support::read_file(good_library);
  folder.write("numbers.so",
               edited(good, "{\"sdk\":" + std::to_string(flow::sdk_version) + ",", "{\"sdk\":9,"));
  auto registry = Registry::scan({{folder.path(), true}});
  REQUIRE(registry.failed_hit("numbers"));
  const std::string older = std::to_string(flow::oldest_sdk - 1);
  const std::string served = std::to_string(flow::oldest_sdk) + " to " + std::to_string(flow::sdk_version);
  CHECK(registry.failed_hit("numbers")->why ==
        "it was built with SDK version 9, this flowrun serves " + served);
  folder.write("numbers.so", edited(good, "{\"sdk\":" + std::to_string(flow::sdk_version) + ",",
                                    "{\"sdk\":" + older + ","));
  registry = Registry::scan({{folder.path(), true}});
  REQUIRE(registry.failed_hit("numbers"));
  CHECK(registry.failed_hit("numbers")->why ==
        "it was built with SDK version " + older + ", this flowrun serves " + served);
  const std::string toolchain(flow::toolchain);
  std::string other = toolchain;
  other[0] = other[0] == '9' ? '8' : '9';
  folder.write("numbers.so", edited(good, "\"toolchain\":\"" + toolchain, "\"toolchain\":\"" + other));
  registry = Registry::scan({{folder.path(), true}});
  REQUIRE(registry.failed_hit("numbers"));
  CHECK(registry.failed_hit("numbers")->why.contains(other));
  CHECK(registry.failed_hit("numbers")->why.contains(toolchain));
}

TEST_CASE("a hit that fails is an error even if a later folder has a good one") {
  const TemporaryFolder folder;
  folder.write("numbers.so", "no library");
  const auto registry = Registry::scan({{folder.path(), true}, {TEST_PLUGINS, true}});
  CHECK(registry.unusable().size() == 1);
  CHECK(registry.unusable()[0].why == "not an ELF library");
  REQUIRE(registry.failed_hit("numbers"));
  CHECK_FALSE(registry.find("numbers"));
  CHECK(registry.find("spoil"));
}

TEST_CASE("no bytes of a library file make the reader crash or read beyond it") {
  const TemporaryFolder folder;
  const fs::path path = folder / "broken.so";
  const std::string good = test_support::read_file(good_library);
  std::mt19937_64 random(17);
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    // Headers and section tables are where offsets stand.
    const std::size_t region = round % 2 == 0 ? 64 : bad.size();
    for (int flips = 0; flips < 4; ++flips) {
      const std::size_t from_end = random() % 3000;
      const std::size_t at = region == 64 ? random() % 64 : bad.size() - 1 - from_end % bad.size();
      bad[at] = static_cast<char>(random());
    }
    if (round % 5 == 0) bad.resize(random() % bad.size());
    test_support::write_file(path, bad);
    (void)read_library_file(path);
    (void)Registry::scan({{folder.path(), true}});
  }
}

TEST_CASE("things that are no library files say what they are") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "folder.so");
  CHECK(read_library_file(folder / "folder.so").error().problem == "not a file");
  folder.write("empty.so", "");
  CHECK(read_library_file(folder / "empty.so").error().problem == "not an ELF library");
}
