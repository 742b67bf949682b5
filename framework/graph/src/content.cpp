#include "content.hpp"

namespace flowrun::graph {

std::shared_ptr<const Content> stored_content(const store::Store& store, const store::Digest& digest,
                                              std::uint64_t bytes) {
  auto load = [&store, digest]() -> base::Result<std::string> {
    auto bytes = store.read_payload(digest);
    if (!bytes) return std::unexpected(bytes.error().as_error());
    return std::move(*bytes);
  };
  return std::make_shared<const Content>(flow::Payload::of_stored(bytes, std::move(load)), digest, true);
}

}  // namespace flowrun::graph
