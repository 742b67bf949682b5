// Which examples a set of a given size holds, and the two sides of each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <synthetic_generator/skeleton.hpp>

namespace synthetic_generator {

struct Unit {
  const Skeleton* skeleton = nullptr;
  std::size_t index = 0;       // of this skeleton's examples, from 0
  Point point;                 // axis -> value
  std::size_t vocabulary = 0;  // into vocabularies()
  std::uint64_t seed = 0;      // of the run
  std::size_t position = 0;    // in the set; what is said moves on with it, so that neighbours differ
  std::size_t turn = 0;        // among the set's examples of the same kind of task

  const Trap& trap() const { return *skeleton->trap(point.at("trap")); }
  // "lifetimes/parser_view/3"
  std::string key() const;
  // What the example depends on, apart from the compiler.
  std::string fingerprint() const;
};

// The gaps take turns, within a gap its skeletons do. Example k is the same whatever `count` is. A vocabulary
// comes back in a skeleton only after all others.
std::vector<Unit> plan(std::size_t count, std::uint64_t seed, std::span<const Gap> gaps,
                       const std::vector<Skeleton>& all = skeletons());

struct Rendered {
  Slots slots;
  Files start, done;  // not yet formatted
  const Trap* trap = nullptr;
};

base::Result<Rendered> render(const Unit& unit);

}  // namespace synthetic_generator
