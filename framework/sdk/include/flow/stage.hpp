// The three forms of a stage. A plugin's stage file includes this and <flow/plugin.hpp>, nothing else of
// flowrun.
//
//   struct WordCount : flow::Transform<Text, WordTable> {
//     static constexpr flow::StageInfo info{.name = "word_count", .version = 1,
//         .summary = "Counts the words of each text", .traits = flow::deterministic};
//     struct Params { std::int64_t min_length = 1; };
//     static constexpr auto params = flow::params<Params>(
//         flow::param("min_length", &Params::min_length, "shortest word that counts, in characters")
//             .range(1, 64));
//
//     // Checks, acquires nothing; may throw flow::Failure. Without `params`: none.
//     explicit WordCount(Params params);
//     // Models, connections; may be left out.
//     flow::Result open(flow::Context& context);
//     flow::Result process(const Text& text, Emit& out, flow::Context& context) const;
//   };
//   FLOW_PLUGIN(WordCount)
//
// Functions of each form:
//   Source     discover(Discovery<Item>&, Context&) const lists what there is, cheaply and in a stable order;
//              process(const Item&, Emit&, Context&) const turns one item into 0..n records
//   Transform  process(const Record&, Emit&, Context&) const
//   Collector  collect(Stream<Record>&, Emit&, Context&)
//
// `process` is called from many threads at once on a const stage. A stage with `once` inputs takes one
// `const T*` each after the context in `open`.
#pragma once

#include <array>
#include <string_view>

#include <flow/context.hpp>
#include <flow/emit.hpp>
#include <flow/ports.hpp>
#include <flow/result.hpp>
#include <flow/stream.hpp>

namespace flow {

enum class Traits : unsigned {
  none = 0,
  cheap = 1,            // not worth caching, unless the file says `cache: true`
  is_volatile = 2,      // must run in every run
  deterministic = 4,    // same input and parameters, same bytes: a claim that the test bench checks
  blocking = 8,         // waits for processes, network or a GPU: runs on its own threads
  at_most_one = 16,     // a transform that emits no or one record for each input
  streaming = 32,       // a collector that may begin before its input is complete, and reads it once
  reads_accounts = 64,  // a collector that tells of the stages before it: their books are part of its key
};
constexpr Traits operator|(Traits a, Traits b) {
  return static_cast<Traits>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Traits set, Traits one) {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}

inline constexpr Traits cheap = Traits::cheap;
inline constexpr Traits is_volatile = Traits::is_volatile;
inline constexpr Traits deterministic = Traits::deterministic;
inline constexpr Traits blocking = Traits::blocking;
inline constexpr Traits at_most_one = Traits::at_most_one;
inline constexpr Traits streaming = Traits::streaming;
inline constexpr Traits reads_accounts = Traits::reads_accounts;

// An amount of a named resource that one unit holds while it works, for example {"cargo", 1}.
struct Need {
  std::string_view resource;
  int amount = 1;
};

struct StageInfo {
  std::string_view name;     // [a-z][a-z0-9_]*
  int version = 1;           // raise it when the same input gives other results: it is part of every key
  std::string_view summary;  // one line
  Traits traits = Traits::none;
  int concurrency = 0;  // units at once; 0 = as many as -j
  std::array<Need, 4> needs = {};
  // What a unit holds where it asks for it (Context::hold), all at once or one by one in this order, which must be the
  // same for all stages. Of a blocking stage without `needs`: units that hold one thing and wait for another would
  // wait for each other.
  std::array<Need, 4> may_hold = {};
};

template <class In, class Outs>
struct StageTypes {
  using InputPorts = In;
  using OutputPorts = typename detail::AsOutputs<Outs>::type;
  using Emit = flow::Emit<Outs>;
};

template <class Item_, class Outs>
struct Source : StageTypes<void, Outs> {
  using Item = Item_;
  Result open(Context&) { return ok(); }
};

template <class In, class Outs>
struct Transform : StageTypes<typename detail::AsInputs<In>::type, Outs> {
  Result open(Context&) { return ok(); }
};

template <class In, class Outs>
struct Collector : StageTypes<typename detail::AsInputs<In>::type, Outs> {
  using Input = flow::Stream<typename detail::AsInputs<In>::type::Streamed>;
  Result open(Context&) { return ok(); }
};

}  // namespace flow
