// Crates that attack whoever builds, lints or tests them. Each is survived within the limits, named by the
// right ending, and leaves the host as it was.
#include <map>

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cargo/crate_set.hpp>

#include "attack.hpp"
#include "fixture.hpp"
#include "listener.hpp"
#include "mirror.hpp"

using namespace cargo_test;
using sandbox::Ending;
namespace fs = std::filesystem;

namespace {

// Canaries, listeners and a crate set; checks at its end that all are as they were.
class Host {
 public:
  Host() {
    write_definition(folder_.path() / "definition");
    write_file(folder_.path() / "canaries/canary", "untouched");
    set_.emplace(value(cargo::CrateSet::open(toolchain(), folder_.path() / "definition", targets_.cache)));
    before_ = state();
  }
  ~Host() {
    CHECK(state() == before_);
    CHECK(processes_with(targets_.word) == 0);
    for (const auto* listener : {&internet_, &by_name_, &by_file_}) CHECK_FALSE(listener->was_reached());
    for (const auto* folder : {"/", "/etc", "/usr", "/usr/bin", "/root", "/home", "/var", "/dev"})
      CHECK(::access((fs::path(folder) / ("new-" + targets_.word)).c_str(), F_OK) != 0);
  }

  const Targets& targets() const { return targets_; }

  cargo::WorkbenchOptions options() const {
    cargo::WorkbenchOptions options;
    options.limits.wall = std::chrono::seconds(60);
    options.limits.memory = 400ull << 20;
    options.limits.processes = 100;
    options.limits.disk = 200ull << 20;
    return set_->options_for(options);
  }

 private:
  std::map<std::string, std::string> state() const {
    auto result = listing(folder_.path());
    for (const auto* name : {"cargo", "rustc"}) {
      struct stat status;
      const auto program = toolchain().sysroot / "bin" / name;
      REQUIRE(::stat(program.c_str(), &status) == 0);
      result[program.string()] =
          fmt::format("{:o} {} {} {}", status.st_mode, status.st_uid, status.st_size, status.st_mtim.tv_sec);
    }
    return result;
  }

  const Mirror mirror_;
  const Folder folder_;
  const std::string word_ = fmt::format("hostile-{}-{}", ::getpid(), next++);
  const fs::path canaries_ = make(folder_.path() / "canaries");
  const sandbox_test::Listener internet_{AF_INET, ""};
  const sandbox_test::Listener by_name_{AF_UNIX, std::string(1, '\0') + word_};
  const sandbox_test::Listener by_file_{AF_UNIX, (canaries_ / "socket").string()};
  const Targets targets_{canaries_, folder_.path() / "cache", internet_.port(), word_};
  std::optional<cargo::CrateSet> set_;
  std::map<std::string, std::string> before_;

  static fs::path make(const fs::path& folder) {
    fs::create_directories(folder);
    return folder;
  }
  static inline int next = 0;
};

constexpr auto modes = {"quiet",  "endless", "forks",  "threads", "flood",  "memory", "holder",
                        "daemon", "disk",    "sparse", "deep",    "closed", "rigged", "parent"};

const std::string dependencies = "[dependencies]\ntiny = \"1\"\n";
const std::string library = "pub fn f() -> i32 {\n    tiny::one()\n}\n";

std::string package(const std::string& rest) {
  return "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n" + rest;
}

// A build script that attacks as the feature chosen says.
std::string build_script(const Targets& targets) {
  std::string calls;
  for (const auto* mode : modes)
    calls += fmt::format("    if cfg!(feature = \"{0}\") {{ attack(\"{0}\") }}\n", mode);
  return attack_source(targets) + "\nfn main() {\n" + calls + "}\n";
}

std::string features() {
  std::string text = "[features]\n";
  for (const auto* mode : modes) text += fmt::format("{} = []\n", mode);
  return text;
}

// A crate whose procedural macro attacks as its argument says, at compile time of the program of that name.
class MacroCrate {
 public:
  MacroCrate(const Targets& targets, const cargo::WorkbenchOptions& options) {
    const auto source = folder_.path() / "crate";
    write_file(source / "Cargo.toml",
               package("[dependencies]\ntiny = \"1\"\nmacros = { path = \"macros\" }\n"));
    write_file(source / "src/lib.rs", library);
    for (const auto* mode : modes)
      write_file(source / fmt::format("src/bin/{}.rs", mode),
                 fmt::format("macros::attack!({});\nfn main() {{}}\n", mode));
    write_file(source / "macros/Cargo.toml",
               "[package]\nname = \"macros\"\nedition = \"2024\"\n[lib]\nproc-macro = true\n");
    write_file(
        source / "macros/src/lib.rs",
        "mod hostile {\n" + attack_source(targets) +
            "}\n\n#[proc_macro]\npub fn attack(how: proc_macro::TokenStream) -> proc_macro::TokenStream {\n"
            "    hostile::attack(&how.to_string());\n    proc_macro::TokenStream::new()\n}\n");
    bench_.emplace(value(cargo::Workbench::open(toolchain(), source, folder_.path() / "bench", options)));
    CHECK(value(bench_->lock()).succeeded());
  }
  const cargo::Workbench* operator->() const { return &*bench_; }

