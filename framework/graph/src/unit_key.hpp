// The key under which the store knows one unit of a stage.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <graph/plan.hpp>
#include <store/digest.hpp>

namespace flowrun::graph {

// `input` is the digest of the input record, of a source item's fingerprint, or of all inputs of a collector; `once` those of
// the records at `once` ports, in the order of the ports, zero where an optional one is not connected; behind them that of account_lines, of a stage that reads accounts.
store::Digest unit_key(const PlannedStage& stage, std::uint64_t seed, std::span<const store::Digest> once,
                       std::string_view record_key, const store::Digest& input);

}  // namespace flowrun::graph
