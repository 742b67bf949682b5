// What else follows from a field list: values that JSON cannot hold, bytes in memory, the objects inside a value.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <base/utf8.hpp>
#include <flow/codec_writing.hpp>
#include <flow/fields.hpp>

namespace flow::codec {

// A value for which there is no JSON that reads back as the same value.
struct Unwritable {
  std::string path;       // of the field: "lines[1].text"
  std::string_view why;   // "not UTF-8"; "" if all is well
  std::string_view mend;  // what its author can do

  explicit operator bool() const { return !why.empty(); }
  // All return true.
  bool because(std::string_view reason, std::string_view what_to_do);
  bool at(std::string_view name);
  bool at(std::size_t index);
};

namespace detail {

// Whether `Is` holds for a type, or for that of anything inside it.
template <template <class> class Is, class T>
consteval bool holds() {
  using namespace flow::detail;
  if constexpr (Is<T>::value) {
    return true;
  } else if constexpr (OptionalOf<T>::value || VectorOf<T>::value) {
    return holds<Is, typename T::value_type>();
  } else if constexpr (HasFields<T>) {
    return std::apply(
        [](const auto&... f) {
          return (holds<Is, typename std::remove_cvref_t<decltype(f)>::Member>() || ...);
        },
        Schema<T>::fields);
  } else {
    return false;
  }
}

template <class T>
using IsObject = std::is_same<T, Object>;

// Integers beyond 64 bits with a sign are not read back.
template <class T>
concept WideUnsigned =
    flow::detail::Integer<T> && std::unsigned_integral<T> && sizeof(T) >= sizeof(std::int64_t);

template <class T>
concept TextLike = std::same_as<T, std::string> || std::same_as<T, Path> || std::same_as<T, Secret> ||
                   std::same_as<T, Object>;

template <class T>
using MayBeUnwritable =
    std::bool_constant<TextLike<T> || std::floating_point<T> || WideUnsigned<T> || base::NamedEnum<T>>;

inline std::string_view text_of(const std::string& text) { return text; }
inline std::string_view text_of(const Path& path) { return path.text; }
inline std::string_view text_of(const Secret& secret) { return secret.variable; }
inline std::string_view text_of(const Object& object) { return object.digest; }

// True if the text is no JSON, or JSON that would not come back as it is.
bool find_unwritable_json(std::string_view text, Unwritable& found);

// True if there is something; `found` then says what. Nothing is allocated if all is well, and values of types that JSON
// can hold whatever they are, are not looked at.
template <class T>
bool find_unwritable(const T& value, bool raw_json, Unwritable& found) {
  using namespace flow::detail;
  if constexpr (!holds<MayBeUnwritable, T>()) {
    return false;
  } else if constexpr (TextLike<T>) {
    if (!base::is_utf8(text_of(value))) return found.because("not UTF-8", "convert it to UTF-8 first");
    return raw_json && find_unwritable_json(text_of(value), found);
  } else if constexpr (std::floating_point<T>) {
    return !std::isfinite(value) &&
           found.because("not a finite number", "leave the field out (std::optional), or give it a number");
  } else if constexpr (WideUnsigned<T>) {
    return value > static_cast<T>(std::numeric_limits<std::int64_t>::max()) &&
           found.because("above 9223372036854775807", "emit it as a text");
  } else if constexpr (base::NamedEnum<T>) {
    return base::name_of(value).empty() && found.because("no value of its enum", "give it one of them");
  } else if constexpr (OptionalOf<T>::value) {
    return value && find_unwritable(*value, raw_json, found);
  } else if constexpr (VectorOf<T>::value) {
    for (std::size_t i = 0; i < value.size(); ++i)
      if (find_unwritable(value[i], raw_json, found)) return found.at(i);
    return false;
  } else {
    return std::apply(
        [&](const auto&... f) {
          return ((!is_left_out(value.*f.member, f.is_omitted_if_empty) &&
                   find_unwritable(value.*f.member, f.is_raw_json, found) && found.at(f.name)) ||
                  ...);
        },
        Schema<T>::fields);
  }
}

}  // namespace detail

// The first of them in the value; none if all is well.
template <class T>
Unwritable find_unwritable(const T& value) {
  Unwritable found;
  detail::find_unwritable(value, false, found);
  return found;
}

// Bytes that the value takes in memory, heap included; what the byte credits count.
template <class T>
std::size_t footprint(const T& value) {
  using namespace flow::detail;
  std::size_t heap = 0;
  if constexpr (std::same_as<T, std::string>) {
    heap = value.capacity();
  } else if constexpr (OptionalOf<T>::value) {
    if (value) heap = footprint(*value) - sizeof(*value);
  } else if constexpr (VectorOf<T>::value) {
    if constexpr (std::is_trivially_copyable_v<typename T::value_type>) {
      heap = value.size() * sizeof(typename T::value_type);
    } else {
      for (const auto& element : value) heap += footprint(element);
    }
  } else if constexpr (HasFields<T>) {
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      const auto& member = value.*f.member;
      heap += footprint(member) - sizeof(member);
    });
  }
  return sizeof(T) + heap;
}

// Calls `visit` for every Object inside the value.
template <class T, class Visit>  // void(Object&)
void each_object(T& value, Visit&& visit) {
  using namespace flow::detail;
  using Plain = std::remove_cvref_t<T>;
  if constexpr (!detail::holds<detail::IsObject, Plain>()) {
    return;
  } else if constexpr (std::same_as<Plain, Object>) {
    visit(value);
  } else if constexpr (OptionalOf<Plain>::value) {
    if (value) each_object(*value, visit);
  } else if constexpr (VectorOf<Plain>::value) {
    for (auto& element : value) each_object(element, visit);
  } else {
    for_each_field(Schema<Plain>::fields, [&](const auto& f) { each_object(value.*f.member, visit); });
  }
}

}  // namespace flow::codec
