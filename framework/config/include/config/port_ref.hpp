// An output port by its place: what edges begin at, and what is published.
#pragma once

#include <cstddef>
#include <string>

namespace flowrun::config {

struct PortRef {
  std::size_t stage = 0;  // index in the pipeline's stages, in file order
  std::size_t port = 0;   // index in the outputs of the stage's description
  friend bool operator==(const PortRef&, const PortRef&) = default;
};

// What is put into out/PIPELINE/FILE.
struct PublishedPort {
  std::string name;
  std::string file;  // NAME for an artifact, NAME.jsonl for other records
  PortRef from;
  bool allow_empty = false;  // a result without records is published, too
};

}  // namespace flowrun::config
