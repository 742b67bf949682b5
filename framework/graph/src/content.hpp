// What a record holds, in memory or in the store.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include <base/error.hpp>
#include <flow/payload.hpp>
#include <store/digest.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// A record's payload with its digest, which is computed only if somebody asks for it. Thread-safe.
class Content {
 public:
  explicit Content(std::shared_ptr<const flow::Payload> payload) : payload_(std::move(payload)) {}
  Content(std::shared_ptr<const flow::Payload> payload, const store::Digest& digest, bool is_stored)
      : payload_(std::move(payload)), is_stored_(is_stored), digest_(digest) {}

  // Its bytes lie in the store, or are on their way to it.
  [[nodiscard]] bool is_stored() const { return is_stored_; }
  [[nodiscard]] const flow::Payload& payload() const { return *payload_; }
  [[nodiscard]] const std::shared_ptr<const flow::Payload>& shared_payload() const { return payload_; }

  // Of the JSON bytes. The error is that of loading them.
  [[nodiscard]] base::Result<store::Digest> digest() const {
    const std::scoped_lock lock(mutex_);
    if (!digest_) {
      const auto json = payload_->json();
      if (!json) return std::unexpected(json.error());
      digest_ = store::digest_of(*json);
    }
    return *digest_;
  }

 private:
  std::shared_ptr<const flow::Payload> payload_;
  const bool is_stored_ = false;
  mutable std::mutex mutex_;
  mutable std::optional<store::Digest> digest_;
};

// Content of `bytes` bytes that lies in the store, read when somebody asks for it.
std::shared_ptr<const Content> stored_content(const store::Store& store, const store::Digest& digest,
                                              std::uint64_t bytes);

}  // namespace flowrun::graph
