// Writes a result beside its place, flushed to disk.
#pragma once

#include <filesystem>

#include <base/error.hpp>
#include <store/folder_digest.hpp>
#include <store/objects.hpp>

#include "intake.hpp"

namespace flowrun::graph {

struct WrittenAside {
  store::Digest digest;
  store::Contents contents;
};

// The object as a file or folder that its owner may change. A damaged one is removed from the store, so that the next
// run makes it anew.
base::Result<WrittenAside> write_object(const store::Objects& objects, const store::Digest& digest,
                                        const std::filesystem::path& aside);

// All records, one JSON text a line.
base::Result<WrittenAside> write_lines(IntakeReader& records, const std::filesystem::path& aside);

}  // namespace flowrun::graph
