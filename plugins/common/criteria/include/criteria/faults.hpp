// What a criterion is made of: faults with their places, and the score that follows from them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <rust_tasks/verdict.hpp>

namespace criteria {

struct Fault {
  std::string path;        // relative to the crate
  std::uint32_t line = 0;  // 1-based; 0 = of the whole file
  std::string what;        // "`.unwrap()` in `Parser::next`"
  double weight = 1;       // 0 = worth knowing, costs nothing

  bool operator==(const Fault&) const = default;
};

// "src/lib.rs:12: `.unwrap()` in `Parser::next`".
std::string text_of(const Fault& fault);

// By path, line and text; each once.
void sort_faults(std::vector<Fault>& faults);

double weight_of(const std::vector<Fault>& faults);

// max(0, 1 - 0.34 n): three faults are as bad as a hundred.
double falling_score(double faults);

// The faults as evidence: one line each, sorted, each once; what costs nothing begins with "note: ".
std::vector<std::string> evidence_of(std::vector<Fault> faults);

// An applicable criterion with the faults as evidence. The score is limited to 0..1.
rust_tasks::Criterion criterion(rust_tasks::CriterionName name, double score, std::vector<Fault> faults);

// One that says nothing here, and why.
rust_tasks::Criterion not_applicable(rust_tasks::CriterionName name, std::string why);

}  // namespace criteria
