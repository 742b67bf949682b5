// The writing half of the codec (flow/codec.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <flow/fields.hpp>

namespace flow::codec {
namespace detail {

// JSON text under way, in memory that the thread's next text reuses. One at a time in a thread: writing a value calls
// nothing of an author's.
class Output {
 public:
  Output();
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  [[nodiscard]] std::string_view text() const { return {begin_, end_}; }

  void append(char c) { *room(1) = c, ++end_; }
  void append(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    end_ += text.size();
  }
  void append_string(std::string_view text);  // quoted and escaped
  void append_number(std::int64_t number);
  void append_number(double number);

  // An object or array is written as items that each start with a comma; closing it at the place where it opened turns
  // the first comma into the bracket.
  [[nodiscard]] std::size_t open() const { return text().size(); }
  void close(std::size_t opened, char opening, char closing) {
    if (opened == text().size()) append(opening);
    begin_[opened] = opening;
    append(closing);
  }

 private:
  // The end of the text, with room for `size` bytes.
  char* room(std::size_t size) {
    if (static_cast<std::size_t>(limit_ - end_) < size) [[unlikely]]
      grow(size);
    return end_;
  }
  void grow(std::size_t size);

  char* begin_;
  char* end_;
  char* limit_;
};

template <class T>
void write(Output& out, const T& value, bool raw_json = false);

constexpr bool stands_for_itself(std::string_view name) {
  for (const unsigned char c : name)
    if (c < 0x20 || c == '"' || c == '\\') return false;
  return true;
}

// `,"name":`
template <class T, std::size_t Index>
inline constexpr auto key_text = [] {
  constexpr std::string_view name = std::get<Index>(Schema<T>::fields).name;
  static_assert(stands_for_itself(name), "a field's name has no quotes, backslashes and control characters");
  std::array<char, name.size() + 4> text{',', '"'};
  name.copy(text.data() + 2, name.size());
  text[name.size() + 2] = '"';
  text[name.size() + 3] = ':';
  return text;
}();

template <class Member>
bool is_left_out(const Member& member, bool omits_empty) {
  using namespace flow::detail;
  if constexpr (OptionalOf<Member>::value)
    return !member;
  else if constexpr (VectorOf<Member>::value || std::same_as<Member, std::string>)
    return omits_empty && member.empty();
  else if constexpr (std::same_as<Member, bool>)
    return omits_empty && !member;
  else
    return false;
}

template <std::size_t Index, class T>
void write_member(Output& out, const T& value) {
  constexpr const auto& f = std::get<Index>(Schema<T>::fields);
  const auto& member = value.*f.member;
  if (is_left_out(member, f.is_omitted_if_empty)) return;
  constexpr const auto& key = key_text<T, Index>;
  out.append(std::string_view(key.data(), key.size()));
  write(out, member, f.is_raw_json);
}

template <class T>
void write(Output& out, const T& value, bool raw_json) {
  using namespace flow::detail;
  if constexpr (std::same_as<T, bool>) {
    out.append(value ? std::string_view("true") : std::string_view("false"));
  } else if constexpr (Integer<T>) {
    out.append_number(static_cast<std::int64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    static_assert(sizeof(T) <= sizeof(double), "a long double would lose digits");
    out.append_number(static_cast<double>(value));
  } else if constexpr (std::same_as<T, std::string>) {
    raw_json ? out.append(value) : out.append_string(value);
  } else if constexpr (base::NamedEnum<T>) {
    out.append_string(base::name_of(value));
  } else if constexpr (std::same_as<T, Path>) {
    out.append_string(value.text);
  } else if constexpr (std::same_as<T, Secret>) {
    out.append_string(value.variable);
  } else if constexpr (std::same_as<T, Object>) {
    out.append_string(value.digest);
  } else if constexpr (OptionalOf<T>::value) {
    value ? write(out, *value, raw_json) : out.append("null");
  } else if constexpr (VectorOf<T>::value) {
    static_assert(!OptionalOf<typename T::value_type>::value,
                  "no reader takes a null in the place of an element");
    const std::size_t opened = out.open();
    for (const auto& element : value) {
      out.append(',');
      write(out, element, raw_json);
    }
    out.close(opened, '[', ']');
  } else {
    static_assert(HasFields<T>, "this type has no flow::Schema");
    static_assert(!PartialStruct<T>, "a partial record cannot be written: it would lose fields");
    const std::size_t opened = out.open();
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      (write_member<Index>(out, value), ...);
    }(std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<decltype(Schema<T>::fields)>>>());
    out.close(opened, '{', '}');
  }
}

}  // namespace detail

// Appends the value's JSON: text that reads back as an equal value if there is nothing that find_unwritable would find
// (codec_checks.hpp); of numbers the shortest such spelling, with -0 as 0.
template <class T>
void write(std::string& out, const T& value) {
  detail::Output text;
  detail::write(text, value);
  out.append(text.text());
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace flow::codec
