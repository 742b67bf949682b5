// Every skeleton is proved in the sandbox: one point of each in the normal suite, SYNTHESIS_SWEEP of each on
// demand.
//
//   SYNTHESIS_SWEEP=8 SYNTHESIS_ONLY=macros/ SYNTHESIS_OUT=/tmp/out synthetic_generator_skeletons_test
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "diversity.hpp"
#include "support.hpp"

namespace {

std::string variable(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

std::vector<synthetic_generator::Unit> units_to_prove() {
  const std::size_t points = std::stoul(variable("SYNTHESIS_SWEEP", "1"));
  const std::string only = variable("SYNTHESIS_ONLY", "");
  std::vector<synthetic_generator::Unit> units;
  for (const auto& skeleton : synthetic_generator::skeletons()) {
    if (!skeleton.id().starts_with(only)) continue;
    const std::vector gaps = {skeleton.gap};
    const std::vector<synthetic_generator::Skeleton> one = {skeleton};
    for (synthetic_generator::Unit unit : synthetic_generator::plan(points, 1, gaps, one)) {
      unit.skeleton = &skeleton;
      units.push_back(std::move(unit));
    }
  }
  return units;
}

// As one reads it.
std::string conversation(const synthetic_generator::Generated& made) {
  std::string text;
  for (const auto& message : made.example.messages) {
    if (message.role == chat::Role::system) continue;
    text += fmt::format("=== {}\n{}\n", base::name_of(message.role), message.content);
    for (const auto& call : message.tool_calls)
      text += fmt::format("--> {} {}\n", call.function.name, call.function.arguments);
  }
  return text + fmt::format("=== proof\ncode {}\nmutant {}\n", made.proof.code, made.proof.mutant);
}

// What varies in what was proved.
void report(const std::vector<synthetic_generator::Unit>& units,
            const std::vector<synthetic_generator::Generated>& made) {
  std::vector<std::vector<std::uint64_t>> crates;
  std::vector<std::string> ids;
  std::set<std::string> codes, requests;
  for (const auto& one : made) {
    crates.push_back(synthetic_generator_test::normalised_shingles(one.proof.done));
    ids.push_back(one.example.metadata.group);
    if (!one.proof.code.empty()) codes.insert(one.proof.code);
    requests.insert(one.example.messages.at(1).content);
  }
  const auto clusters = synthetic_generator_test::clusters(crates);
  const std::size_t different = std::set<std::size_t>(clusters.begin(), clusters.end()).size();
  MESSAGE(fmt::format(
      "{} of {} units proved; {} normalised clusters, {:.1f} effective skeletons, {} error codes, {} "
      "requests",
      made.size(), units.size(), different, synthetic_generator_test::effective_number(ids), codes.size(),
      requests.size()));
}

}  // namespace

TEST_CASE("every skeleton passes its gates") {
  const std::string out = variable("SYNTHESIS_OUT", "");
  const auto units = units_to_prove();
  std::vector<synthetic_generator::Generated> all;
  for (const auto& unit : units) {
    const auto begin = std::chrono::steady_clock::now();
    const synthetic_generator_test::Folder folder;
    const auto made =
        synthetic_generator::generate(unit, "You write Rust.", synthetic_generator_test::environment(folder));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    const std::string trap = unit.point.at("trap");
    MESSAGE(fmt::format("{} {} {:.1f} s {}", unit.key(), trap, seconds.count(),
                        made ? made->proof.code : "FAILED"));
    std::string point;
    for (const auto& [axis, value] : unit.point) point += fmt::format(" {}={}", axis, value);
    if (!made) FAIL_CHECK(unit.key() << point << ": " << synthetic_generator_test::text_of(made.error()));
    if (made && !out.empty()) {
      std::string name = unit.key() + "-" + trap;
      for (char& c : name) c = c == '/' ? '-' : c;
      std::ofstream(std::filesystem::path(out) / (name + ".txt")) << conversation(*made);
    }
    if (made) all.push_back(*made);
  }
  report(units, all);
}
