#include "style.hpp"

#include <utility>

#include <house_style/example_breach.hpp>

base::Result<dataset_curator::FindBreach> open_style(std::vector<house_style::Rule> rules) {
  return [rules = std::move(rules)](const chat::Example& example) {
    return house_style::breach_in(example, rules);
  };
}
