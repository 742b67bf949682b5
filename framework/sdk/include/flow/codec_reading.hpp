// The reading half of the codec (flow/codec.hpp).
#pragma once

#include <bitset>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <base/error.hpp>
#include <flow/fields.hpp>
#include <flow/json.hpp>

namespace flow::codec {
namespace detail {

// Where in the value an error was found, and what it is. The path is built while unwinding, innermost name first. All
// return false.
struct Trouble {
  std::string path;
  std::string what;
  bool skips_unknown = false;  // a key that no field has is passed over

  bool at(std::string_view name);
  bool at(std::size_t index);
  bool because(std::string_view text);  // the first reason stays
  // A container did not come to its end: broken JSON, or another type of value.
  bool because_of(const json::Cursor& in, std::string_view wrong_type);
};

// Field lists by the type of their struct, so that the compiler knows names and marks, or given as an object.
template <class T>
struct SchemaFields {
  static constexpr const auto& list() { return Schema<T>::fields; }
};
template <class Fields>
struct GivenFields {
  const Fields& fields;
  [[nodiscard]] constexpr const Fields& list() const { return fields; }
};

template <class Source>
inline constexpr std::size_t field_count =
    std::tuple_size_v<std::remove_cvref_t<decltype(std::declval<Source>().list())>>;

template <class T>
bool read(json::Cursor& in, T& out, Trouble& trouble, bool raw_json = false);

// Reads the members of one object into the fields of `Source`.
template <class T, class Source>
class StructReader {
 public:
  StructReader(json::Cursor& in, T& out, Trouble& trouble, Source source)
      : in_(in), out_(out), trouble_(trouble), source_(source) {}

  bool read() {
    if (!in_.begin_object()) return trouble_.because_of(in_, "not an object");
    has_member_ = in_.next_member(key_);
    while (has_member_) {
      is_known_ = false;
      if (!read_in_order(indices)) return false;
      if (is_complete()) {
        in_.leave_object();
        return true;
      }
      if (!is_known_ && has_member_ && !pass_over()) return false;
    }
    if (in_.is_broken()) return trouble_.because_of(in_, {});
    return check_missing(indices);
  }

 private:
  static constexpr std::size_t count = field_count<Source>;
  static constexpr auto indices = std::make_index_sequence<count>();

  // Goes through the fields once and reads each whose turn it is: all of them, if the members stand in declared order.
  template <std::size_t... Index>
  bool read_in_order(std::index_sequence<Index...>) {
    return (read_if_next<Index>() && ...);
  }

  template <std::size_t Index>
  bool read_if_next() {
    const auto& f = std::get<Index>(source_.list());
    if (!has_member_ || key_ != f.name) return true;
    is_known_ = true;
    if (seen_[Index]) {
      trouble_.because("the key stands twice");
      return trouble_.at(f.name);
    }
    auto& member = out_.*f.member;
    if (f.is_null_empty && in_.read_null()) {
      member = {};
    } else if (!detail::read(in_, member, trouble_, f.is_raw_json)) {
      return trouble_.at(f.name);
    }
    seen_[Index] = true;
    has_member_ = !is_complete() && in_.next_member(key_);
    return true;
  }

  // A partial struct has all that it wants.
  [[nodiscard]] bool is_complete() const {
    if constexpr (PartialStruct<T>) return seen_.all();
    return false;
  }

  bool pass_over() {
    if (!trouble_.skips_unknown && !PartialStruct<T>) {
      trouble_.because("unknown key");
      return trouble_.at(key_);
    }
    has_member_ = in_.next_member(key_);
    return true;
  }

  template <std::size_t... Index>
  bool check_missing(std::index_sequence<Index...>) {
    return seen_.all() || (check_field<Index>() && ...);
  }

  template <std::size_t Index>
  bool check_field() {
    const auto& f = std::get<Index>(source_.list());
    using Member = typename std::remove_cvref_t<decltype(f)>::Member;
    if (seen_[Index] || flow::detail::OptionalOf<Member>::value || f.is_omitted_if_empty) return true;
    trouble_.because("missing");
    return trouble_.at(f.name);
  }