 private:
  Folder folder_;
  std::optional<cargo::Workbench> bench_;
};

std::string test_source(const Targets& targets) {
  std::string tests;
  for (const auto* mode : modes)
    tests += fmt::format("#[test]\nfn {0}() {{\n    attack(\"{0}\");\n}}\n", mode);
  return attack_source(targets) + tests;
}

sandbox::Outcome outcome_of(const base::Result<cargo::Step>& step) { return value(step).outcome; }

// For what would never end: enough to compile a small crate on an idle machine.
constexpr std::chrono::milliseconds short_wall{2'000};

cargo::WorkbenchOptions shortly(cargo::WorkbenchOptions options) {
  options.limits.wall = short_wall;
  return options;
}

const std::string nothing_done = "began\nended\n";

bool bounded(Ending ending) { return ending == Ending::exited || ending == Ending::timed_out; }

}  // namespace

TEST_CASE("a build script that tries everything achieves nothing, and no step after it either") {
  const Host host;
  const std::string script = attack_source(host.targets()) + "\nfn main() {\n    attack(\"quiet\");\n}\n";
  const Crate crate({{"Cargo.toml", package(dependencies)},
                     {"src/lib.rs", library + "\n#[test]\nfn t() {\n    f();\n}\n"},
                     {"build.rs", script}},
                    host.options());
  const auto built = value(crate->build());
  CHECK_MESSAGE(built.succeeded(), built.outcome.stderr_text);
  CHECK(read_file(crate->target() / "deeds") == nothing_done);
  const auto linted = value(crate->clippy({"--cap-lints", "allow"}));
  CHECK_MESSAGE(linted.succeeded(), linted.outcome.stderr_text);
  CHECK(value(crate->test({"t"})).verdict.passed);
  CHECK(read_file(crate->source() / "src/lib.rs").starts_with(library));
}

TEST_CASE("a procedural macro that tries everything achieves nothing") {
  const Host host;
  const MacroCrate crate(host.targets(), host.options());
  const auto checked = value(crate->run({"check", "--bin", "quiet"}));
  CHECK_MESSAGE(checked.succeeded(), checked.outcome.stderr_text);
  CHECK(read_file(crate->target() / "deeds") == nothing_done);
}

TEST_CASE("a test that tries everything achieves nothing, in cargo test and alone") {
  const Host host;
  const Crate crate({{"Cargo.toml", package(dependencies)},
                     {"src/lib.rs", library},
                     {"tests/it.rs", test_source(host.targets())}},
                    host.options());
  const auto built = value(crate->test_binaries());
  REQUIRE_MESSAGE(built.binaries.size() == 2, built.step.outcome.stderr_text);
  const auto& it = built.binaries[0].target == "it" ? built.binaries[0] : built.binaries[1];
  const auto run = [&](const std::string& mode, std::chrono::milliseconds wall = std::chrono::seconds(60)) {
    return outcome_of(crate->run_test_binary(it, {mode, "--exact", "--nocapture"}, wall));
  };
  CHECK(run("quiet").succeeded());
  CHECK(read_file(crate->target() / "deeds") == nothing_done);
  CHECK(run("parent").succeeded());
  CHECK(run("endless", short_wall).ending == Ending::timed_out);
  CHECK(run("forks", short_wall).ending == Ending::timed_out);
  CHECK(run("threads", short_wall).ending != Ending::could_not_start);
  CHECK(run("memory").ending == Ending::out_of_memory);
  CHECK(run("holder").succeeded());
  CHECK(run("daemon").succeeded());
  CHECK_FALSE(run("sparse").succeeded());
  CHECK(run("closed").succeeded());
  const auto flood = run("flood");
  CHECK(flood.ending == Ending::too_much_output);
  CHECK(flood.truncated);
  // `cargo test` dies with its test; the evidence says so.
  CHECK(outcome_of(crate->run({"test", "--test", "it", "--", "parent"})).ending == Ending::signalled);
  CHECK(run("deep").ending == Ending::out_of_disk);
  CHECK(run("disk").ending == Ending::out_of_disk);
}

TEST_CASE("build scripts that never end, or take all they can get, are bounded and named") {
  const Host host;
  const std::string manifest = package(dependencies + "\n" + features());
  const std::string script = build_script(host.targets());
  const Files files{{"Cargo.toml", manifest}, {"src/lib.rs", library}, {"build.rs", script}};
  const auto run = [&](const cargo::WorkbenchOptions& options, const std::string& mode) {
    const Crate crate(files, options);
    const auto first = outcome_of(crate->run({"check", "--features", mode}));
    // The next step is a step too, whatever the first has left behind.
    if (first.ending != Ending::timed_out)
      CHECK(outcome_of(crate->run({"check"})).ending != Ending::could_not_start);
    return first;
  };
  CHECK(run(shortly(host.options()), "endless").ending == Ending::timed_out);
  CHECK(run(shortly(host.options()), "forks").ending == Ending::timed_out);
  CHECK(run(shortly(host.options()), "holder").ending == Ending::timed_out);
  CHECK(run(host.options(), "daemon").succeeded());
  CHECK(run(host.options(), "memory").ending == Ending::out_of_memory);
  // cargo keeps the output of a build script in memory.
  CHECK(run(host.options(), "flood").ending == Ending::out_of_memory);
  CHECK(run(host.options(), "disk").ending == Ending::out_of_disk);
  CHECK(run(host.options(), "deep").ending == Ending::out_of_disk);
  CHECK(bounded(run(shortly(host.options()), "closed").ending));
  CHECK(bounded(run(shortly(host.options()), "rigged").ending));
  CHECK(run(host.options(), "parent").ending == Ending::signalled);
}

TEST_CASE("procedural macros that never end, or take all they can get, are bounded and named") {
  const Host host;
  const auto run = [&](const cargo::WorkbenchOptions& options, const std::string& mode) {
    const MacroCrate crate(host.targets(), options);
    return outcome_of(crate->run({"check", "--bin", mode}));
  };
  CHECK(run(shortly(host.options()), "endless").ending == Ending::timed_out);
  CHECK(run(shortly(host.options()), "forks").ending == Ending::timed_out);
  CHECK(run(shortly(host.options()), "holder").ending == Ending::timed_out);
  CHECK(run(host.options(), "memory").ending == Ending::out_of_memory);
  CHECK(run(host.options(), "flood").ending == Ending::too_much_output);
  CHECK(run(host.options(), "disk").ending == Ending::out_of_disk);
  CHECK(run(host.options(), "parent").ending == Ending::signalled);
}

TEST_CASE("a manifest, a lock or a source that is a link shows nothing of the host") {
  const Host host;
  const auto canary = host.targets().canaries / "canary";
  const Folder folder;
  for (const auto* linked : {"Cargo.toml", "Cargo.lock", "src"}) {
    const auto crate = folder.path() / linked / "crate";
    write_file(crate / "Cargo.toml", package(""));
    write_file(crate / "src/lib.rs", "pub fn f() {}\n");
    fs::remove_all(crate / linked);
    fs::create_symlink(std::string(linked) == "src" ? fs::path("/etc") : canary, crate / linked);
    auto options = host.options();
    options.lock_file = cargo::LockFile::keep;
    const auto bench =
        value(cargo::Workbench::open(toolchain(), crate, folder.path() / linked / "bench", options));
    CAPTURE(linked);
    for (const auto& step : {value(bench.lock()), value(bench.metadata()), value(bench.build())}) {
      const auto text = step.outcome.stdout_text + step.outcome.stderr_text;
      CHECK(!text.contains("untouched"));
    }
    CHECK_FALSE(value(bench.build()).succeeded());
  }
}
