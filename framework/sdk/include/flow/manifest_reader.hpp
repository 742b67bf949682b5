// Reads the manifest's JSON (manifest.hpp writes it).
#pragma once

#include <string_view>

#include <base/error.hpp>
#include <flow/description.hpp>

namespace flow {

// The error says what is wrong with the text. A manifest of another SDK version is read as far as `sdk` and
// `toolchain`; its stages are then left out, so that the caller can name both versions.
base::Result<PluginDescription> parse_manifest(std::string_view text);

}  // namespace flow
