#include "mirror.hpp"

#include <cstdlib>

#include <fmt/core.h>

namespace cargo_test {
namespace fs = std::filesystem;

namespace {

constexpr auto checksum = "d2f1a5d64b1b1ac5dd25d7bd1b1d4b8f5ec0ea5a4b6b7f0f1a2b3c4d5e6f7081";

}  // namespace

Mirror::Mirror() {
  if (const char* const home = std::getenv("CARGO_HOME")) home_before_ = home;
  const auto tiny = folder_.path() / "registry/tiny-1.2.3";
  write_file(tiny / "Cargo.toml", "[package]\nname = \"tiny\"\nversion = \"1.2.3\"\nedition = \"2021\"\n");
  write_file(tiny / "src/lib.rs", "pub fn one() -> i32 {\n    1\n}\n");
  write_file(tiny / ".cargo-checksum.json", fmt::format(R"({{"files":{{}},"package":"{}"}})", checksum));
  write_file(folder_.path() / "home/config.toml",
             fmt::format("[source.crates-io]\nreplace-with = \"mine\"\n[source.mine]\ndirectory = \"{}\"\n",
                         (folder_.path() / "registry").string()));
  ::setenv("CARGO_HOME", (folder_.path() / "home").c_str(), 1);
}

Mirror::~Mirror() {
  if (home_before_)
    ::setenv("CARGO_HOME", home_before_->c_str(), 1);
  else
    ::unsetenv("CARGO_HOME");
}

void write_definition(const fs::path& folder, const std::string& library) {
  write_file(folder / "Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"members/*\"]\n");
  write_file(folder / "members/one/Cargo.toml",
             "[package]\nname = \"seed-one\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n"
             "tiny = \"1\"\n");
  write_file(folder / "members/one/src/lib.rs", library);
  write_file(
      folder / "Cargo.lock",
      fmt::format("version = 4\n\n[[package]]\nname = \"seed-one\"\nversion = \"0.0.0\"\ndependencies = [\n"
                  " \"tiny\",\n]\n\n[[package]]\nname = \"tiny\"\nversion = \"1.2.3\"\n"
                  "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{}\"\n",
                  checksum));
}

}  // namespace cargo_test
