// Writes JSON text piece by piece, with the commas, colons and line feeds where they belong.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <base/enum_names.hpp>

namespace base {

struct Json;

// Calls must nest as JSON does: inside an object each value follows its key. Not checked.
class JsonWriter {
 public:
  enum class Layout {
    compact,   // no white space
    indented,  // for people: two blanks a level, one member or item a line
  };
  explicit JsonWriter(Layout layout = Layout::compact) : layout_(layout) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view value);
  JsonWriter& number(double value);  // shortest spelling that reads back; NaN and infinities become null
  JsonWriter& number(std::int64_t value);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& raw(std::string_view json);  // JSON text, as it stands
  JsonWriter& json(const Json& value);

  // A member with its value, for the usual types. An absent optional is null.
  template <class T>
  JsonWriter& member(std::string_view name, const T& value) {
    key(name);
    return any(value);
  }
  template <class T>
  JsonWriter& any(const T& value) {
    if constexpr (std::same_as<T, bool>) {
      return boolean(value);
    } else if constexpr (std::floating_point<T>) {
      return number(static_cast<double>(value));
    } else if constexpr (std::signed_integral<T>) {
      return number(static_cast<std::int64_t>(value));
    } else if constexpr (std::unsigned_integral<T>) {
      return number(static_cast<std::uint64_t>(value));
    } else if constexpr (NamedEnum<T>) {
      return string(name_of(value));
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      return string(value);
    } else if constexpr (requires {
                           value.has_value();
                           *value;
                         }) {
      return value ? any(*value) : null();
    } else if constexpr (std::same_as<T, Json>) {
      return json(value);
    } else {
      begin_array();
      for (const auto& item : value) any(item);
      return end_array();
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void before_value();
  void new_line();

  Layout layout_;
  std::string text_;
  std::size_t depth_ = 0;
  bool is_first_ = true;    // nothing stands yet in the innermost object or array
  bool after_key_ = false;  // the next value belongs to the key before it
};

}  // namespace base
