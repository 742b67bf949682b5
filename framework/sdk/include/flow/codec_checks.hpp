// What else follows from a field list: bad texts, bytes in memory, the objects inside a value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include <base/utf8.hpp>
#include <flow/fields.hpp>
#include <flow/json.hpp>

namespace flow::codec {
namespace detail {

inline std::string join_path(std::string_view head, const std::string& rest) {
  return std::string(head) + (rest.front() == '[' || rest.front() == '(' ? "" : ".") + rest;
}

bool is_json(std::string_view text);

// True if there is a bad text; `path` then says where. Nothing is allocated if all are well.
template <class T>
bool find_bad_text(const T& value, bool raw_json, std::string& path) {
  using namespace flow::detail;
  if constexpr (std::same_as<T, std::string>) {
    if (!base::is_utf8(value)) return path = "(not UTF-8)", true;
    if (raw_json && !is_json(value)) return path = "(not JSON)", true;
  } else if constexpr (base::NamedEnum<T>) {
    if (base::name_of(value).empty()) return path = "(no value of its enum)", true;
  } else if constexpr (OptionalOf<T>::value) {
    return value && find_bad_text(*value, raw_json, path);
  } else if constexpr (VectorOf<T>::value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (find_bad_text(value[i], raw_json, path))
        return path = join_path("[" + std::to_string(i) + "]", path), true;
    }
  } else if constexpr (HasFields<T>) {
    bool found = false;
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      if (found || !find_bad_text(value.*f.member, f.is_raw_json, path)) return;
      path = join_path(f.name, path);
      found = true;
    });
    return found;
  }
  return false;
}

// Whether a value of this type can hold a value of type Inner somewhere inside.
template <class T, class Inner>
constexpr bool can_hold() {
  using namespace flow::detail;
  if constexpr (std::same_as<T, Inner>) {
    return true;
  } else if constexpr (OptionalOf<T>::value || VectorOf<T>::value) {
    return can_hold<typename T::value_type, Inner>();
  } else if constexpr (HasFields<T>) {
    bool any = false;
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      any = any || can_hold<typename std::remove_cvref_t<decltype(f)>::Member, Inner>();
    });
    return any;
  }
  return false;
}

}  // namespace detail

// The path of the first string in `value` that is not valid UTF-8, of a raw JSON text that is not JSON, or of an enum that
// has no name; "" if all are well.
template <class T>
std::string find_bad_text(const T& value) {
  std::string path;
  detail::find_bad_text(value, false, path);
  return path;
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
  if constexpr (!detail::can_hold<Plain, Object>()) {
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
