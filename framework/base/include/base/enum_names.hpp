// Enums with names: the values of a field that files, parameters and reports spell as words.
//
//   enum class Origin { session, git, synthetic };
//   constexpr auto enum_names(Origin) { return base::names("session", "git", "synthetic"); }
//
// The names stand once, beside the enum and in its order, and are found by argument-dependent lookup. They are not
// derived from the identifiers (as magic_enum would): they are part of file formats, so renaming an enumerator must not
// change them, and some ("sqlite-v2") are no identifiers.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace base {

// What a function `enum_names` returns: one name for each enumerator, which count up from 0.
template <class... Text>
consteval std::array<std::string_view, sizeof...(Text)> names(Text... text) {
  return {std::string_view(text)...};
}

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
  { enum_names(E{})[0] } -> std::convertible_to<std::string_view>;
};

template <NamedEnum E>
inline constexpr auto names_of = enum_names(E{});

// "" for a number that is no enumerator.
template <NamedEnum E>
constexpr std::string_view name_of(E value) {
  const auto index = static_cast<std::size_t>(value);
  return index < names_of<E>.size() ? names_of<E>[index] : std::string_view();
}

// The enumerator of that name; none if there is none.
template <NamedEnum E>
constexpr std::optional<E> enum_of(std::string_view name) {
  for (std::size_t index = 0; index < names_of<E>.size(); ++index) {
    if (names_of<E>[index] == name) return static_cast<E>(index);
  }
  return std::nullopt;
}

// "one of session, git or synthetic", for messages about a name that is none of them.
template <NamedEnum E>
std::string one_of() {
  std::string text = "one of ";
  for (std::size_t index = 0; index < names_of<E>.size(); ++index) {
    if (index > 0) text += index + 1 == names_of<E>.size() ? " or " : ", ";
    text += names_of<E>[index];
  }
  return text;
}

}  // namespace base
