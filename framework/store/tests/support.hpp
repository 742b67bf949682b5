// What the tests of the store share: results that must hold, units with known content.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

#include "store/store.hpp"

namespace flowrun::store::test {

using test_support::read_file;
using test_support::TemporaryFolder;
using test_support::write_file;

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

// Where the entry of a unit or payload begins in store.data: its head holds the digest after 8 bytes.
inline std::size_t place_in(const std::string& data, const Digest& digest) {
  const std::string_view name(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
  for (auto found = data.find(name); found != std::string::npos; found = data.find(name, found + 1)) {
    // A digest also stands in the records that name it. A head begins with its kind, 1 or 2, and a size below 2^40.
    const bool is_head = found >= 8 && (data[found - 8] == 1 || data[found - 8] == 2) &&
                         data[found - 1] == 0 && data[found - 2] == 0;
    if (is_head) return found - 8;
  }
  FAIL("there is no such entry");
  return 0;
}

constexpr std::size_t head_size = 40;

// Changes the byte `offset` bytes behind the beginning of the entry.
inline void damage_entry(const std::filesystem::path& store, const Digest& digest, std::size_t offset) {
  auto data = read_file(store / "store.data");
  auto& byte = data[place_in(data, digest) + offset];
  byte = static_cast<char>(byte ^ 0x5a);
  write_file(store / "store.data", data);
}

}  // namespace flowrun::store::test
