// The user's own Rust toolchain: found, never installed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace cargo {

struct Toolchain {
  // Holds bin/cargo, bin/rustc and the other programs themselves, not the proxies of rustup.
  std::filesystem::path sysroot;
  std::string rustc;  // "rustc 1.95.0 (59807616e 2026-04-14)"
  std::string cargo;
  std::string clippy;
  std::string rustfmt;
  std::string host;  // "x86_64-unknown-linux-gnu"
  int major = 0;
  int minor = 0;

  // The four version texts on four lines: what a result depends on.
  std::string text() const;
};

// Edition 2024 needs it.
inline constexpr int oldest_minor = 85;

// Looks for rustc in `search_path` (folders separated by colons, as in PATH), then in `home`/.cargo/bin.
// `home` is also where rustup keeps its toolchains. Errors: no rustc, older than 1.85, one of the programs
// missing.
base::Result<Toolchain> find_toolchain(std::string_view search_path, const std::filesystem::path& home);

// With PATH, HOME, RUSTUP_HOME and RUSTUP_TOOLCHAIN of this process.
base::Result<Toolchain> find_toolchain();

}  // namespace cargo
