#include <algorithm>
#include <cstring>
#include <utility>

#include <secrets/needles.hpp>

namespace secrets {

std::size_t Needles::hash_of(const char* bytes) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value * 2654435761U >> 16U;
}

void Needles::add(Needle needle) {
  filter_.set(hash_of(needle.text.data()));
  added_.push_back(std::move(needle));
}

void Needles::merge_added() {
  if (added_.empty()) return;
  std::ranges::move(added_, std::back_inserter(all_));
  added_.clear();
  std::ranges::stable_sort(all_, {}, &Needle::text);
  const auto same = std::ranges::unique(all_, {}, &Needle::text);
  all_.erase(same.begin(), same.end());
  shorter_.assign(all_.size(), none);
  for (std::size_t i = 1; i < all_.size(); ++i) {
    std::size_t before = i - 1;
    while (before != none && !all_[i].text.starts_with(all_[before].text)) before = shorter_[before];
    shorter_[i] = before;
  }
}

std::size_t Needles::longest_at(std::string_view text) const {
  const auto after =
      std::ranges::upper_bound(all_, text, {}, [](const Needle& n) { return std::string_view(n.text); });
  auto at = static_cast<std::size_t>(after - all_.begin());
  if (at == 0) return none;
  --at;
  while (at != none && !text.starts_with(all_[at].text)) at = shorter_[at];
  return at;
}

}  // namespace secrets
