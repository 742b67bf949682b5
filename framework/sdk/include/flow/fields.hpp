// The one declaration of a struct's fields, for records and parameters alike.
//
//   template <> struct flow::Schema<Text> {
//     static constexpr std::string_view name = "text";   // of a record; nested structs need only `fields`
//     static constexpr int version = 1;
//     static constexpr auto fields = flow::fields(flow::field("text", &Text::text, "the words"));
//   };
//
// From it come the JSON codec, the checks, the manifest and the editor's schema. Field types: bool, integers, double,
// std::string, enums with names (base/enum_names.hpp), Path, Secret, Object, nested structs with a Schema, std::optional
// and std::vector of these.
#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <base/enum_names.hpp>
#include <flow/values.hpp>

namespace flow {

template <class T>
struct Schema;

template <class T>
concept HasFields = requires { Schema<T>::fields; };

// Reads a few fields of a record that another struct declares whole; name and version are those of the whole one. Its
// Schema says `static constexpr bool is_partial = true;`. The reader passes over keys that it does not know and stops as
// soon as it has every field, so what stands behind them is not checked. It cannot be written: it would lose the rest.
template <class T>
concept PartialStruct = HasFields<T> && requires { requires Schema<T>::is_partial; };

// A struct that can stand in a port: it has a record name and a version.
template <class T>
concept RecordStruct = HasFields<T> && requires {
  { Schema<T>::name } -> std::convertible_to<std::string_view>;
  { Schema<T>::version } -> std::convertible_to<int>;
};

// What a declaration says of a parameter beside its type and its texts. A new property is a member here, a line in its Schema
// below and a function of Field; the manifest, the description of the stage (description.hpp) and the codec follow from those.
struct ParamProperties {
  bool required = false;       // must be given: there is no default
  bool listed = false;         // decides only what `discover` lists: not part of the key; what is listed is
  bool may_be_absent = false;  // a path at which nothing need be
  std::optional<double> min = std::nullopt;  // inclusive range of an integer or a number
  std::optional<double> max = std::nullopt;
};

template <class Owner_, class Member_>
struct Field {
  using Owner = Owner_;
  using Member = Member_;

  std::string_view name;
  Member Owner::*member;
  std::string_view doc;
  std::string_view quantity = {};                // see agrees_on
  std::span<const std::string_view> files = {};  // see reads_only
  bool is_raw_json = false;
  bool is_omitted_if_empty = false;
  bool is_null_empty = false;
  ParamProperties properties = {};

  // The string holds JSON text, which is read and written as it stands (key order and number spelling kept).
  [[nodiscard]] constexpr Field raw_json() const {
    return with([](Field& f) { f.is_raw_json = true; });
  }
  // An empty string or sequence, or false, is left out of the JSON.
  [[nodiscard]] constexpr Field omit_empty() const {
    return with([](Field& f) { f.is_omitted_if_empty = true; });
  }
  // A null is read as the empty value, for files of other writers; it is never written.
  [[nodiscard]] constexpr Field null_is_empty() const {
    return with([](Field& f) { f.is_null_empty = true; });
  }
  // A parameter without a default.
  [[nodiscard]] constexpr Field required() const {
    return with([](Field& f) { f.properties.required = true; });
  }
  // Decides only what `discover` lists (which places, how many): not part of a key; what is listed is.
  [[nodiscard]] constexpr Field listed() const {
    return with([](Field& f) { f.properties.listed = true; });
  }
  // A path at which nothing need be, such as a user's own file that wins over a default.
  [[nodiscard]] constexpr Field may_be_absent() const {
    return with([](Field& f) { f.properties.may_be_absent = true; });
  }
  // The quantity that the parameter gives, in words that follow "the", such as "most tokens of an example". Parameters of
  // other stages that name the same one should have the same value: where the records of one stage reach another and the
  // values differ, checking the pipeline warns.
  [[nodiscard]] constexpr Field agrees_on(std::string_view the_quantity) const {
    return with([=](Field& f) { f.quantity = the_quantity; });
  }
  // Of a folder at this path the stage reads only these files, none of which need be there: the others are not part of the
  // key. `names` must live as long as the program.
  [[nodiscard]] constexpr Field reads_only(std::span<const std::string_view> names) const {
    return with([=](Field& f) { f.files = names; });
  }
  // Both ends belong to the range.
  [[nodiscard]] constexpr Field range(double low, double high) const {
    return with([=](Field& f) { f.properties.min = low, f.properties.max = high; });
  }
  [[nodiscard]] constexpr Field at_least(double low) const {
    return with([=](Field& f) { f.properties.min = low; });
  }

 private:
  constexpr Field with(auto change) const {
    Field copy = *this;
    change(copy);
    return copy;
  }
};

template <class Owner, class Member>
constexpr Field<Owner, Member> field(std::string_view name, Member Owner::*member,
                                     std::string_view doc = {}) {
  return {name, member, doc};
}

// A field of a parameter struct; the same thing under the name that authors expect.
template <class Owner, class Member>
constexpr Field<Owner, Member> param(std::string_view name, Member Owner::*member, std::string_view doc) {
  return {name, member, doc};
}

template <class... F>
constexpr std::tuple<F...> fields(F... list) {
  return {list...};
}

// Members of a plain struct that Params inherits count, too: settings of the domain need not be written
// twice.
template <class Params, class... F>
constexpr std::tuple<F...> params(F... list) {
  static_assert((std::derived_from<Params, typename F::Owner> && ...));
  return {list...};
}

template <>
struct Schema<ParamProperties> {
  static constexpr auto fields =
      flow::fields(field("required", &ParamProperties::required).omit_empty(),
                   field("listed", &ParamProperties::listed).omit_empty(),
                   field("may_be_absent", &ParamProperties::may_be_absent).omit_empty(),
                   field("min", &ParamProperties::min), field("max", &ParamProperties::max));
};

namespace detail {

template <class T>
struct OptionalOf : std::false_type {};
template <class T>
struct OptionalOf<std::optional<T>> : std::true_type {};
template <class T>
struct VectorOf : std::false_type {};
template <class T>
struct VectorOf<std::vector<T>> : std::true_type {};

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

template <class Tuple>
constexpr void for_each_field(const Tuple& tuple, auto visit) {
  std::apply([&](const auto&... f) { (visit(f), ...); }, tuple);
}

}  // namespace detail
}  // namespace flow
