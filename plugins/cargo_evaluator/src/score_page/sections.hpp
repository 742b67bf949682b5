// The parts of the score's report.html, each as HTML; "" where there is nothing to show.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator::score_page {

// The places of the tasks on the page, by id.
using Places = std::map<std::string, std::size_t, std::less<>>;

std::string headline(const Scorecard& card);  // who against whom, and what came of it
std::string changes(const Scorecard& card,
                    const Places& places);  // wins and losses of each variant against base
std::string limits(const Scorecard& card);  // what the numbers cannot show
std::string tables(const Scorecard& card);  // rates and differences
// Every verdict with its evidence and its conversation, by task; of no more than `most_bytes`, of which those tasks are served
// first that the variants solved differently. What is left out for that is said.
std::string rollouts(std::span<const rust_tasks::Verdict> verdicts, const Places& places,
                     std::size_t most_bytes);
std::string meanings();  // of the columns

}  // namespace cargo_evaluator::score_page
