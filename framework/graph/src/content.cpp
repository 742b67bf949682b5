#include "content.hpp"

#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <store/store.hpp>

namespace flowrun::graph {
namespace {

// A value that was decoded from bytes.
class Decoded {
 public:
  explicit Decoded(const flow::RecordType& type)
      : type_(type), place_(::operator new(type.size, std::align_val_t{type.alignment})) {}
  ~Decoded() {
    if (has_value_ && type_.destroy) type_.destroy(place_);
    ::operator delete(place_, std::align_val_t{type_.alignment});
  }
  Decoded(const Decoded&) = delete;
  Decoded& operator=(const Decoded&) = delete;

  base::Result<void> decode(std::string_view json) {
    auto decoded = type_.decode(json, place_);
    has_value_ = decoded.has_value();
    return decoded;
  }
  [[nodiscard]] const flow::RecordType& type() const { return type_; }
  [[nodiscard]] const void* value() const { return place_; }

 private:
  const flow::RecordType& type_;
  void* place_;
  bool has_value_ = false;
};

}  // namespace

struct Content::Made {
  std::mutex mutex;
  std::optional<std::string> json;
  std::optional<store::Digest> digest;
  std::vector<std::unique_ptr<const Decoded>> values;  // one for each layout that was asked for
};

void Content::destroy_what_is_kept() {
  delete made_.load(std::memory_order_acquire);
  if (value_ && type_->destroy) type_->destroy(value_);
}

Content::Made& Content::made() const {
  Made* made = made_.load(std::memory_order_acquire);
  if (made) return *made;
  auto fresh = std::make_unique<Made>();
  if (made_.compare_exchange_strong(made, fresh.get(), std::memory_order_acq_rel, std::memory_order_acquire))
    return *fresh.release();
  return *made;
}

void Content::leave_to_store(const StoredAt& stored) {
  if (value_ && type_->destroy) type_->destroy(value_);
  value_ = nullptr;
  json_ = {};
  stored_ = &stored;
  digest_ = &stored.digest;
}

base::Result<const void*> Content::value(const flow::RecordType& type) const {
  if (value_ && (type_ == &type || type_->same_struct(type))) return value_;
  Made& made = this->made();
  const std::scoped_lock lock(made.mutex);
  for (const auto& one : made.values) {
    if (one->type().same_struct(type)) return one->value();
  }
  const auto json = json_locked(made);
  if (!json) return std::unexpected(json.error());
  auto decoded = std::make_unique<Decoded>(type);
  if (const auto done = decoded->decode(*json); !done) {
    return base::failure(
        "a record cannot be read as " + std::string(type.name) + "/" + std::to_string(type.version),
        done.error().text(), "build both plugins against the same record type");
  }
  made.values.push_back(std::move(decoded));
  return made.values.back()->value();
}

base::Result<std::string_view> Content::json_locked(Made& made) const {
  if (json_.data()) return json_;
  if (made.json) return *made.json;
  if (value_) {
    type_->encode(value_, made.json.emplace());
    return *made.json;
  }
  auto loaded = stored_->store->read_payload(stored_->digest, stored_->place);
  if (!loaded) return std::unexpected(loaded.error().as_error());
  return made.json.emplace(std::move(*loaded));
}

base::Result<std::string_view> Content::json() const {
  if (json_.data()) return json_;
  Made& made = this->made();
  const std::scoped_lock lock(made.mutex);
  return json_locked(made);
}

base::Result<void> Content::append_json(std::string& out) const {
  if (!json_.data() && value_ && !has_made_json()) {
    type_->encode(value_, out);
    return {};
  }
  const auto json = this->json();
  if (!json) return std::unexpected(json.error());
  out += *json;
  return {};
}

bool Content::knows_digest() const {
  if (digest_) return true;
  Made* made = made_.load(std::memory_order_acquire);
  if (!made) return false;
  const std::scoped_lock lock(made->mutex);
  return made->digest.has_value();
}

bool Content::has_made_json() const {
  Made* made = value_ ? made_.load(std::memory_order_acquire) : nullptr;
  if (!made) return false;
  const std::scoped_lock lock(made->mutex);
  return made->json.has_value();
}

base::Result<store::Digest> Content::digest() const {
  if (digest_) return *digest_;
  Made& made = this->made();
  const std::scoped_lock lock(made.mutex);
  if (made.digest) return *made.digest;
  const auto json = json_locked(made);
  if (!json) return std::unexpected(json.error());
  return made.digest.emplace(store::digest_of(*json));
}

}  // namespace flowrun::graph
