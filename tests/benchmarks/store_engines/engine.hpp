// What the store asks of an engine: units stored in batches, each with its record and one payload, and read again.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <store/digest.hpp>

using flowrun::store::Digest;

struct Unit {
  Digest key;
  Digest digest;            // of the payload
  std::string_view record;  // some 150 bytes; the first 32 are `digest`
  std::string_view payload;
};

// One process may have it open for writing, any number for reading. One thread.
class Engine {
 public:
  enum class Access { write, read };

  virtual ~Engine() = default;
  // Survives kill -9 from its return on.
  virtual void store(std::span<const Unit> units) = 0;
  // The payload of a unit, found by its key, as the digest in its record names it. Nothing if it is not there or the
  // engine notices that it is damaged.
  virtual std::optional<std::string> restore(const Digest& key) = 0;
};

std::unique_ptr<Engine> open_sqlite(const std::filesystem::path& folder, Engine::Access access);
std::unique_ptr<Engine> open_sqlite_and_file(const std::filesystem::path& folder, Engine::Access access);
std::unique_ptr<Engine> open_rocksdb(const std::filesystem::path& folder, Engine::Access access);
std::unique_ptr<Engine> open_lmdb(const std::filesystem::path& folder, Engine::Access access);

inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

// The digest that a unit's record begins with, as key bytes.
inline std::string_view digest_in(std::string_view record) { return record.substr(0, sizeof(Digest)); }
