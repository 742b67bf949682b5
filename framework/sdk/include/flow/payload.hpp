// A record's content as a stage sees it, and what the runtime must know of a record struct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include <flow/codec.hpp>
#include <flow/result.hpp>

namespace flow {

// What the runtime must know of a record struct to keep values of it and to move them between libraries. Two libraries
// agree on a type by name, version and layout; where only the layout differs, a record crosses as JSON.
struct RecordType {
  std::string_view name;
  int version;
  std::uint64_t layout;  // digest of size, alignment, and name, offset and type of every field
  std::size_t size, alignment;
  base::Result<void> (*decode)(std::string_view json, void* place);  // constructs the value at `place`
  void (*encode)(const void* value, std::string& out);               // null of a partial struct
  void (*destroy)(void* value);                                      // null where there is nothing to do

  [[nodiscard]] bool same_struct(const RecordType& other) const {
    return layout == other.layout && version == other.version && name == other.name;
  }
};

// The content of one record: its typed value, its JSON bytes, or a place in the store. Immutable; each form is made from
// another when it is asked for first. All functions may be called from many threads at once.
class Payload {
 public:
  // The value as `type`; valid as long as the payload.
  [[nodiscard]] virtual base::Result<const void*> value(const RecordType& type) const = 0;
  // The JSON bytes; valid as long as the payload.
  [[nodiscard]] virtual base::Result<std::string_view> json() const = 0;

 protected:
  ~Payload() = default;
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
      .size = sizeof(T),
      .alignment = alignof(T),
      .decode = [](std::string_view json, void* place) -> base::Result<void> {
        auto value = codec::from_json<T>(json);
        if (!value) return std::unexpected(value.error());
        ::new (place) T(std::move(*value));
        return {};
      },
      .encode =
          [] {
            void (*encode)(const void*, std::string&) = nullptr;
            if constexpr (!PartialStruct<T>)
              encode = [](const void* value, std::string& out) {
                codec::write(out, *static_cast<const T*>(value));
              };
            return encode;
          }(),
      .destroy =
          std::is_trivially_destructible_v<T> ? nullptr : +[](void* value) { static_cast<T*>(value)->~T(); },
  };
  return type;
}

}  // namespace flow
