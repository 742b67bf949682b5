// The ports of a stage, as types.
//
//   flow::Transform<Text, Words>                                        one input "in", one output "out"
//   flow::Transform<flow::Inputs<flow::Each<Task, "tasks">, flow::Once<Adapter, "adapter", flow::optional>>,
//                   flow::Outputs<flow::Out<Rollout, "out">, flow::Out<Trace, "trace">>>
#pragma once

#include <algorithm>
#include <concepts>
#include <string_view>
#include <tuple>

#include <flow/fields.hpp>

namespace flow {

template <std::size_t N>
struct FixedString {
  char text[N]{};
  consteval FixedString(const char (&literal)[N]) { std::copy_n(literal, N, text); }
  [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

struct Optional {};
inline constexpr Optional optional{};

// The streamed input; exactly one, the first of a stage's inputs.
template <RecordStruct T, FixedString Name = "in">
struct Each {
  using Record = T;
  static constexpr std::string_view name = Name.view();
  static constexpr bool is_once = false;
  static constexpr bool is_optional = false;
};

// An input of exactly one record, there before the stage opens: `open` receives it as `const T*`, null only
// for a flow::optional port that is not connected.
template <RecordStruct T, FixedString Name, auto... Option>
struct Once {
  using Record = T;
  static constexpr std::string_view name = Name.view();
  static constexpr bool is_once = true;
  static constexpr bool is_optional = sizeof...(Option) > 0;
};

template <RecordStruct T, FixedString Name = "out">
struct Out {
  using Record = T;
  static constexpr std::string_view name = Name.view();
};

template <class First, class... Onces>
struct Inputs {
  static_assert(!First::is_once && (Onces::is_once && ...), "exactly one Each, and it comes first");
  using Streamed = typename First::Record;
  using List = std::tuple<First, Onces...>;
  using OnceList = std::tuple<Onces...>;
};

template <class... Outs>
struct Outputs {
  using List = std::tuple<Outs...>;
};

namespace detail {

template <class T>
struct AsInputs {
  using type = Inputs<Each<T>>;
};
template <class... I>
struct AsInputs<Inputs<I...>> {
  using type = Inputs<I...>;
};

template <class T>
struct AsOutputs {
  using type = Outputs<Out<T>>;
};
template <class... O>
struct AsOutputs<Outputs<O...>> {
  using type = Outputs<O...>;
};
template <>
struct AsOutputs<void> {
  using type = Outputs<>;
};

// Index of the output named `name`, or the number of outputs if there is none.
template <class List>
consteval std::size_t output_index(std::string_view name) {
  return []<class... O>(std::string_view wanted, std::tuple<O...>*) {
    std::size_t index = 0;
    (void)((O::name == wanted || (++index, false)) || ...);
    return index;
  }(name, static_cast<List*>(nullptr));
}

}  // namespace detail
}  // namespace flow
