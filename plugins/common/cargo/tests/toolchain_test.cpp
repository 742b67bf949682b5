#include <fmt/core.h>

#include <cargo/toolchain.hpp>

#include "fixture.hpp"

using namespace cargo_test;
namespace fs = std::filesystem;

namespace {

void program(const fs::path& file, const std::string& script) {
  write_file(file, "#!/bin/sh\n" + script);
  fs::permissions(file, fs::perms::owner_all);
}

// A toolchain whose programs answer as rustc does.
void make_toolchain(const fs::path& sysroot, const std::string& version) {
  program(sysroot / "bin/rustc", fmt::format("if [ \"$1\" = --print ]; then echo {0}; else echo 'rustc {1} "
                                             "(abc 2025-01-01)'; echo 'host: here-linux'; "
                                             "echo 'release: {1}'; fi\n",
                                             sysroot.string(), version));
  for (const auto* name : {"cargo", "cargo-clippy", "clippy-driver", "cargo-fmt", "rustfmt"})
    program(sysroot / "bin" / name, fmt::format("echo {} {}\n", name, version));
}

}  // namespace

TEST_CASE("the machine's toolchain is found, its own programs and not rustup's proxies") {
  const auto& found = toolchain();
  CHECK(fs::exists(found.sysroot / "lib"));
  CHECK(found.rustc.starts_with("rustc 1."));
  CHECK(found.cargo.starts_with("cargo 1."));
  CHECK(found.clippy.starts_with("clippy "));
  CHECK(found.rustfmt.starts_with("rustfmt "));
  CHECK(found.minor >= cargo::oldest_minor);
  CHECK(found.host.contains("linux"));
}

TEST_CASE("the first rustc of the search path counts, then the home's") {
  const Folder folder;
  make_toolchain(folder.path() / "first", "1.90.0");
  make_toolchain(folder.path() / "second", "1.91.0-nightly");
  make_toolchain(folder.path() / "home/.cargo", "2.0.1");
  const auto path = fmt::format("relative:/no/such:{0}/first/bin:{0}/second/bin", folder.path().string());
  CHECK(value(cargo::find_toolchain(path, folder.path() / "home")).rustc == "rustc 1.90.0 (abc 2025-01-01)");
  const auto second = value(cargo::find_toolchain((folder.path() / "second/bin").string(), {}));
  CHECK(second.minor == 91);
  CHECK(second.host == "here-linux");
  CHECK(second.text() ==
        "rustc 1.91.0-nightly (abc 2025-01-01)\ncargo 1.91.0-nightly\nclippy-driver 1.91.0-nightly\n"
        "rustfmt 1.91.0-nightly\n");
  CHECK(value(cargo::find_toolchain("/no/such", folder.path() / "home")).major == 2);
}

TEST_CASE("a toolchain that is absent, old, incomplete or broken is an error that says what to do") {
  const Folder folder;
  const auto error = [&](const std::string& name) {
    auto found = cargo::find_toolchain((folder.path() / name / "bin").string(), {});
    REQUIRE_FALSE(found);
    return found.error().text();
  };
  CHECK(error("absent").contains("neither on PATH"));
  CHECK(error("absent").contains("rustup.rs"));
  make_toolchain(folder.path() / "old", "1.84.1");
  CHECK(error("old").contains("1.84.1 is older than 1.85"));
  make_toolchain(folder.path() / "part", "1.90.0");
  fs::remove(folder.path() / "part/bin/cargo-clippy");
  CHECK(error("part").contains("cargo-clippy is missing"));
  program(folder.path() / "broken/bin/rustc", "echo no default toolchain >&2; exit 1\n");
  CHECK(error("broken").contains("no default toolchain"));
}
