// RocksDB: two column families would save nothing, so units and payloads share one, by their first 16 bytes.
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "engine.hpp"

namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
rocksdb::Slice key_slice(std::string_view digest) { return slice(digest.substr(0, 16)); }

class RocksDbEngine : public Engine {
 public:
  RocksDbEngine(const std::filesystem::path& folder, Access access) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kNoCompression;
    options.write_buffer_size = 64 << 20;
    options.enable_blob_files = true;  // payloads apart, or every compaction writes them again
    options.min_blob_size = 1024;
    rocksdb::BlockBasedTableOptions table;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    options.table_factory.reset(NewBlockBasedTableFactory(table));
    rocksdb::DB* database = nullptr;
    const auto path = (folder / "rocksdb").string();
    check(access == Access::write ? rocksdb::DB::Open(options, path, &database)
                                  : rocksdb::DB::OpenForReadOnly(options, path, &database));
    database_.reset(database);
  }

  void store(std::span<const Unit> units) override {
    rocksdb::WriteBatch batch;
    for (const auto& unit : units) {
      batch.Put(key_slice(bytes_of(unit.digest)), slice(unit.payload));
      batch.Put(key_slice(bytes_of(unit.key)), slice(unit.record));
    }
    check(database_->Write({}, &batch));
  }

  std::optional<std::string> restore(const Digest& key) override {
    std::string record;
    std::string payload;
    if (!database_->Get({}, key_slice(bytes_of(key)), &record).ok() || record.size() < sizeof(Digest) ||
        !database_->Get({}, key_slice(digest_in(record)), &payload).ok())
      return std::nullopt;
    return payload;
  }

 private:
  static void check(const rocksdb::Status& status) {
    if (!status.ok()) throw std::runtime_error(status.ToString());
  }

  std::unique_ptr<rocksdb::DB> database_;
};

}  // namespace

std::unique_ptr<Engine> open_rocksdb(const std::filesystem::path& folder, Engine::Access access) {
  return std::make_unique<RocksDbEngine>(folder, access);
}
