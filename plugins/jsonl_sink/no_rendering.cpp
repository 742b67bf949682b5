#include "rendering.hpp"

base::Result<jsonl_sink::Render> open_renderer(const std::filesystem::path&) {
  return base::failure("cannot count tokens", "this build has no tokenizers, since cargo was not there",
                       "install Rust with rustup, build again, or leave the parameter model out");
}
