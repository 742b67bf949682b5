// A record on its way through a level.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "content.hpp"
#include "order.hpp"

namespace flowrun::graph {

class Credit;

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
