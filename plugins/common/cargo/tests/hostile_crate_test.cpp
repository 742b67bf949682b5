// Crates that attack whoever builds them.
#include <fmt/core.h>
#include <unistd.h>

#include "fixture.hpp"

using namespace cargo_test;
using sandbox::Ending;
namespace fs = std::filesystem;

namespace {

const std::string library = "pub fn f() {}\n\n#[test]\nfn t() {}\n";

}  // namespace

TEST_CASE("a build script cannot reach the host, and what it tried is reported") {
  const Folder host;
  write(host.path() / "secret", "secret-text");
  const Crate crate({{"src/lib.rs", library},
                     {"build.rs", fmt::format(R"(
use std::fs;
use std::net::TcpStream;
fn main() {{
    for path in ["{0}/secret", "/etc/shadow", "/etc/passwd", "/root", "/home"] {{
        if fs::read(path).is_ok() || fs::read_dir(path).is_ok_and(|mut d| d.next().is_some()) {{
            println!("cargo::warning=read {{path}}");
        }}
    }}
    for path in ["{0}/new", "{0}/secret", "/usr/new", "/toolchain/new", "/toolchain/bin/rustc", "/src/new", "/src/src/lib.rs", "/cargo/config.toml", "/etc/new", "/new"] {{
        if fs::write(path, "bad").is_ok() {{ println!("cargo::warning=wrote {{path}}"); }}
    }}
    for address in ["192.0.2.1:80", "127.0.0.1:22"] {{
        if TcpStream::connect(address).is_ok() {{ println!("cargo::warning=reached {{address}}"); }}
    }}
    for (key, value) in std::env::vars() {{
        if value.contains("{0}") {{ println!("cargo::warning=learnt {{key}}"); }}
    }}
    println!("cargo::warning=ran");
}}
)",
                                              host.path().string())}});
  const auto built = value(crate->build());
  CHECK_MESSAGE(built.succeeded(), built.outcome.stderr_text);
  CHECK(built.outcome.stderr_text.find("demo@0.1.0: ran") != std::string::npos);
  for (const auto* deed : {"read ", "wrote ", "reached ", "learnt "})
    CHECK_MESSAGE(built.outcome.stderr_text.find(std::string("demo@0.1.0: ") + deed) == std::string::npos,
                  built.outcome.stderr_text);
  CHECK(read(host.path() / "secret") == "secret-text");
  CHECK_FALSE(fs::exists(host.path() / "new"));
  CHECK(read(crate->source() / "src/lib.rs") == library);
}

TEST_CASE("a build script that never ends, or forks without end, is survived and named") {
  const std::string word = fmt::format("hostile-{}", ::getpid());
  cargo::WorkbenchOptions options;
  options.limits.wall = std::chrono::seconds(4);
  options.limits.processes = 100;
  const Crate endless(
      {{"src/lib.rs", library}, {"build.rs", "fn main() { loop { std::thread::yield_now(); } }"}}, options);
  CHECK(value(endless->build()).outcome.ending == Ending::timed_out);

  const Crate forks({{"src/lib.rs", library},
                     {"build.rs", fmt::format(R"(
use std::process::{{Command, Stdio}};
fn main() {{
    for _ in 0..1000 {{
        let _ = Command::new("setsid").args(["sh", "-c", ": {}; sleep 1000"]).stdout(Stdio::null()).spawn();
    }}
}}
)",
                                              word)}},
                    options);
  const auto built = value(forks->build());
  CHECK((built.outcome.ending == Ending::timed_out || built.outcome.ending == Ending::exited));
  CHECK(processes_with(word) == 0);
}

TEST_CASE("a configuration file of the crate is never obeyed") {
  const std::string wrapper = "#!/bin/sh\ntouch /target/wrapper-ran\nexec \"$@\"\n";
  const std::string config =
      "[build]\nrustc-wrapper = \"/src/wrapper.sh\"\nrustflags = [\"--cap-lints=allow\"]\n"
      "[alias]\nclippy = \"test --no-run\"\n[env]\nCLIPPY_ARGS = {value = \"\", force = true}\n"
      "[target.'cfg(all())']\nrunner = \"true\"\n";
  const Crate crate(
      {{"src/lib.rs",
        "pub fn f() -> bool {\n    let x = 1;\n    true == true\n}\n\n#[test]\nfn t() {\n    panic!();\n}\n"},
       {".cargo/config.toml", config},
       {"src/.cargo/config", config},
       {"rust-toolchain.toml", "[toolchain]\nchannel = \"nightly-2020-01-01\"\n"},
       {"wrapper.sh", wrapper}});
  CHECK(crate->stripped().size() == 3);
  fs::permissions(crate->source() / "wrapper.sh", fs::perms(0755));
  CHECK(value(crate->build()).succeeded());
  const auto clippy = value(crate->clippy());
  CHECK_FALSE(clippy.succeeded());
  CHECK(clippy.messages.has_code("unused_variables"));
  CHECK_FALSE(value(crate->test()).verdict.passed);
  CHECK_FALSE(fs::exists(crate->target() / "wrapper-ran"));
}
