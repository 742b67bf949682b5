// The manifest: a plugin's declarations as JSON, written at compile time into a section of the library file,
// so that the runtime can read it without loading the library. manifest_reader.hpp reads it back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <flow/fields.hpp>
#include <flow/ports.hpp>
#include <flow/stage.hpp>
#include <flow/version.hpp>

namespace flow::detail {

template <class S>
concept HasParams = requires { S::params; };
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
    text(form<S>());
    raw(",\"traits\":");
    integer(static_cast<unsigned>(info.traits));
    raw(",\"concurrency\":");
    integer(info.concurrency);
    raw(",\"needs\":{");
    bool first = true;
    for (const Need& need : info.needs) {
      if (need.resource.empty()) continue;
      comma(first);
      text(need.resource);
      put(':');
      integer(need.amount);
    }
    raw("},\"params\":[");
    if constexpr (HasParams<S>) params<S>();
    raw("],\"inputs\":[");
    if constexpr (!std::is_void_v<typename S::InputPorts>)
      inputs(static_cast<typename S::InputPorts::List*>(nullptr));
    raw("],\"outputs\":[");
    outputs(static_cast<typename S::OutputPorts::List*>(nullptr));
    raw("]}");
  }

  template <class S>
  static constexpr std::string_view form() {
    if constexpr (requires { typename S::Item; })
      return "source";
    else if constexpr (requires { typename S::Input; })
      return "collector";
    else
      return "transform";
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
      param_type<typename std::remove_cvref_t<decltype(f)>::Member>();
      if (f.is_required) raw(",\"required\":true");
      if (f.is_listed) raw(",\"listed\":true");
      if (f.is_absent_allowed) raw(",\"may_be_absent\":true");
      if (f.min) raw(",\"min\":"), number(*f.min);
      if (f.max) raw(",\"max\":"), number(*f.max);
      if (f.choice_count > 0) {
        raw(",\"one_of\":[");
        bool first_choice = true;
        for (std::size_t i = 0; i < f.choice_count; ++i) comma(first_choice), text(f.choices[i]);
        put(']');
      }
      if (!f.is_required) raw(",\"default\":"), value(defaults.*f.member);
      put('}');
    });
  }

  template <class M>
  constexpr void param_type() {
    if constexpr (OptionalOf<M>::value) {
      param_type<typename M::value_type>();
    } else if constexpr (VectorOf<M>::value) {
      raw(",\"list\":true");
      param_type<typename M::value_type>();
    } else {
      raw(",\"type\":");
      if constexpr (std::same_as<M, bool>)
        text("boolean");
      else if constexpr (Integer<M>)
        text("integer");
      else if constexpr (std::floating_point<M>)
        text("number");
      else if constexpr (std::same_as<M, Path>)
        text("path");
      else if constexpr (std::same_as<M, Secret>)
        text("secret");
      else {
        static_assert(std::same_as<M, std::string>, "a parameter of this type cannot be read from YAML");
        text("string");
      }
    }
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
    ((comma(first), port<P>(), raw(is_artifact<typename P::Record>() ? ",\"artifact\":true" : ""), put('}')),
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
    raw(",\"type\":");
    text(Schema<typename P::Record>::name);
    raw(",\"version\":");
    integer(Schema<typename P::Record>::version);
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
