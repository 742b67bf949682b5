// A record on its way through a level.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <flow/payload.hpp>
#include <store/digest.hpp>

#include "order.hpp"

namespace flowrun::graph {

class Credit;

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
  [[nodiscard]] std::expected<store::Digest, flow::Error> digest() const {
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

// What a source listed. The item itself is the plugin's.
struct SourceItem {
  std::string fingerprint;
  std::shared_ptr<const void> item;
};

struct Record {
  static constexpr std::size_t from_outside =
      static_cast<std::size_t>(-1);  // read from an intake: the order is whole

  std::string key;                      // for people; seeds and unit keys use it, too
  Order order;                          // as its producer counts
  std::size_t producer = from_outside;  // index of the stage; with `port` it tells the edge
  std::size_t port = 0;
  std::shared_ptr<const Content> content;   // null for a source item
  std::shared_ptr<const SourceItem> item;   // null for a record
  int attempts = 0;                         // made at this unit so far
  std::shared_ptr<const Credit> credit;     // the right to be in flight
  std::shared_ptr<const Credit> open_item;  // the source item that it descends from, within this level

  [[nodiscard]] std::size_t bytes() const {
    return content ? content->payload().footprint() : sizeof(Record);
  }
};

// A message holds a few records, so that the cost of the graph is shared by them. It is immutable, and copied
// as a handle.
using Message = std::shared_ptr<const std::vector<Record>>;

}  // namespace flowrun::graph
