#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <criteria/faults.hpp>

namespace criteria {

std::string text_of(const Fault& fault) {
  if (fault.path.empty()) return fault.what;
  if (fault.line == 0) return fmt::format("{}: {}", fault.path, fault.what);
  return fmt::format("{}:{}: {}", fault.path, fault.line, fault.what);
}

void sort_faults(std::vector<Fault>& faults) {
  const auto place = [](const Fault& fault) { return std::tie(fault.path, fault.line, fault.what); };
  std::ranges::stable_sort(faults, {}, place);
  const auto repeated = std::ranges::unique(faults);
  faults.erase(repeated.begin(), repeated.end());
}

double weight_of(const std::vector<Fault>& faults) {
  double sum = 0;
  for (const Fault& fault : faults) sum += fault.weight;
  return sum;
}

double falling_score(double faults) { return std::max(0.0, 1 - 0.34 * faults); }

std::vector<std::string> evidence_of(std::vector<Fault> faults) {
  sort_faults(faults);
  std::vector<std::string> lines;
  for (const Fault& fault : faults) {
    const char* const prefix = fault.weight == 0 ? "note: " : "";
    lines.push_back(prefix + text_of(fault));
  }
  return lines;
}

rust_tasks::Criterion criterion(rust_tasks::CriterionName name, double score, std::vector<Fault> faults) {
  return {.name = name, .score = std::clamp(score, 0.0, 1.0), .evidence = evidence_of(std::move(faults))};
}

rust_tasks::Criterion not_applicable(rust_tasks::CriterionName name, std::string why) {
  return {.name = name, .applicable = false, .evidence = {std::move(why)}};
}

}  // namespace criteria
