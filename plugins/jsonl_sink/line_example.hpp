// The example that a line holds, whatever its form. Lines of this product's own form are read field by field, which is several
// times as fast.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include <base/error.hpp>
#include <chat/record.hpp>
#include <flow/codec.hpp>
#include <jsonl_sink/chat_line.hpp>

namespace line_example {

using jsonl_sink::LineFault;

// The codec says "tokens: not a 64-bit integer".
inline LineFault fault_of(const base::Error& error, std::string path) {
  const std::size_t colon = error.problem.find(": ");
  if (colon == std::string::npos) return {std::move(path), error.problem};
  path += (path.empty() ? "" : ".") + error.problem.substr(0, colon);
  return {std::move(path), error.problem.substr(colon + 2)};
}

// The metadata that this product wrote. Those of a later version have members more, which are kept.
inline std::expected<chat::Metadata, LineFault> metadata_of(jsonl_sink::ChatLine& line) {
  const std::string text = line.metadata.dump();
  if (auto metadata = flow::codec::from_json<chat::Metadata>(text)) return *std::move(metadata);
  auto known = flow::codec::from_json<chat::Metadata>(text, flow::Schema<chat::Metadata>::fields,
                                                      flow::codec::UnknownKeys::skipped);
  if (!known) return std::unexpected(fault_of(known.error(), "metadata"));
  line.extra.set("metadata", line.metadata);
  return *std::move(known);
}

// A line of any form, as the example that stands in line `number` of `file`.
inline std::expected<chat::Example, LineFault> read_any_form(std::string_view text, std::string_view file,
                                                             std::uint64_t number) {
  auto line = jsonl_sink::read_chat_line(text);
  if (!line) return std::unexpected(line.error());
  auto metadata = line->metadata.is_null()
                      ? std::expected<chat::Metadata, LineFault>(jsonl_sink::metadata_of(*line, file, number))
                      : metadata_of(*line);
  if (!metadata) return std::unexpected(metadata.error());
  if (!line->extra.members.empty()) metadata->extra = line->extra.dump();
  return chat::Example{std::move(line->messages), std::move(line->tools), *std::move(metadata)};
}

inline std::expected<chat::Example, LineFault> read(std::string_view text, std::string_view file,
                                                    std::uint64_t number) {
  auto own = flow::codec::from_json<chat::Example>(text);
  auto example = own && jsonl_sink::is_complete(*own)
                     ? std::expected<chat::Example, LineFault>(*std::move(own))
                     : read_any_form(text, file, number);
  if (!example) return example;
  // Reading takes the JSON of tool calls as it stands. Emitting would refuse it, and the good lines with it.
  if (const flow::codec::Unwritable bad = flow::codec::find_unwritable(*example))
    return std::unexpected(LineFault{bad.path, std::string(bad.why)});
  return example;
}

}  // namespace line_example
