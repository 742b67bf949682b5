#include "sample_values.hpp"

namespace values {
namespace {

std::string filled(std::string text, std::string_view value) {
  for (auto at = text.find('@' + std::string("V")); at != std::string::npos;
       at = text.find("@V", at + value.size()))
    text.replace(at, 2, value);
  return text;
}

}  // namespace

std::string word(Random& r) {
  static const std::vector<std::string> words = {
      "maple",   "quartz", "ember",   "falcon",  "willow", "cobalt", "juniper", "harbor",
      "lantern", "pebble", "saffron", "thistle", "marble", "otter",  "raven",   "sonnet"};
  return r.pick(words);
}

std::string password(Random& r) {
  std::string first = word(r);
  switch (r.below(5)) {
    case 0:
      first[0] = static_cast<char>(first[0] - 32);
      return first + r.text(digits, 3) + r.text("!#?*", 1);
    case 1:
      return first + "-" + word(r) + r.text("23456789", 2);
    case 2:
      return r.text(base62, 6) + r.text("23456789", 2) + r.text(base62, 4) + "x4";
    case 3:
      return r.text(lower, 3) + r.text("!%^*=+", 1) + r.text(base62, 6) + r.text("23456789", 2);
    default:
      return first + r.text("23456789", 4) + word(r);
  }
}

std::string odd_password(Random& r) {
  return r.text(base62, 4) + r.text(":%$(@/", 1) + r.text(base62, 4) + r.text("#:%@/", 1) +
         r.text("23456789", 2) + r.text(base62, 3);
}

std::string letters(Random& r) { return word(r) + word(r) + r.text(lower, 2); }

SampleKind in_places(std::string name, Make value, std::vector<std::string> places) {
  return {std::move(name), [value = std::move(value), places = std::move(places)](Random& r) {
            const std::string secret = value(r);
            return Sample{filled(r.pick(places), secret), secret};
          }};
}

Make shape(const std::string& before, std::string_view alphabet, std::size_t size, const std::string& after) {
  return [=](Random& r) { return before + r.text(alphabet, size) + after; };
}

}  // namespace values
