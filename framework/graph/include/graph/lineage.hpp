// Where a record came from, and what was made of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

enum class LineageSide { above, here, below };
constexpr auto enum_names(LineageSide) { return base::names("above", "here", "below"); }

// One unit that the record went through, or, behind a `once` port, all units of a stage.
struct LineageStep {
  LineageSide side = LineageSide::here;
  std::string stage;
  std::string unit;                  // key of its input record or source item; of a collector its type
  std::uint64_t units = 1;           // more than one: all of them are meant, and the fields below are empty
  std::string outcome;               // "emitted", "dropped", "failed", "rejected"
  std::string reason;                // where it was not emitted
  std::vector<std::string> records;  // keys of what it emitted
  std::int64_t microseconds = 0;     // that it took
  store::RunId run = 0;              // in which it last had its place
};

struct Lineage {
  std::string key;                      // that was found; "" if several are meant
  std::vector<std::string> candidates;  // then: their keys
  std::vector<LineageStep> steps;       // in the order of the pipeline
};

// `wanted` is a record's key, the beginning of one, or a part of one: what fits best counts; or else the whole
// `metadata.id` of one, for which all records are read. Looks at the last run of each stage. Units of stages that are not
// cached are not in the store, and so are no steps. The error says that nothing fits.
base::Result<Lineage> lineage_of(const Plan& plan, const store::Store& store, const std::string& wanted);

}  // namespace flowrun::graph
