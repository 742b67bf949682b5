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

rust_tasks::Criterion criterion(std::string_view name, double score, std::vector<Fault> faults) {
  rust_tasks::Criterion result;
  result.name = name;
  result.score = std::clamp(score, 0.0, 1.0);
  sort_faults(faults);
  for (const Fault& fault : faults) {
    const char* const prefix = fault.weight == 0 ? "note: " : "";
    result.evidence.push_back(prefix + text_of(fault));
  }
  return result;
}

rust_tasks::Criterion not_applicable(std::string_view name, std::string why) {
  rust_tasks::Criterion result;
  result.name = name;
  result.applicable = false;
  result.evidence.push_back(std::move(why));
  return result;
}

}  // namespace criteria
