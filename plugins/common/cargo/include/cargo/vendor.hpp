// The sources of a definition's crates, fetched by the user's own cargo: the one step that may use the
// network.
#pragma once

#include <filesystem>
#include <stop_token>

#include <cargo/toolchain.hpp>

namespace cargo {

// `cargo vendor --locked` of `definition` into the folder `to`; everyone may read the result. It is trusted:
// the manifest is ours and vendoring runs no code of a crate. So it uses the environment of this process and
// the user's own CARGO_HOME, with its cached crates, mirrors, proxies and credentials, but no configuration
// file of the folders above the definition. Offline first, then with the network. The error's `why` is what
// cargo said.
base::Result<void> vendor(const Toolchain& toolchain, const std::filesystem::path& definition,
                          const std::filesystem::path& to, std::stop_token stop);

}  // namespace cargo
