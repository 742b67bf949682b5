// LMDB: an index by the first 16 bytes, payloads packed by number of arrival (a value of 2 KB in a page of 4 KB would
// leave half of it empty).
#include <cstring>

#include <lmdb.h>

#include "engine.hpp"

namespace {

constexpr std::size_t pack_size = 128 << 10;

MDB_val value_of(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
std::string_view view_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

class LmdbEngine : public Engine {
 public:
  LmdbEngine(const std::filesystem::path& folder, Access access) {
    check(mdb_env_create(&environment_));
    check(mdb_env_set_maxdbs(environment_, 2));
    check(mdb_env_set_mapsize(environment_, std::size_t{4} << 30));
    const unsigned flags = access == Access::write ? MDB_NOSYNC : MDB_RDONLY;
    check(mdb_env_open(environment_, (folder / "lmdb").c_str(), flags | MDB_NOSUBDIR | MDB_NOTLS, 0644));
    MDB_txn* transaction = nullptr;
    check(mdb_txn_begin(environment_, nullptr, access == Access::write ? 0 : MDB_RDONLY, &transaction));
    const unsigned create = access == Access::write ? MDB_CREATE : 0;
    check(mdb_dbi_open(transaction, "places", create, &places_));
    check(mdb_dbi_open(transaction, "packs", create | MDB_INTEGERKEY, &packs_));
    MDB_stat status;
    check(mdb_stat(transaction, packs_, &status));
    next_pack_ = status.ms_entries;
    check(mdb_txn_commit(transaction));
  }
  ~LmdbEngine() override { mdb_env_close(environment_); }

  void store(std::span<const Unit> units) override {
    MDB_txn* transaction = nullptr;
    check(mdb_txn_begin(environment_, nullptr, 0, &transaction));
    std::string pack;
    const auto put_pack = [&] {
      MDB_val key{sizeof next_pack_, &next_pack_};
      auto bytes = value_of(pack);
      check(mdb_put(transaction, packs_, &key, &bytes, MDB_APPEND));
      ++next_pack_;
      pack.clear();
    };
    for (const auto& unit : units) {
      const std::uint64_t place[3] = {next_pack_, pack.size(), unit.payload.size()};
      pack += unit.payload;
      std::string entry(reinterpret_cast<const char*>(place), sizeof place);
      entry += unit.record;
      auto key = value_of(bytes_of(unit.key).substr(0, 16));
      auto value = value_of(entry);
      check(mdb_put(transaction, places_, &key, &value, 0));
      key = value_of(bytes_of(unit.digest).substr(0, 16));
      value = {sizeof place, const_cast<std::uint64_t*>(place)};
      check(mdb_put(transaction, places_, &key, &value, 0));
      if (pack.size() >= pack_size) put_pack();
    }
    if (!pack.empty()) put_pack();
    check(mdb_txn_commit(transaction));
  }

  std::optional<std::string> restore(const Digest& key) override {
    MDB_txn* transaction = nullptr;
    check(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction));
    auto payload = find(transaction, key);
    mdb_txn_abort(transaction);
    return payload;
  }

 private:
  std::optional<std::string> find(MDB_txn* transaction, const Digest& digest) {
    auto key = value_of(bytes_of(digest).substr(0, 16));
    MDB_val value;
    if (mdb_get(transaction, places_, &key, &value) != 0) return std::nullopt;
    std::uint64_t place[3];
    if (value.mv_size < sizeof place) return std::nullopt;
    std::memcpy(place, value.mv_data, sizeof place);
    key = {sizeof place[0], &place[0]};
    if (mdb_get(transaction, packs_, &key, &value) != 0) return std::nullopt;
    if (place[1] > value.mv_size || place[2] > value.mv_size - place[1]) return std::nullopt;
    return std::string(view_of(value).substr(place[1], place[2]));
  }

  static void check(int code) {
    if (code != 0) throw std::runtime_error(mdb_strerror(code));
  }

  MDB_env* environment_ = nullptr;
  MDB_dbi places_ = 0;
  MDB_dbi packs_ = 0;
  std::size_t next_pack_ = 0;
};

}  // namespace

std::unique_ptr<Engine> open_lmdb(const std::filesystem::path& folder, Engine::Access access) {
  return std::make_unique<LmdbEngine>(folder, access);
}
