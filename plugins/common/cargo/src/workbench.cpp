#include <utility>

#include <fmt/core.h>

#include <cargo/workbench.hpp>
#include <sandbox/folder.hpp>

#include "layout.hpp"

namespace cargo {
namespace {

namespace fs = std::filesystem;
using sandbox::Access;

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

base::Result<Workbench> Workbench::open(const Toolchain& toolchain, const fs::path& crate,
                                        const fs::path& scratch, WorkbenchOptions options) {
  if (auto made = make_folder(scratch); !made) return std::unexpected(made.error());
  Workbench bench;
  bench.scratch_ = fs::absolute(scratch);
  bench.toolchain_ = toolchain;
  bench.options_ = std::move(options);
  const Times times = bench.options_.kept_target.empty() ? Times::now : Times::keep;
  if (auto copied = copy_crate(crate, bench.source(), times); !copied) return std::unexpected(copied.error());
  const auto stripped =
      strip_control_files(bench.source(), bench.options_.lock_file, bench.options_.style_files);
  if (!stripped) return std::unexpected(stripped.error());
  if (auto made = make_layout(bench.scratch_, bench.options_); !made) return std::unexpected(made.error());
  return bench;
}

Workbench::Workbench(Workbench&& other) noexcept
    : toolchain_(std::move(other.toolchain_)),
      scratch_(std::exchange(other.scratch_, {})),
      options_(std::move(other.options_)) {}

Workbench::~Workbench() {
  if (!scratch_.empty()) static_cast<void>(sandbox::remove_folder(scratch_));
}

fs::path Workbench::target() const { return target_in_layout(scratch_, options_); }

base::Result<Step> Workbench::lock(std::stop_token stop) const {
  if (fs::exists(fs::symlink_status(source() / "Cargo.lock")))
    return Step{"", {sandbox::Ending::exited, 0}, {}};
  return run({"generate-lockfile"}, {}, Access::writable, options_.limits.wall, stop);
}

base::Result<Step> Workbench::format_check(std::stop_token stop) const {
  return run({"fmt", "--check"}, {}, Access::read_only, options_.format_wall, stop);
}

base::Result<Step> Workbench::check(std::stop_token stop) const {
  return build_step({"check", "--all-targets"}, {}, stop);
}

base::Result<Step> Workbench::build(std::stop_token stop) const { return build_step({"build"}, {}, stop); }

base::Result<Step> Workbench::clippy(const std::vector<std::string>& flags, std::stop_token stop) const {
  return build_step({"clippy", "--all-targets"}, flags, stop);
}

base::Result<Step> Workbench::lint(const std::vector<std::string>& flags, std::stop_token stop) const {
  return build_step({"clippy", "--workspace"}, flags, stop);
}

base::Result<Step> Workbench::metadata(std::stop_token stop) const {
  return run({"metadata", "--no-deps", "--format-version", "1", "--offline"}, stop);
}

base::Result<TestBinaries> Workbench::test_binaries(const std::vector<std::string>& selection,
                                                    std::stop_token stop) const {
  std::vector<std::string> arguments{"test", "--no-run"};
  arguments.insert(arguments.end(), selection.begin(), selection.end());
  auto built = build_step(std::move(arguments), {}, stop);
  if (!built) return std::unexpected(built.error());
  TestBinaries result{*std::move(built), {}};
  if (!result.step.succeeded()) return result;
  for (const auto& artifact : result.step.messages.artifacts) {
    // Programs that integration tests call are built too, without the harness.
    if (!artifact.test || !artifact.executable.starts_with("/target/")) continue;
    result.binaries.push_back(
        {artifact.target, artifact.kinds, artifact.executable, fs::path(artifact.manifest).parent_path()});
  }
  return result;
}

base::Result<Step> Workbench::run_test_binary(const TestBinary& binary,
                                              const std::vector<std::string>& arguments,
                                              std::chrono::milliseconds wall, std::stop_token stop) const {
  std::vector<std::string> argv{binary.executable.string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::string command = binary.executable.filename().string();
  for (const auto& word : arguments) command += " " + word;
  auto wanted = request(std::move(argv), wall);
  wanted.working_folder = binary.package;
  wanted.environment.emplace_back("CARGO_MANIFEST_DIR", binary.package.string());
  // Tests of a procedural macro link the compiler's own libraries.
  wanted.environment.emplace_back(
      "LD_LIBRARY_PATH",
      fmt::format("/target/debug/deps:/toolchain/lib/rustlib/{}/lib:/toolchain/lib", toolchain_.host));
  auto outcome = run_unless_stopped(wanted, stop);
  if (!outcome) return std::unexpected(outcome.error());
  return Step{std::move(command), *std::move(outcome), {}};
}

base::Result<TestRun> Workbench::test(const std::vector<std::string>& required, std::stop_token stop) const {
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
    result.verdict.problems.emplace_back(base::name_of(step->outcome.ending));
  result.step = *std::move(step);
  return result;
}

base::Result<Step> Workbench::run(const std::vector<std::string>& arguments, std::stop_token stop) const {
  return run(arguments, {}, Access::read_only, options_.limits.wall, stop);
}

base::Result<Step> Workbench::build_step(std::vector<std::string> arguments,
                                         const std::vector<std::string>& trailing,
                                         std::stop_token stop) const {
  arguments.emplace_back("--message-format=json");
  auto step = run(arguments, trailing, Access::read_only, options_.limits.wall, stop);
  if (step) step->messages = read_messages(step->outcome.stdout_text);
  return step;
}

base::Result<Step> Workbench::run(const std::vector<std::string>& arguments,
                                  const std::vector<std::string>& trailing, Access source_access,
                                  std::chrono::milliseconds wall, std::stop_token stop) const {
  std::vector<std::string> argv{"/toolchain/bin/cargo"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  if (!trailing.empty()) argv.emplace_back("--");
  argv.insert(argv.end(), trailing.begin(), trailing.end());
  auto wanted = request(std::move(argv), wall);
  for (auto& bind : wanted.binds) {
    if (bind.inside == "/src" && source_access == Access::writable) bind.access = source_access;
  }
  auto outcome = run_unless_stopped(wanted, stop);
  if (!outcome) return std::unexpected(outcome.error());
  return Step{joined(arguments, trailing), *std::move(outcome), {}};
}

base::Result<Step> Workbench::shell(const std::string& command, std::chrono::milliseconds wall,
                                    std::stop_token stop) const {
  if (wall.count() == 0) wall = options_.limits.wall;
  auto outcome = run_unless_stopped(request({"/bin/sh", "-c", "exec 2>&1\n" + command}, wall), stop);
  if (!outcome) return std::unexpected(outcome.error());
  return Step{command, *std::move(outcome), {}};
}

sandbox::Request Workbench::request(std::vector<std::string> argv, std::chrono::milliseconds wall) const {
  sandbox::Request request = request_in_layout(toolchain_, scratch_, options_);
  request.argv = std::move(argv);
  request.working_folder = "/src";
  request.binds.push_back({source(), "/src", options_.source_access});
  request.limits.wall = wall;
  return request;
}

}  // namespace cargo
