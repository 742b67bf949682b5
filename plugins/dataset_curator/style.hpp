// The house style of examples.
#pragma once

#include <vector>

#include <base/error.hpp>
#include <dataset_curator/curator.hpp>
#include <house_style/rule.hpp>

base::Result<dataset_curator::FindBreach> open_style(std::vector<house_style::Rule> rules);
