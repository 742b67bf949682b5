#include "points_in.hpp"

#include <fstream>
#include <string>
#include <system_error>

#include <base/json.hpp>

namespace flowrun::report {

std::vector<PagePoint> points_in(const std::filesystem::path& file, std::uintmax_t most_bytes) {
  std::vector<PagePoint> points;
  std::error_code error;
  if (std::filesystem::file_size(file, error) > most_bytes || error) return points;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    const auto point = base::parse_json(line);
    if (!point) continue;
    const auto value = (*point)["value"].number();
    if (!value) continue;  // not finite
    points.push_back({.stage = std::string((*point)["stage"].string()),
                      .record = std::string((*point)["record"].string()),
                      .name = std::string((*point)["name"].string()),
                      .value = *value,
                      .seconds = (*point)["seconds"].number().value_or(0)});
  }
  return points;
}

}  // namespace flowrun::report
