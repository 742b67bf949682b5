// A record's content: its typed value, its JSON bytes, or both.
//
// A payload is immutable to its readers. It is decoded when a stage asks for the value, encoded only where it
// is stored, shown or sent, and loaded from the store only when one of the two is asked for. All functions
// may be called from many threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <flow/codec.hpp>
#include <flow/result.hpp>

namespace flow {

// What the runtime must know of a record struct to move it between libraries. Two libraries agree on a type
// by name, version and layout; where only the layout differs, a record crosses as JSON.
struct RecordType {
  std::string_view name;
  int version;
  std::uint64_t layout;  // digest of size, alignment, and name, offset and type of every field
  base::Result<std::shared_ptr<const void>> (*decode)(std::string_view json);
  void (*encode)(const void* value, std::string& out);
  std::size_t (*footprint)(const void* value);  // bytes, heap included

  [[nodiscard]] bool same_struct(const RecordType& other) const {
    return layout == other.layout && version == other.version && name == other.name;
  }
};

class Payload {
 public:
  using Load = std::function<base::Result<std::string>()>;

  static std::shared_ptr<const Payload> of_value(const RecordType& type, std::shared_ptr<const void> value);
  static std::shared_ptr<const Payload> of_json(std::string json);
  // `load` brings the JSON bytes on first use. `bytes` is their size, known beforehand.
  static std::shared_ptr<const Payload> of_stored(std::size_t bytes, Load load);

  // The value as `type`; decoded once and kept, unless another library's layout asks for its own copy.
  [[nodiscard]] base::Result<std::shared_ptr<const void>> value(const RecordType& type) const;
  // The JSON bytes; valid as long as the payload.
  [[nodiscard]] base::Result<std::string_view> json() const;
  // Bytes held in memory now, as the byte credits count them.
  [[nodiscard]] std::size_t footprint() const;

 private:
  [[nodiscard]] base::Result<std::string_view> json_locked() const;

  mutable std::mutex mutex_;
  mutable const RecordType* type_ = nullptr;
  mutable std::shared_ptr<const void> value_;
  mutable std::unique_ptr<const std::string> json_;
  mutable Load load_;
  std::size_t stored_bytes_ = 0;
};

namespace detail {

class LayoutDigest {  // FNV-1a, 64 bit: enough to notice a changed struct, not meant against forgery
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);
  }
  void add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) add_byte(static_cast<unsigned char>(number >> (8 * i)));
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  void add_byte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3; }
  std::uint64_t state_ = 0xcbf29ce484222325;
};

template <class T>
void add_layout(LayoutDigest& digest) {
  digest.add(sizeof(T));
  digest.add(alignof(T));
  if constexpr (OptionalOf<T>::value) {
    digest.add("optional");
    add_layout<typename T::value_type>(digest);
  } else if constexpr (VectorOf<T>::value) {
    digest.add("vector");
    add_layout<typename T::value_type>(digest);
  } else if constexpr (HasFields<T>) {
    const T probe{};
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      digest.add(f.name);
      digest.add(static_cast<std::uint64_t>(reinterpret_cast<const char*>(&(probe.*f.member)) -
                                            reinterpret_cast<const char*>(&probe)));
      add_layout<typename std::remove_cvref_t<decltype(f)>::Member>(digest);
    });
  } else if constexpr (base::NamedEnum<T>) {
    for (const std::string_view name : base::names_of<T>) digest.add(name);
  } else if constexpr (std::floating_point<T>) {
    digest.add("float");
  } else if constexpr (std::same_as<T, bool> || Integer<T>) {
    digest.add(std::is_signed_v<T> ? "signed" : "unsigned");
  } else {
    digest.add("string");
  }
}

}  // namespace detail

template <RecordStruct T>
const RecordType& record_type() {
  static const RecordType type{
      .name = Schema<T>::name,
      .version = Schema<T>::version,
      .layout =
          [] {
            detail::LayoutDigest digest;
            detail::add_layout<T>(digest);
            return digest.value();
          }(),
      .decode = [](std::string_view json) -> base::Result<std::shared_ptr<const void>> {
        auto value = codec::from_json<T>(json);
        if (!value) return std::unexpected(value.error());
        return std::make_shared<const T>(std::move(*value));
      },
      .encode = [](const void* value, std::string& out) { codec::write(out, *static_cast<const T*>(value)); },
      .footprint = [](const void* value) { return codec::footprint(*static_cast<const T*>(value)); },
  };
  return type;
}

}  // namespace flow
