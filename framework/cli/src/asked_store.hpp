// The store as commands have it that only ask.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <store/store.hpp>

namespace flowrun::cli {

// Open read_only; in place of one that is not there an empty one, which goes with this object.
class AskedStore {
 public:
  static store::Result<AskedStore> open(const std::filesystem::path& path);

  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool is_empty() const { return temporary_ != nullptr; }

 private:
  struct Temporary;
  struct RemoveTemporary {
    void operator()(Temporary* folder) const;
  };
  std::unique_ptr<Temporary, RemoveTemporary> temporary_;
  std::filesystem::path path_;
  std::optional<store::Store> store_;
};

}  // namespace flowrun::cli
