// metrics.jsonl, read again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <report/run_page.hpp>

namespace flowrun::report {

inline constexpr std::uintmax_t most_metrics_bytes = 64'000'000;  // a second's work

// None of a file that is larger, or not there. Lines that are no points are skipped.
std::vector<PagePoint> points_in(const std::filesystem::path& file, std::uintmax_t most_bytes);

}  // namespace flowrun::report
