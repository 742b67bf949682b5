#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include <cargo/toolchain.hpp>
#include <sandbox/run.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;
using Environment = std::vector<std::pair<std::string, std::string>>;

constexpr auto install =
    "install Rust with rustup (https://rustup.rs), with the components clippy and rustfmt";
// rustup may have to read its settings from a slow disk, but must never get as far as a download.
constexpr std::chrono::seconds patience{60};

base::Error not_usable(std::string why, std::string what_to_do = install) {
  return {"no usable Rust toolchain", std::move(why), std::move(what_to_do)};
}

fs::path find_rustc(std::string_view search_path, const fs::path& home) {
  const auto usable = [](const fs::path& file) { return ::access(file.c_str(), X_OK) == 0; };
  while (!search_path.empty()) {
    const auto colon = search_path.find(':');
    const fs::path folder = search_path.substr(0, colon);
    if (folder.is_absolute() && usable(folder / "rustc")) return folder / "rustc";
    search_path.remove_prefix(colon == search_path.npos ? search_path.size() : colon + 1);
  }
  const fs::path own = home / ".cargo/bin/rustc";
  return !home.empty() && usable(own) ? own : fs::path();
}

// In "/", where no rust-toolchain file of anyone's can name another toolchain.
base::Result<std::string> ask(const fs::path& program, std::vector<std::string> arguments,
                              const Environment& environment) {
  arguments.insert(arguments.begin(), program.string());
  auto outcome = sandbox::run_trusted(arguments, environment, patience);
  if (!outcome) return std::unexpected(not_usable(outcome.error().why));
  if (!outcome->succeeded()) {
    const std::string first_line = outcome->stderr_text.substr(0, outcome->stderr_text.find('\n'));
    return std::unexpected(not_usable(fmt::format(
        "{} {}: {}", program.string(), base::name_of(outcome->ending), first_line.substr(0, 300))));
  }
  auto& text = outcome->stdout_text;
  text.erase(text.find_last_not_of('\n') + 1);
  return std::move(text);
}

std::string line_after(const std::string& text, const std::string& label) {
  const auto at = text.find(label);
  if (at == text.npos) return {};
  const auto begin = at + label.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

// The first two numbers of "1.85.0".
bool read_version(const std::string& release, Toolchain& toolchain) {
  const char* const end = release.data() + release.size();
  const auto [dot, no_major] = std::from_chars(release.data(), end, toolchain.major);
  if (no_major != std::errc{} || dot == end || *dot != '.') return false;
  return std::from_chars(dot + 1, end, toolchain.minor).ec == std::errc{};
}

base::Result<void> read_versions(Toolchain& toolchain, const Environment& environment) {
  const auto bin = toolchain.sysroot / "bin";
  auto verbose = ask(bin / "rustc", {"--version", "--verbose"}, environment);
  if (!verbose) return std::unexpected(verbose.error());
  toolchain.rustc = verbose->substr(0, verbose->find('\n'));
  toolchain.host = line_after(*verbose, "host: ");
  const std::string release = line_after(*verbose, "release: ");
  if (!read_version(release, toolchain))
    return std::unexpected(not_usable("cannot read the version '" + toolchain.rustc + "'"));
  if (toolchain.major == 1 && toolchain.minor < oldest_minor)
    return std::unexpected(not_usable(fmt::format("rustc {} is older than 1.{}", release, oldest_minor),
                                      "rustup update stable"));
  const std::pair<const char*, std::string*> programs[] = {
      {"cargo", &toolchain.cargo}, {"clippy-driver", &toolchain.clippy}, {"rustfmt", &toolchain.rustfmt}};
  for (const auto& [program, version] : programs) {
    auto text = ask(bin / program, {"--version"}, environment);
    if (!text) return std::unexpected(text.error());
    *version = *text;
  }
  return {};
}

base::Result<Toolchain> find_in(std::string_view search_path, const fs::path& home, Environment environment) {
  const fs::path rustc = find_rustc(search_path, home);
  if (rustc.empty()) return std::unexpected(not_usable("rustc is neither on PATH nor in ~/.cargo/bin"));
  environment.emplace_back("PATH", "/usr/bin:/bin");
  environment.emplace_back("HOME", home.string());
  auto sysroot = ask(rustc, {"--print", "sysroot"}, environment);
  if (!sysroot) return std::unexpected(sysroot.error());
  Toolchain toolchain;
  toolchain.sysroot = *sysroot;
  for (const auto* program : {"cargo", "rustc", "cargo-clippy", "clippy-driver", "cargo-fmt", "rustfmt"}) {
    if (::access((toolchain.sysroot / "bin" / program).c_str(), X_OK) != 0)
      return std::unexpected(not_usable(fmt::format("{} is missing in {}/bin", program, *sysroot)));
  }
  if (auto read = read_versions(toolchain, environment); !read) return std::unexpected(read.error());
  return toolchain;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string Toolchain::text() const { return rustc + "\n" + cargo + "\n" + clippy + "\n" + rustfmt + "\n"; }

base::Result<Toolchain> find_toolchain(std::string_view search_path, const fs::path& home) {
  return find_in(search_path, home, {});
}

base::Result<Toolchain> find_toolchain() {
  Environment environment;
  for (const auto* name : {"RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_HOME"}) {
    if (auto value = variable(name); !value.empty()) environment.emplace_back(name, std::move(value));
  }
  return find_in(variable("PATH"), variable("HOME"), std::move(environment));
}

}  // namespace cargo
