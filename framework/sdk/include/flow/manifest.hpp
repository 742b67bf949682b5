// The manifest: a plugin's declarations as JSON, written at compile time into a section of the library file,
// so that the runtime can read it without loading the library. manifest_reader.hpp reads it back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include <flow/description.hpp>
#include <flow/fields.hpp>
#include <flow/ports.hpp>
#include <flow/stage.hpp>
#include <flow/version.hpp>

namespace flow::detail {

template <class S>
concept HasParams = requires { S::params; };
// The type inside optionals and vectors.
template <class M>
struct PlainOf {
  using type = M;
};
template <class M>
  requires(OptionalOf<M>::value || VectorOf<M>::value)
struct PlainOf<M> : PlainOf<typename M::value_type> {};
template <class M>
using Plain = typename PlainOf<M>::type;

template <class S>
using ParamsOf = typename std::tuple_element_t<0, std::remove_cvref_t<decltype(S::params)>>::Owner;

struct CountingSink {
  std::size_t size = 0;
  constexpr void put(char) { ++size; }
};

template <std::size_t N>
struct ArraySink {
  std::array<char, N> bytes{};
  std::size_t size = 0;
  constexpr void put(char c) { bytes[size++] = c; }
};

template <class Sink>
class ManifestWriter {
 public:
  explicit constexpr ManifestWriter(Sink& sink) : sink_(sink) {}

  template <class... S>
  constexpr void plugin() {
    raw("{\"sdk\":");
    integer(sdk_version);
    raw(",\"toolchain\":");
    text(toolchain);
    raw(",\"stages\":[");
    bool first = true;
    ((comma(first), stage<S>()), ...);
    raw("]}");
  }

 private:
  template <class S>
  constexpr void stage() {
    const StageInfo& info = S::info;
    raw("{\"name\":");
    text(info.name);
    raw(",\"version\":");
    integer(info.version);
    raw(",\"summary\":");
    text(info.summary);
    raw(",\"form\":");
    text(base::name_of(form<S>()));
    raw(",\"traits\":");
    integer(static_cast<unsigned>(info.traits));
    raw(",\"concurrency\":");
    integer(info.concurrency);
    static_assert(S::info.may_hold[0].resource.empty() ||
                      (S::info.needs[0].resource.empty() && has(S::info.traits, Traits::blocking)),
                  "may_hold is for blocking stages without needs");
    raw(",\"needs\":[");
    needs(info.needs);
    raw("],\"may_hold\":[");
    needs(info.may_hold);
    raw("],\"params\":[");
    if constexpr (HasParams<S>) params<S>();
    raw("],\"inputs\":[");
    if constexpr (!std::is_void_v<typename S::InputPorts>)
      inputs(static_cast<typename S::InputPorts::List*>(nullptr));
    raw("],\"outputs\":[");
    outputs(static_cast<typename S::OutputPorts::List*>(nullptr));
    raw("]}");
  }

  constexpr void needs(const std::array<Need, 4>& all) {
    bool first = true;
    for (const Need& need : all) {
      if (need.resource.empty()) continue;
      comma(first);
      raw("{\"resource\":"), text(need.resource);
      name("amount"), integer(need.amount), put('}');
    }
  }

  template <class S>
  static consteval StageForm form() {
    if constexpr (requires { typename S::Item; })
      return StageForm::source;
    else if constexpr (requires { typename S::Input; })
      return StageForm::collector;
    else
      return StageForm::transform;
  }

  template <class S>
  constexpr void params() {
    ParamsOf<S> defaults{};  // not const: GCC 12 rejects a const std::string here
    bool first = true;
    for_each_field(S::params, [&](const auto& f) {
      comma(first);
      raw("{\"name\":");
      text(f.name);
      raw(",\"doc\":");
      text(f.doc);
      if (!f.quantity.empty()) name("quantity"), text(f.quantity);
      if (!f.files.empty()) name("files"), texts(f.files);
      param_type<typename std::remove_cvref_t<decltype(f)>::Member>();
      properties(f.properties);
      if (!f.properties.required) raw(",\"default\":"), value(defaults.*f.member);
      put('}');
    });
  }

  // ["session","git"]
  constexpr void texts(std::span<const std::string_view> all) {
    put('[');
    bool first = true;
    for (const std::string_view one : all) comma(first), text(one);
    put(']');
  }

  // Those that differ from the usual; one that is not given is absent.
  constexpr void properties(const ParamProperties& of) {
    for_each_field(Schema<ParamProperties>::fields, [&](const auto& f) {
      const auto& property = of.*f.member;
      if constexpr (std::same_as<std::remove_cvref_t<decltype(property)>, bool>) {
        if (property) name(f.name), raw("true");
      } else {
        if (property) name(f.name), number(*property);
      }
    });
  }

  template <class M>
  constexpr void param_type() {
    static_assert(!HasFields<Plain<M>> && !std::same_as<Plain<M>, Object>,
                  "a parameter of this type cannot be read from YAML");
    type<M>();
  }

  // ,"list":true,"type":"string","one_of":["session","git"]
  template <class M>
  constexpr void type() {
    if constexpr (OptionalOf<M>::value) {
      type<typename M::value_type>();
    } else if constexpr (VectorOf<M>::value) {
      name("list"), raw("true");
      type<typename M::value_type>();
    } else {
      name("type"), text(base::name_of(value_type<M>()));
      if constexpr (base::NamedEnum<M>) {
        name("one_of"), texts(base::names_of<M>);
      }
    }
  }

