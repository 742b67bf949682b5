#include "candidates.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace dataset_curator {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::uint32_t size_of_text(const chat::Example& example) {
  std::size_t size = 0;
  for (const chat::Message& message : example.messages) {
    size += message.content.size();
    for (const chat::ToolCall& call : message.tool_calls) size += call.function.arguments.size();
  }
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

void Candidates::add(std::uint32_t number, std::uint32_t row, const chat::Example& example,
                     const Digest& digest, Choice choice) {
  const chat::Metadata& metadata = example.metadata;
  all_.push_back({.number = number,
                  .row = row,
                  .context = size_of_text(example),
                  .id_begin = ids_.size(),
                  .id_size = static_cast<std::uint32_t>(metadata.id.size()),
                  .choice = choice,
                  .is_verified = metadata.verified,
                  .origin = metadata.origin,
                  .digest = digest});
  ids_ += metadata.id;
}

const Candidate& Candidates::of(std::uint32_t number) const {
  return *std::ranges::lower_bound(all_, number, {}, &Candidate::number);
}

std::vector<const Candidate*> Candidates::best_first() const {
  std::vector<const Candidate*> order;
  order.reserve(all_.size());
  for (const Candidate& one : all_) order.push_back(&one);
  const auto rank = [&](const Candidate* one) {
    return std::tuple(one->choice, !one->is_verified, one->origin, ~one->context, id(*one), one->digest);
  };
  std::ranges::stable_sort(order, {}, rank);
  return order;
}

Digest digest_of_hex(std::string_view hex) {
  Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(digits.find(hex[2 * i]) << 4U | digits.find(hex[2 * i + 1]));
  return digest;
}

std::string hex_of(const Digest& digest) {
  std::string hex;
  for (const std::uint8_t byte : digest) {
    hex += digits[byte >> 4U];
    hex += digits[byte & 15U];
  }
  return hex;
}

}  // namespace dataset_curator
