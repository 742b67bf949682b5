#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include <report/metrics_output.hpp>

#include "metrics_file.hpp"
#include "metrics_server.hpp"

namespace flowrun::report {
namespace {

constexpr std::string_view loopback = "127.0.0.1";

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

base::Result<MetricsPlace> metrics_place(std::string_view text) {
  if (is_number(text))
    return base::failure(fmt::format("--metrics {} may be a port or a file", text), {},
                         fmt::format("give :{0} for the port, or ./{0} for a file", text));
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.contains('/') || !is_number(text.substr(colon + 1)))
    return MetricsPlace(std::filesystem::path(text));
  MetricsAddress address{.host = std::string(text.substr(0, colon))};
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  if (address.host.empty()) address.host = loopback;
  const std::string_view port = text.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (read.ec != std::errc())
    return base::failure(fmt::format("--metrics {} names no port", text), {},
                         "give one from 1 to 65535, or 0 for any that is free");
  return MetricsPlace(std::move(address));
}

base::Result<std::unique_ptr<MetricsOutput>> MetricsOutput::make(std::string_view place,
                                                                 const graph::Plan& plan) {
  const auto known = metrics_place(place);
  if (!known) return std::unexpected(known.error());
  if (const auto* address = std::get_if<MetricsAddress>(&*known)) return MetricsServer::make(*address, plan);
  return MetricsFile::make(std::get<std::filesystem::path>(*known), plan);
}

}  // namespace flowrun::report
