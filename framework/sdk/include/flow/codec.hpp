// The JSON codec that follows from a field list.
//
// Fields are written in declared order; an absent optional is an absent key, an enum is its name. Reading is strict: an
// unknown key, a missing field that is neither optional nor marked omit_empty, a wrong type, a name that the enum does not
// have or a number out of range is an error that names the path of the field ("metadata.tokens").
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <base/error.hpp>
#include <base/json_text.hpp>
#include <base/utf8.hpp>
#include <flow/fields.hpp>
#include <flow/json.hpp>

namespace flow::codec {

template <class T>
void write(std::string& out, const T& value, bool raw_json = false) {
  using namespace flow::detail;
  if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (Integer<T>) {
    base::append_json_number(out, static_cast<std::int64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    base::append_json_number(out, static_cast<double>(value));
  } else if constexpr (std::same_as<T, std::string>) {
    raw_json ? void(out += value) : base::append_json_string(out, value);
  } else if constexpr (base::NamedEnum<T>) {
    base::append_json_string(out, base::name_of(value));
  } else if constexpr (std::same_as<T, Path>) {
    base::append_json_string(out, value.text);
  } else if constexpr (std::same_as<T, Secret>) {
    base::append_json_string(out, value.variable);
  } else if constexpr (std::same_as<T, Object>) {
    base::append_json_string(out, value.digest);
  } else if constexpr (OptionalOf<T>::value) {
    value ? write(out, *value, raw_json) : void(out += "null");
  } else if constexpr (VectorOf<T>::value) {
    out += '[';
    for (bool first = true; const auto& element : value) {
      if (!std::exchange(first, false)) out += ',';
      write(out, element, raw_json);
    }
    out += ']';
  } else {
    static_assert(HasFields<T>, "this type has no flow::Schema");
    out += '{';
    bool first = true;
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      const auto& member = value.*f.member;
      using Member = std::remove_cvref_t<decltype(member)>;
      if constexpr (OptionalOf<Member>::value) {
        if (!member) return;
      } else if constexpr (VectorOf<Member>::value || std::same_as<Member, std::string>) {
        if (f.is_omitted_if_empty && member.empty()) return;
      } else if constexpr (std::same_as<Member, bool>) {
        if (f.is_omitted_if_empty && !member) return;
      }
      if (!std::exchange(first, false)) out += ',';
      base::append_json_string(out, f.name);
      out += ':';
      write(out, member, f.is_raw_json);
    });
    out += '}';
  }
}

namespace detail {

// Where in the value an error was found, and what it is. The path is built while unwinding, innermost name first.
struct Trouble {
  std::string path;
  std::string what;
  bool skips_unknown = false;  // a key that no field has is passed over

  bool at(std::string_view name) {
    path = path.empty() || path.front() == '[' ? std::string(name) + path : std::string(name) + "." + path;
    return false;
  }
  bool at(std::size_t index) {
    path = "[" + std::to_string(index) + "]" + (path.empty() || path.front() == '[' ? "" : ".") + path;
    return false;
  }
  bool because(std::string text) {
    if (what.empty()) what = std::move(text);
    return false;
  }
};

template <class T>
bool read(json::Cursor& in, T& out, Trouble& trouble, bool raw_json = false);

template <class T, class Fields>
bool read_struct(json::Cursor& in, T& out, Trouble& trouble, const Fields& fields) {
  constexpr std::size_t count = std::tuple_size_v<Fields>;
  std::array<bool, count> seen{};
  const bool is_object = in.each_member([&](std::string_view key, json::Cursor& member) {
    bool known = false;
    bool good = true;
    std::size_t index = 0;
    flow::detail::for_each_field(fields, [&](const auto& f) {
      const std::size_t here = index++;
      if (known || f.name != key) return;
      known = true;
      if (std::exchange(seen[here], true)) {
        trouble.because("the key stands twice");
        good = trouble.at(key);
      } else if (f.is_null_empty && member.kind() == json::Kind::null) {
        out.*f.member = {};
      } else if (!read(member, out.*f.member, trouble, f.is_raw_json)) {
        good = trouble.at(key);
      }
    });
    if (!known && !trouble.skips_unknown) {
      trouble.because("unknown key");
      return trouble.at(key);
    }
    return good;
  });
  if (!is_object) return trouble.because(in.problem().empty() ? "not an object" : std::string(in.problem()));
  bool complete = true;
  std::size_t index = 0;
  flow::detail::for_each_field(fields, [&](const auto& f) {
    using Member = typename std::remove_cvref_t<decltype(f)>::Member;
    if (seen[index++] || !complete || flow::detail::OptionalOf<Member>::value || f.is_omitted_if_empty)
      return;
    trouble.because("missing");
    complete = trouble.at(f.name);
  });
  return complete;
}

template <class T>
bool read(json::Cursor& in, T& out, Trouble& trouble, bool raw_json) {
  using namespace flow::detail;
  if constexpr (OptionalOf<T>::value) {
    if (in.kind() == json::Kind::null) return trouble.because("null (leave the key out instead)");
    return read(in, out.emplace(), trouble, raw_json);
  } else if constexpr (std::same_as<T, bool>) {
    return in.read(out) || trouble.because("not true or false");
  } else if constexpr (Integer<T>) {
    std::int64_t number = 0;
    if (!in.read(number)) return trouble.because("not a 64-bit integer");
    if (!std::in_range<T>(number)) return trouble.because("out of range");
    out = static_cast<T>(number);
    return true;
  } else if constexpr (std::floating_point<T>) {
    double number = 0;
    if (!in.read(number)) return trouble.because("not a number");
    out = static_cast<T>(number);
    return true;
  } else if constexpr (std::same_as<T, std::string>) {
    return (raw_json ? in.read_raw(out) : in.read(out)) ||
           trouble.because(raw_json ? "not JSON" : "not a string");
  } else if constexpr (base::NamedEnum<T>) {
    std::string name;
    if (!in.read(name)) return trouble.because("not a string");
    const auto value = base::enum_of<T>(name);
    if (!value) return trouble.because("not " + base::one_of<T>());
    out = *value;
    return true;
  } else if constexpr (std::same_as<T, Path>) {
    return in.read(out.text) || trouble.because("not a string");
  } else if constexpr (std::same_as<T, Secret>) {
    return in.read(out.variable) || trouble.because("not a string");
  } else if constexpr (std::same_as<T, Object>) {
    return in.read(out.digest) || trouble.because("not a string");
  } else if constexpr (VectorOf<T>::value) {
    const bool is_array = in.each_element([&](json::Cursor& element) {
      return read(element, out.emplace_back(), trouble, raw_json) || trouble.at(out.size() - 1);
    });
    return is_array || trouble.because(in.problem().empty() ? "not an array" : std::string(in.problem()));
  } else {
    static_assert(HasFields<T>, "this type has no flow::Schema");
    return read_struct(in, out, trouble, Schema<T>::fields);
  }
}

}  // namespace detail

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write(out, value);
  return out;
}

