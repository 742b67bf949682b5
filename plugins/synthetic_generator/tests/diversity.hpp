// How varied a set of generated code is. Raw text does not tell: two crates of one skeleton share few words
// and all of their structure. So code is compared by the shingles of its tokens with every name, number and
// text made alike.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <synthetic_generator/design.hpp>
#include <synthetic_generator/expander.hpp>

namespace synthetic_generator_test {

// Sorted hashes of all runs of five tokens of the .rs files.
std::vector<std::uint64_t> normalised_shingles(const synthetic_generator::Files& files);

// Share of common shingles (Jaccard), 0 to 1.
double similarity(std::span<const std::uint64_t> left, std::span<const std::uint64_t> right);

// The cluster of each crate, numbered from 0: linked where two are at least `threshold` alike.
std::vector<std::size_t> clusters(std::span<const std::vector<std::uint64_t>> crates,
                                  double threshold = 0.85);

// exp of the entropy: how many labels there would be if all were equally frequent.
double effective_number(std::span<const std::string> labels);

// Share of all pairs of values, of axes that differ, that the points hold; pairs that the exclusions forbid
// alone are not counted.
double pair_coverage(const std::vector<synthetic_generator::Axis>& axes,
                     const std::vector<synthetic_generator::Exclusion>& exclusions,
                     const std::vector<synthetic_generator::Point>& points);

}  // namespace synthetic_generator_test
