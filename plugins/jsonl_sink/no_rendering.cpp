#include "rendering.hpp"

std::expected<Renderer, std::string> open_renderer(const std::filesystem::path&) {
  return std::unexpected(
      "cannot count tokens (this build has no tokenizers, since cargo was not there): install Rust with "
      "rustup, "
      "build again, or leave the parameter model out");
}