enum class UnknownKeys { refused, skipped };

// Reads an object with the fields of an own list. The problem is one line: "metadata.tokens: not a 64-bit integer".
template <class T, class Fields>
base::Result<T> from_json(std::string_view text, const Fields& fields,
                          UnknownKeys unknown = UnknownKeys::refused) {
  T value{};
  detail::Trouble trouble;
  trouble.skips_unknown = unknown == UnknownKeys::skipped;
  auto read = json::read_document(
      text, [&](json::Cursor& in) { return detail::read_struct(in, value, trouble, fields); });
  if (!trouble.what.empty()) {
    return base::failure(trouble.path.empty() ? trouble.what : trouble.path + ": " + trouble.what);
  }
  if (!read) return std::unexpected(read.error());
  return value;
}

template <class T>
base::Result<T> from_json(std::string_view text) {
  return from_json<T>(text, Schema<T>::fields);
}

inline std::string join_path(std::string head, const std::string& rest) {
  return std::move(head) + (rest.front() == '[' || rest.front() == '(' ? "" : ".") + rest;
}

// The path of the first string in `value` that is not valid UTF-8, of a raw JSON text that is not JSON, or of an enum that
// has no name; "" if all are well.
template <class T>
std::string find_bad_text(const T& value, bool raw_json = false) {
  using namespace flow::detail;
  if constexpr (std::same_as<T, std::string>) {
    if (!base::is_utf8(value)) return "(not UTF-8)";
    if (raw_json) {
      std::string raw;
      if (!json::read_document(value, [&](json::Cursor& in) { return in.read_raw(raw); }))
        return "(not JSON)";
    }
  } else if constexpr (base::NamedEnum<T>) {
    if (base::name_of(value).empty()) return "(no value of its enum)";
  } else if constexpr (OptionalOf<T>::value) {
    if (value) return find_bad_text(*value, raw_json);
  } else if constexpr (VectorOf<T>::value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto bad = find_bad_text(value[i], raw_json); !bad.empty())
        return join_path("[" + std::to_string(i) + "]", bad);
    }
  } else if constexpr (HasFields<T>) {
    std::string found;
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      if (!found.empty()) return;
      if (auto bad = find_bad_text(value.*f.member, f.is_raw_json); !bad.empty()) {
        found = join_path(std::string(f.name), bad);
      }
    });
    return found;
  }
  return {};
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
    for (const auto& element : value) heap += footprint(element);
  } else if constexpr (HasFields<T>) {
    for_each_field(Schema<T>::fields, [&](const auto& f) {
      const auto& member = value.*f.member;
      heap += footprint(member) - sizeof(member);
    });
  }
  return sizeof(T) + heap;
}

// Calls `visit` for every Object inside the value.
template <class T>
void each_object(T& value, const std::function<void(Object&)>& visit) {
  using namespace flow::detail;
  using Plain = std::remove_cvref_t<T>;
  if constexpr (std::same_as<Plain, Object>) {
    visit(value);
  } else if constexpr (OptionalOf<Plain>::value) {
    if (value) each_object(*value, visit);
  } else if constexpr (VectorOf<Plain>::value) {
    for (auto& element : value) each_object(element, visit);
  } else if constexpr (HasFields<Plain>) {
    for_each_field(Schema<Plain>::fields, [&](const auto& f) { each_object(value.*f.member, visit); });
  }
}

}  // namespace flow::codec
