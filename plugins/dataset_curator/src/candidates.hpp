// What the curator remembers of each example that may be kept: some sixty bytes and its id.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <chat/example.hpp>

namespace dataset_curator {

using Digest = std::array<std::uint8_t, 32>;  // SHA-256

// What a review says of an example.
enum class Choice : std::uint8_t { keep, drop, none };

struct Candidate {
  std::uint32_t number = 0;   // of its record
  std::uint32_t row = 0;      // of its signature; examples with equal digests share one
  std::uint32_t context = 0;  // bytes of text in its messages
  std::uint64_t id_begin = 0;
  std::uint32_t id_size = 0;
  Choice choice = Choice::none;
  bool is_verified = false;
  chat::Origin origin = chat::Origin::session;
  Digest digest{};
};

class Candidates {
 public:
  // In the order of their numbers.
  void add(std::uint32_t number, std::uint32_t row, const chat::Example& example, const Digest& digest,
           Choice choice = Choice::none);

  const std::vector<Candidate>& all() const { return all_; }
  const Candidate& of(std::uint32_t number) const;  // it must be there
  std::string_view id(const Candidate& candidate) const {
    return std::string_view(ids_).substr(candidate.id_begin, candidate.id_size);
  }

  // The best first: what a review keeps, what it drops (others are its copies), then verified, then by origin (sessions,
  // commits, generated ones), then with more context, then by id and digest: the order in which they came does not count, but
  // between two that are the same.
  std::vector<const Candidate*> best_first() const;

 private:
  std::vector<Candidate> all_;
  std::string ids_;
};

Digest digest_of_hex(std::string_view hex);  // 64 digits
std::string hex_of(const Digest& digest);

}  // namespace dataset_curator
