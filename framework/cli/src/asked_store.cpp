#include "asked_store.hpp"

#include <random>
#include <system_error>

#include <fmt/format.h>

namespace flowrun::cli {

namespace fs = std::filesystem;

struct AskedStore::Temporary {
  fs::path path;
};

void AskedStore::RemoveTemporary::operator()(Temporary* folder) const {
  std::error_code ignored;
  fs::remove_all(folder->path, ignored);
  delete folder;
}

store::Result<AskedStore> AskedStore::open(const fs::path& path) {
  AskedStore asked;
  auto there = store::Store::open(path, {.access = store::Access::read_only});
  if (there) {
    asked.path_ = path;
    asked.store_.emplace(std::move(*there));
    return asked;
  }
  if (there.error().kind != store::ErrorKind::not_found) return std::unexpected(there.error());
  std::random_device random;
  asked.path_ = fs::temp_directory_path() / fmt::format("flowrun-store-{:08x}{:08x}", random(), random());
  asked.temporary_.reset(new Temporary{asked.path_});
  auto made = store::Store::open(asked.path_);
  if (!made) return std::unexpected(made.error());
  asked.store_.emplace(std::move(*made));
  return asked;
}

}  // namespace flowrun::cli
