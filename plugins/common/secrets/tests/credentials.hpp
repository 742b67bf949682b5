// Made-up credentials and harmless values in the places where such stand, by kind. Written from what is publicly
// known of the formats, not from the rules.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "planted.hpp"

struct Sample {
  std::string text;   // with the value in its place
  std::string value;  // must be gone, or must stay
};

struct SampleKind {
  std::string name;
  std::function<Sample(Random&)> make;
};

std::vector<SampleKind> credential_kinds();
// Keys of vendors without a shape, and values in every way to write a name and its value.
std::vector<SampleKind> spelled_kinds();
std::vector<SampleKind> harmless_kinds();
