#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <hf/tokenizer.hpp>

#include "golden.hpp"

namespace {

// Well-formed by RFC 3629, checked apart from the code under test.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0U) != 0x80U) return false;
    }
    i += length;
  }
  return true;
}

void check_stream(const std::vector<hf::TokenId>& ids, hf::SpecialTokens special) {
  hf::StreamDecoder decoder(golden::tokenizer(), special);
  std::string streamed;
  for (const hf::TokenId id : ids) {
    const std::string piece = decoder.push(id);
    CHECK(is_utf8(piece));
    streamed += piece;
  }
  streamed += decoder.finish();
  CHECK(streamed == golden::tokenizer().decode(ids, special));
  CHECK(decoder.finish().empty());
}

TEST_CASE("streamed text is the decoded text, in whole characters") {
  for (const golden::TokenizerLine& line : golden::tokenizer_lines()) {
    CAPTURE(line.text);
    check_stream(line.ids, hf::SpecialTokens::keep);
    check_stream(line.ids, hf::SpecialTokens::skip);
  }
}

TEST_CASE("random tokens stream as they decode") {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<hf::TokenId> ids(random() % 40);
    // Half of them single bytes, so that characters begin, break off and end at random.
    for (hf::TokenId& id : ids) id = static_cast<hf::TokenId>(random() % (random() % 2 == 0 ? 256 : 2100));
    check_stream(ids, hf::SpecialTokens::keep);
  }
}

TEST_CASE("a character comes when its last byte has come") {
  const std::vector<hf::TokenId> ids = golden::value_of(golden::own_tokenizer().encode("🦀"));
  REQUIRE(ids.size() > 1);
  hf::StreamDecoder decoder(golden::own_tokenizer());
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) CHECK(decoder.push(ids[i]).empty());
  CHECK(decoder.push(ids.back()) == "🦀");
  CHECK(decoder.push(ids.front()).empty());
  CHECK(decoder.finish() == "\uFFFD");
}

}  // namespace
