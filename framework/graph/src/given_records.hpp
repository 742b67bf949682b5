// The records that units gave at a port, as the store knows them.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

struct GivenRecord {
  std::string key;
  store::Digest digest;  // of its JSON
  friend auto operator<=>(const GivenRecord&, const GivenRecord&) = default;
};
using GivenRecords = std::vector<GivenRecord>;

// In the order of the units. Nothing if one of them is not in the store.
store::Result<std::optional<GivenRecords>> given_by(std::span<const store::Digest> units, std::size_t port,
                                                    const store::Store& store);

// What stages behind `from` took of it in the run: of that run, or where it was no part of it, of the one before in which
// it last finished. Nothing if the store does not have it any more.
store::Result<std::optional<GivenRecords>> given_in_run(const Plan& plan, const PortRef& from,
                                                        store::RunId run, const store::Store& store);

}  // namespace flowrun::graph
