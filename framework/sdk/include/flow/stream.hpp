// How a source lists its items, and how a collector reads its ordered input.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <flow/account.hpp>
#include <flow/payload.hpp>

namespace flow {

// The runtime's side of a listing. Items keep the order in which they are added: it is their source position.
class ItemList {
 public:
  virtual void add(std::string key, std::string fingerprint, std::shared_ptr<const void> item) = 0;
  virtual void drop(std::string key, std::string reason, std::string evidence) = 0;
  virtual void fail(std::string key, Error error) = 0;

 protected:
  ~ItemList() = default;
};

template <class Item>
class Discovery {
 public:
  explicit Discovery(ItemList& list) : list_(&list) {}
  // `key` names the item, uniquely in its source. `fingerprint` changes whenever what `process` would read
  // changes; it stands for the item's content in the key of its unit.
  void add(std::string key, std::string fingerprint, Item item) {
    list_->add(std::move(key), std::move(fingerprint), std::make_shared<const Item>(std::move(item)));
  }
  // Something that is there but is left out, for a short stable reason that the ledger counts by, and with what was found,
  // as in flow::dropped.
  void drop(std::string key, std::string reason, std::string evidence = {}) {
    list_->drop(std::move(key), std::move(reason), std::move(evidence));
  }
  // Something that is there but cannot be listed. It counts as a failed item; the rest of the listing goes
  // on.
  void fail(std::string key, Error error) { list_->fail(std::move(key), std::move(error)); }
  // The same, where what is there is at fault (an empty database, a folder that is no repository): a rejected item.
  void reject(std::string key, Error error) { list_->fail(std::move(key), rejection(std::move(error))); }

 private:
  ItemList* list_;
};

// One record as a collector receives it. Cheap to copy; the bytes are loaded when they are asked for.
template <RecordStruct T>
class Received {
 public:
  Received(std::string key, std::shared_ptr<const Payload> payload)
      : key_(std::move(key)), payload_(std::move(payload)) {}

  [[nodiscard]] const std::string& key() const { return key_; }
  // Decoded at the first call, then kept with the record. Throws Failure when the bytes cannot be had.
  [[nodiscard]] const T& value() {
    if (!value_) {
      auto value = payload_->value(record_type<T>());
      if (!value) throw Failure(value.error());
      value_ = static_cast<const T*>(*value);
    }
    return *value_;
  }
  // The same, but where the bytes can be had and are no T, that is an error: the record is at fault, for Stream::reject.
  [[nodiscard]] base::Result<const T*> checked_value() {
    if (value_) return value_;
    auto value = payload_->value(record_type<T>());
    if (value) return value_ = static_cast<const T*>(*value);
    static_cast<void>(json());
    return std::unexpected(rejection(std::move(value.error())));
  }
  // The record's JSON text, as it was stored or sent. Throws Failure when the bytes cannot be had.
  [[nodiscard]] std::string_view json() const {
    auto json = payload_->json();
    if (!json) throw Failure(json.error());
    return *json;
  }

 private:
  std::string key_;
  std::shared_ptr<const Payload> payload_;
  const T* value_ = nullptr;
};

// The runtime's side of a collector's input.
class RecordStream {
 public:
  struct Record {
    std::string key;
    std::shared_ptr<const Payload> payload;
  };
  // The next record in order; nothing at the end. Throws Failure when the run is being stopped.
  virtual std::optional<Record> next() = 0;
  // Throws Failure where the input is streamed: what was read is gone.
  virtual void rewind() = 0;
  // Counts the record of the last `next` as dropped for `reason`; `evidence` as in Done.
  virtual void drop(std::string reason, std::string evidence) = 0;
  // Counts the record of the last `next` as rejected.
  virtual void reject(Error error) = 0;
  // As Stream has it. Behind the functions of older SDKs, whose libraries call those by their place.
  [[nodiscard]] virtual const std::vector<Account>& accounts() const = 0;

 protected:
  ~RecordStream() = default;
};

template <RecordStruct T>
class Stream {
 public:
  explicit Stream(RecordStream& stream) : stream_(&stream) {}

  std::optional<Received<T>> next() {
    auto record = stream_->next();
    if (!record) return std::nullopt;
    return Received<T>(std::move(record->key), std::move(record->payload));
  }
  // Starts again at the first record. Not for a collector with the trait `streaming`.
  void rewind() { stream_->rewind(); }
  // Counts the record that `next` gave last as left out, for a short stable reason, with what was found, as in
  // flow::dropped. Call it in one pass only.
  void drop(std::string reason, std::string evidence = {}) {
    stream_->drop(std::move(reason), std::move(evidence));
  }
  // Counts the record that `next` gave last as rejected: it is at fault, and told with its key. In one pass only, too.
  void reject(Error error) { stream_->reject(rejection(std::move(error))); }
  // The books of all stages before this one, each behind those that feed it; of the run that made its input, whole. Only for a
  // collector with the trait `reads_accounts`, once `next` has given nothing: throws Failure otherwise.
  [[nodiscard]] const std::vector<Account>& accounts() const { return stream_->accounts(); }

 private:
  RecordStream* stream_;
};

}  // namespace flow
