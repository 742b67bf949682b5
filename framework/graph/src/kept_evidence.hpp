// Evidence of a stage as the store keeps it.
#pragma once

#include <string>
#include <string_view>

#include <base/utf8.hpp>
#include <flow/result.hpp>

namespace flowrun::graph {

// No longer than flow::most_evidence_bytes, "..." included, which ends what was cut: it may quote data of any size.
inline std::string kept_evidence(std::string text) {
  constexpr std::string_view cut = "...";
  if (text.size() <= flow::most_evidence_bytes) return text;
  text.resize(base::utf8_prefix(text, flow::most_evidence_bytes - cut.size()).size());
  return text.append(cut);
}

}  // namespace flowrun::graph
