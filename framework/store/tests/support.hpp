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

}  // namespace flowrun::store::test
