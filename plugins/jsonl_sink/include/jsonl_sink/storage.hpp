// How the lines of a data set lie on disk.
#pragma once

#include <cstdint>

#include <base/enum_names.hpp>

namespace jsonl_sink {

enum class Compression { none, zstd };
constexpr auto enum_names(Compression) { return base::names("none", "zstd"); }

struct Storage {
  Compression compression = Compression::none;
  // A part of a split holds at most so many bytes of lines, before compression, or else one line. 0: a split is one file.
  std::uint64_t part_bytes = 0;

  friend bool operator==(const Storage&, const Storage&) = default;
};

}  // namespace jsonl_sink
