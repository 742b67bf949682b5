// How much two examples are alike, of their whole sets of shingles.
#pragma once

#include <dataset_curator/near_duplicate_options.hpp>

#include "shingles.hpp"

namespace dataset_curator {

struct Likeness {
  enum class Kind {
    none,
    near_duplicate,  // one of them is enough
    same_shape       // the same code but for names and literals, for another request: a few are enough
  };
  Kind kind = Kind::none;
  double index = 0;     // that decided, from 0 to 1: a Jaccard index, but for what is contained
  const char* of = "";  // what it is of, after a number: " of the added lines"; "": of all
};

// Near duplicates have
//   - request, new code and report in common, or
//   - the lines of code that they add, whoever asked for them in whatever words: a fork, a session and the commit that it
//     became, or
//   - for like requests code that differs in its names alone, or such lines that the other adds all of: a rewritten copy, a
//     commit that has a test beside what a session did.
// Short code says nothing by itself: what is compared needs some size.
Likeness likeness(const Shingles& a, const Shingles& b, const NearDuplicateOptions& options);

}  // namespace dataset_curator