  template <class M>
  static consteval ValueType value_type() {
    if constexpr (std::same_as<M, bool>)
      return ValueType::boolean;
    else if constexpr (Integer<M>)
      return ValueType::integer;
    else if constexpr (std::floating_point<M>)
      return ValueType::number;
    else if constexpr (std::same_as<M, Path>)
      return ValueType::path;
    else if constexpr (std::same_as<M, Secret>)
      return ValueType::secret;
    else if constexpr (std::same_as<M, Object>)
      return ValueType::artifact;
    else if constexpr (HasFields<M>)
      return ValueType::object;
    else
      return ValueType::string;
  }

  // The fields of a record, nested as its JSON is.
  template <class Record>
  constexpr void record_fields() {
    put('[');
    bool first = true;
    for_each_field(Schema<Record>::fields, [&](const auto& f) {
      using M = typename std::remove_cvref_t<decltype(f)>::Member;
      comma(first);
      raw("{\"name\":"), text(f.name);
      if (!f.doc.empty()) name("doc"), text(f.doc);
      if (OptionalOf<M>::value || f.is_omitted_if_empty) name("optional"), raw("true");
      if (f.is_raw_json) name("raw_json"), raw("true");
      type<M>();
      if constexpr (HasFields<Plain<M>>) name("fields"), record_fields<Plain<M>>();
      put('}');
    });
    put(']');
  }

  template <class M>
  constexpr void value(const M& v) {
    if constexpr (std::same_as<M, bool>)
      raw(v ? "true" : "false");
    else if constexpr (Integer<M>)
      integer(v);
    else if constexpr (std::floating_point<M>)
      number(v);
    else if constexpr (std::same_as<M, Path>)
      text(v.text);
    else if constexpr (std::same_as<M, Secret>)
      text(v.variable);
    else if constexpr (base::NamedEnum<M>)
      text(base::name_of(v));
    else if constexpr (OptionalOf<M>::value)
      v ? value(*v) : raw("null");
    else if constexpr (VectorOf<M>::value) {
      put('[');
      bool first = true;
      for (const auto& element : v) comma(first), value(element);
      put(']');
    } else {
      text(v);
    }
  }

  template <class... P>
  constexpr void inputs(std::tuple<P...>*) {
    bool first = true;
    ((comma(first), port<P>(), raw(P::is_once ? ",\"once\":true" : ""),
      raw(P::is_optional ? ",\"optional\":true" : ""), put('}')),
     ...);
  }

  template <class... P>
  constexpr void outputs(std::tuple<P...>*) {
    bool first = true;
    ((comma(first), port<P>(), raw(is_artifact<typename P::Record>() ? ",\"artifact\":true" : ""),
      name("fields"), record_fields<typename P::Record>(), put('}')),
     ...);
  }

  template <class Record>
  static constexpr bool is_artifact() {
    bool found = false;
    for_each_field(Schema<Record>::fields, [&](const auto& f) {
      found = found || std::same_as<typename std::remove_cvref_t<decltype(f)>::Member, Object>;
    });
    return found;
  }

  template <class P>
  constexpr void port() {
    raw("{\"name\":");
    text(P::name);
    raw(",\"type\":{\"name\":");
    text(Schema<typename P::Record>::name);
    raw(",\"version\":");
    integer(Schema<typename P::Record>::version);
    put('}');
  }

  // `,"key":`, for a member that is not the first.
  constexpr void name(std::string_view key) {
    raw(",\"");
    raw(key);
    raw("\":");
  }
  constexpr void put(char c) { sink_.put(c); }
  constexpr void raw(std::string_view s) {
    for (const char c : s) put(c);
  }
  constexpr void comma(bool& first) {
    if (!first) put(',');
    first = false;
  }
  constexpr void text(std::string_view s) {
    put('"');
    for (const char c : s) {
      if (c == '"' || c == '\\')
        put('\\'), put(c);
      else if (c == '\n')
        raw("\\n");
      else if (static_cast<unsigned char>(c) < 0x20)
        raw(" ");
      else
        put(c);
    }
    put('"');
  }
  constexpr void integer(auto v) {
    std::int64_t rest = static_cast<std::int64_t>(v);
    if (rest < 0) put('-'), rest = -rest;
    char digits[20]{};
    int count = 0;
    do digits[count++] = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) > 0);
    while (count > 0) put(digits[--count]);
  }
  // Decimals of at most 15 digits, which is what people write as a default. m and 10^k are exact, so that m /
  // 10^k is rounded once and equals the double of the spelling m * 10^-k.
  constexpr void number(double v) {
    if (v < 0) put('-'), v = -v;
    double power = 1;
    for (int k = 0; k <= 22; ++k, power *= 10) {
      const double scaled = v * power;
      if (scaled > 1e15) break;
      for (const std::int64_t m :
           {static_cast<std::int64_t>(scaled), static_cast<std::int64_t>(scaled) + 1}) {
        if (static_cast<double>(m) / power != v) continue;
        integer(m);
        if (k > 0) raw("e-"), integer(k);
        return;
      }
    }
    if (v <= 9e15 && static_cast<double>(static_cast<std::int64_t>(v)) == v)
      return integer(static_cast<std::int64_t>(v));
    throw "this default cannot be written exactly with 15 decimal digits";
  }

  Sink& sink_;
};

template <class... S>
consteval auto manifest_of() {
  constexpr std::size_t size = [] {
    CountingSink sink;
    ManifestWriter<CountingSink>(sink).template plugin<S...>();
    return sink.size;
  }();
  ArraySink<size> sink;
  ManifestWriter<ArraySink<size>>(sink).template plugin<S...>();
  return sink.bytes;
}

}  // namespace flow::detail
