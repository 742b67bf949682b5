#include <fstream>
#include <utility>

#include <sys/stat.h>

#include <cargo/workbench.hpp>
#include <sandbox/folder.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;
using sandbox::Access;

std::expected<void, Error> make_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::create_directories(folder, error))
    return std::unexpected(Error{"cannot set up a workbench",
                                 error ? error.message() : folder.string() + " is already there",
                                 "name a folder that can be made"});
  ::chmod(folder.c_str(), 0755);
  return {};
}

std::expected<void, Error> write_readable(const fs::path& file, const std::string& text) {
  if (!(std::ofstream(file, std::ios::binary) << text).flush())
    return std::unexpected(
        Error{"cannot set up a workbench", "cannot write " + file.string(), "free disk space"});
  ::chmod(file.c_str(), 0644);
  return {};
}

std::string joined(const std::vector<std::string>& arguments, const std::vector<std::string>& trailing) {
  std::string text = "cargo";
  for (const auto& word : arguments) {
    if (!word.starts_with("--message-format")) text += " " + word;
  }
  if (!trailing.empty()) text += " --";
  for (const auto& word : trailing) text += " " + word;
  return text;
}

}  // namespace

std::expected<Workbench, Error> Workbench::open(const Toolchain& toolchain, const fs::path& crate,
                                                const fs::path& scratch, WorkbenchOptions options) {
  if (auto made = make_folder(scratch); !made) return std::unexpected(made.error());
  Workbench bench;
  bench.scratch_ = fs::absolute(scratch);
  bench.toolchain_ = toolchain;
  bench.options_ = std::move(options);
  if (auto copied = copy_crate(crate, bench.source()); !copied) return std::unexpected(copied.error());
  auto stripped = strip_control_files(bench.source(), bench.options_.lock_file);
  if (!stripped) return std::unexpected(stripped.error());
  bench.stripped_ = *std::move(stripped);
  for (const auto* folder : {"target", "cargo"}) {
    if (auto made = make_folder(bench.scratch_ / folder); !made) return std::unexpected(made.error());
  }
  const std::pair<const char*, std::string> files[] = {{"config.toml", bench.options_.config},
                                                       {"clippy.toml", bench.options_.clippy_config}};
  for (const auto& [name, text] : files) {
    if (auto written = write_readable(bench.scratch_ / "cargo" / name, text); !written)
      return std::unexpected(written.error());
  }
  return bench;
}

Workbench::Workbench(Workbench&& other) noexcept
    : toolchain_(std::move(other.toolchain_)),
      scratch_(std::exchange(other.scratch_, {})),
      options_(std::move(other.options_)),
      stripped_(std::move(other.stripped_)) {}

Workbench::~Workbench() {
  if (!scratch_.empty()) static_cast<void>(sandbox::remove_folder(scratch_));
}

std::expected<Step, Error> Workbench::lock(std::stop_token stop) const {
  if (fs::exists(fs::symlink_status(source() / "Cargo.lock")))
    return Step{"", {sandbox::Ending::exited, 0}, {}};
  return run({"generate-lockfile"}, {}, Access::writable, options_.limits.wall, stop);
}

std::expected<Step, Error> Workbench::format_check(std::stop_token stop) const {
  return run({"fmt", "--check"}, {}, Access::read_only, options_.format_wall, stop);
}

std::expected<Step, Error> Workbench::check(std::stop_token stop) const {
  return build_step({"check", "--all-targets"}, {}, stop);
}

std::expected<Step, Error> Workbench::build(std::stop_token stop) const {
  return build_step({"build"}, {}, stop);
}

std::expected<Step, Error> Workbench::clippy(const std::vector<std::string>& flags,
                                             std::stop_token stop) const {
  return build_step({"clippy", "--all-targets"}, flags, stop);
}

std::expected<TestRun, Error> Workbench::test(const std::vector<std::string>& required,
                                              std::stop_token stop) const {
  TestRun result;
  const auto failed = [&](Step step, const char* problem) {
    result.step = std::move(step);
    result.verdict.problems = {problem};
    return result;
  };
  auto built = build_step({"test", "--no-run"}, {}, stop);
  if (!built) return std::unexpected(built.error());
  if (!built->succeeded()) return failed(*std::move(built), "the tests cannot be built");
  auto listed = run({"test"}, {"--list"}, Access::read_only, options_.limits.wall, stop);
  if (!listed) return std::unexpected(listed.error());
  if (!listed->succeeded()) return failed(*std::move(listed), "the tests cannot be listed");
  auto step = run({"test", "--no-fail-fast"}, {}, Access::read_only, options_.limits.wall, stop);
  if (!step) return std::unexpected(step.error());

  result.report = read_test_report(step->outcome.stdout_text);
  result.verdict =
      judge(result.report, read_test_list(listed->outcome.stdout_text), step->outcome.exit_code, required);
  if (step->outcome.ending != sandbox::Ending::exited)
    result.verdict.problems.emplace_back(name(step->outcome.ending));
  result.step = *std::move(step);
  return result;
}

std::expected<Step, Error> Workbench::run(const std::vector<std::string>& arguments,
                                          std::stop_token stop) const {
  return run(arguments, {}, Access::read_only, options_.limits.wall, stop);
}

std::expected<Step, Error> Workbench::build_step(std::vector<std::string> arguments,
                                                 const std::vector<std::string>& trailing,
                                                 std::stop_token stop) const {
  arguments.emplace_back("--message-format=json");
  auto step = run(arguments, trailing, Access::read_only, options_.limits.wall, stop);
  if (step) step->messages = read_messages(step->outcome.stdout_text);
  return step;
}

std::expected<Step, Error> Workbench::run(const std::vector<std::string>& arguments,
                                          const std::vector<std::string>& trailing, Access source_access,
                                          std::chrono::milliseconds wall, std::stop_token stop) const {
  sandbox::Request request;
  request.argv = {"/toolchain/bin/cargo"};
  request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
  if (!trailing.empty()) request.argv.emplace_back("--");
  request.argv.insert(request.argv.end(), trailing.begin(), trailing.end());
  request.working_folder = "/src";
  request.binds = {{toolchain_.sysroot, "/toolchain"},
                   {source(), "/src", source_access},
                   {target(), "/target", Access::writable},
                   {scratch_ / "cargo", "/cargo"}};
  request.binds.insert(request.binds.end(), options_.binds.begin(), options_.binds.end());
  request.environment = {{"PATH", "/toolchain/bin:/usr/bin:/bin"},
                         {"HOME", "/tmp"},
                         {"LC_ALL", "C.UTF-8"},
                         {"CARGO_HOME", "/cargo"},
                         {"CARGO_TARGET_DIR", "/target"},
                         {"CARGO_NET_OFFLINE", "true"},
                         {"CARGO_BUILD_JOBS", std::to_string(options_.jobs)},
                         {"CARGO_INCREMENTAL", "0"},
                         {"CARGO_PROFILE_DEV_DEBUG", "0"},
                         {"CARGO_PROFILE_TEST_DEBUG", "0"},
                         {"CARGO_TERM_COLOR", "never"},
                         {"CLIPPY_CONF_DIR", "/cargo"},
                         {"RUSTFLAGS", ""},
                         {"RUSTDOCFLAGS", ""},
                         {"RUST_BACKTRACE", "0"},
                         {"RUST_TEST_THREADS", "1"}};
  request.limits = options_.limits;
  request.limits.wall = wall;
  auto outcome = sandbox::run(request, stop);
  if (!outcome) return std::unexpected(outcome.error());
  return Step{joined(arguments, trailing), *std::move(outcome), {}};
}

}  // namespace cargo
