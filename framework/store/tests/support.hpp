// What the tests of the store share: a private folder, results that must hold, units with known content.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <unistd.h>

#include "store/store.hpp"

namespace flowrun::store::test {

class TempFolder {
 public:
  TempFolder() {
    auto name = (std::filesystem::temp_directory_path() / "flow_store_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The value, or a failed test that shows the error.
template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().text());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

inline Digest key_of(int number) {
  return Hasher().field("unit").number(static_cast<unsigned>(number)).finish();
}

// Unit `number` with one payload of `size` bytes that differs from every other unit's.
inline Commit commit_of(int number, std::size_t size = 200) {
  auto bytes = "payload of " + std::to_string(number) + " ";
  while (bytes.size() < size) bytes += bytes;
  bytes.resize(size);
  const auto digest = digest_of(bytes);
  Commit commit;
  commit.key = key_of(number);
  auto& record = commit.record.emplace();
  record.outputs = {{.port = 0,
                     .child = 0,
                     .key = "record " + std::to_string(number),
                     .digest = digest,
                     .size = size,
                     .type = "test/1"}};
  record.microseconds = number;
  record.build_id = "b1";
  record.stage_type = "test_stage";
  commit.payloads = {{digest, std::make_shared<const std::string>(std::move(bytes))}};
  return commit;
}

}  // namespace flowrun::store::test
