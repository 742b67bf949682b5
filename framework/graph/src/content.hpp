// What a record holds: its typed value, its JSON bytes, or a place in the store.
//
// A content lies in the arena of the batch that it was emitted into; what it was made of lies there, too. What is made of
// it later (the value of loaded bytes, the bytes or the digest of a value) is kept beside it, on the heap, and made once.
// The digest is computed only if somebody asks for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <flow/payload.hpp>
#include <store/digest.hpp>

namespace flowrun::store {
class Store;
}

namespace flowrun::graph {

// Where the bytes of a record lie in the store.
struct StoredAt {
  const store::Store* store = nullptr;
  store::Digest digest;
  std::uint64_t bytes = 0;
  std::uint64_t place = 0;  // in the store, if it told; saves looking it up
};

class Content final : public flow::Payload {
 public:
  // `value` was constructed in memory that outlives the content, which destroys it.
  Content(const flow::RecordType& type, void* value) : type_(&type), value_(value) {}
  // `json` and `stored` outlive the content.
  explicit Content(std::string_view json) : json_(json) {}
  explicit Content(const StoredAt& stored) : stored_(&stored), digest_(&stored.digest) {}
  ~Content() {
    if (made_.load(std::memory_order_relaxed) || (value_ && type_->destroy)) destroy_what_is_kept();
  }
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  // What its maker knows already, told before anybody else sees the content. Both outlive it.
  void know_json(std::string_view json) { json_ = json; }
  void know_digest(const store::Digest& digest) { digest_ = &digest; }
  // Its bytes were handed to the store and need not be kept: from now on they are read from there.
  void leave_to_store(const StoredAt& stored);

  [[nodiscard]] base::Result<const void*> value(const flow::RecordType& type) const override;
  [[nodiscard]] base::Result<std::string_view> json() const override;
  // Appends the JSON bytes, without keeping them where they have to be made of the value.
  base::Result<void> append_json(std::string& out) const;
  // Of the JSON bytes. The error is that of loading them.
  [[nodiscard]] base::Result<store::Digest> digest() const;

  // Where it lies, of a content that was not brought from there before; else null.
  [[nodiscard]] const StoredAt* stored() const { return stored_; }
  [[nodiscard]] bool knows_digest() const;
  // Whether the JSON was made of the value because somebody asked for it.
  [[nodiscard]] bool has_made_json() const;

 private:
  struct Made;
  void destroy_what_is_kept();
  Made& made() const;
  base::Result<std::string_view> json_locked(Made& made) const;

  const flow::RecordType* type_ = nullptr;
  void* value_ = nullptr;
  std::string_view json_;
  const StoredAt* stored_ = nullptr;
  const store::Digest* digest_ = nullptr;
  mutable std::atomic<Made*> made_ = nullptr;
};

}  // namespace flowrun::graph