  json::Cursor& in_;
  T& out_;
  Trouble& trouble_;
  [[no_unique_address]] Source source_;
  std::bitset<count> seen_;
  std::string_view key_;
  bool has_member_ = false;
  bool is_known_ = false;
};

template <class T>
bool read_enum(json::Cursor& in, T& out, Trouble& trouble) {
  std::string_view name;
  if (!in.read_text(name)) return trouble.because("not a string");
  const auto value = base::enum_of<T>(name);
  if (!value) return trouble.because("not " + base::one_of<T>());
  out = *value;
  return true;
}

template <class T>
bool read_number(json::Cursor& in, T& out, Trouble& trouble) {
  if constexpr (std::floating_point<T>) {
    double number = 0;
    if (!in.read(number)) return trouble.because("not a number");
    if (std::abs(number) > std::numeric_limits<T>::max()) return trouble.because("out of range");
    out = static_cast<T>(number);
  } else {
    std::int64_t number = 0;
    if (!in.read(number)) return trouble.because("not a 64-bit integer");
    if (!std::in_range<T>(number)) return trouble.because("out of range");
    out = static_cast<T>(number);
  }
  return true;
}

template <class T>
bool read_vector(json::Cursor& in, T& out, Trouble& trouble, bool raw_json) {
  if (!in.begin_array()) return trouble.because_of(in, "not an array");
  while (in.next_element())
    if (!read(in, out.emplace_back(), trouble, raw_json)) return trouble.at(out.size() - 1);
  return !in.is_broken() || trouble.because_of(in, {});
}

inline bool read_string(json::Cursor& in, std::string& out, Trouble& trouble) {
  return in.read(out) || trouble.because("not a string");
}

inline bool read_raw(json::Cursor& in, std::string& out, Trouble& trouble) {
  std::string_view text;
  if (!in.read_raw(text)) return trouble.because("not JSON");
  out.assign(text);
  return true;
}

template <class T>
bool read(json::Cursor& in, T& out, Trouble& trouble, bool raw_json) {
  using namespace flow::detail;
  if constexpr (OptionalOf<T>::value) {
    if (in.read_null()) return trouble.because("null (leave the key out instead)");
    return read(in, out.emplace(), trouble, raw_json);
  } else if constexpr (std::same_as<T, bool>) {
    return in.read(out) || trouble.because("not true or false");
  } else if constexpr (Integer<T> || std::floating_point<T>) {
    return read_number(in, out, trouble);
  } else if constexpr (std::same_as<T, std::string>) {
    return raw_json ? read_raw(in, out, trouble) : read_string(in, out, trouble);
  } else if constexpr (base::NamedEnum<T>) {
    return read_enum(in, out, trouble);
  } else if constexpr (std::same_as<T, Path>) {
    return read_string(in, out.text, trouble);
  } else if constexpr (std::same_as<T, Secret>) {
    return read_string(in, out.variable, trouble);
  } else if constexpr (std::same_as<T, Object>) {
    return read_string(in, out.digest, trouble);
  } else if constexpr (VectorOf<T>::value) {
    return read_vector(in, out, trouble, raw_json);
  } else {
    static_assert(HasFields<T>, "this type has no flow::Schema");
    return StructReader(in, out, trouble, SchemaFields<T>()).read();
  }
}

// The verdict on a document that was read: the trouble within it, or what is wrong with its text.
base::Result<void> verdict(json::Cursor& in, bool good, const Trouble& trouble);

template <class T, class Source>
base::Result<T> read_document(std::string_view text, Source source, bool skips_unknown) {
  base::Result<T> result(std::in_place);
  Trouble trouble{.path = {}, .what = {}, .skips_unknown = skips_unknown};
  json::Cursor in(text);
  const bool good = !in.is_broken() && StructReader(in, *result, trouble, source).read();
  if (auto judged = verdict(in, good, trouble); !judged) result = std::unexpected(std::move(judged).error());
  return result;
}

}  // namespace detail

enum class UnknownKeys { refused, skipped };

// Reads an object with the fields of an own list. The problem is one line: "metadata.tokens: not a 64-bit integer".
template <class T, class Fields>
base::Result<T> from_json(std::string_view text, const Fields& fields,
                          UnknownKeys unknown = UnknownKeys::refused) {
  return detail::read_document<T>(text, detail::GivenFields<Fields>{fields}, unknown == UnknownKeys::skipped);
}

template <class T>
base::Result<T> from_json(std::string_view text) {
  return detail::read_document<T>(text, detail::SchemaFields<T>(), false);
}

}  // namespace flow::codec
