// Crates that bring settings for the tools that judge them.
#include "fixture.hpp"
#include "messages.hpp"

using namespace cargo_test;
namespace fs = std::filesystem;

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
  fs::permissions(crate->source() / "wrapper.sh", fs::perms(0755));
  CHECK(value(crate->build()).succeeded());
  const auto clippy = value(crate->clippy());
  CHECK_FALSE(clippy.succeeded());
  CHECK(has_code(clippy.messages, "unused_variables"));
  CHECK_FALSE(value(crate->test()).verdict.passed);
  CHECK_FALSE(fs::exists(crate->target() / "wrapper-ran"));
}
