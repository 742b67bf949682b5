#include <algorithm>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <hf/tokenizer.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

using golden::value_of;
using hf::AddedTokens;
using hf::SpecialTokens;

TEST_CASE("golden texts have the ids that transformers gives them") {
  for (const golden::TokenizerLine& line : golden::tokenizer_lines()) {
    if (line.decode_only) continue;
    CAPTURE(line.text);
    CHECK(value_of(golden::tokenizer().encode(line.text)) == line.ids);
    CHECK(value_of(golden::tokenizer().encode(line.text, AddedTokens::as_text)) == line.ids_plain);
  }
}

TEST_CASE("golden id lists have the texts that transformers gives them") {
  for (const golden::TokenizerLine& line : golden::tokenizer_lines()) {
    CAPTURE(line.text);
    CHECK(golden::tokenizer().decode(line.ids) == line.decoded);
    if (line.decoded_skip_special) {
      CHECK(golden::tokenizer().decode(line.ids, SpecialTokens::skip) == *line.decoded_skip_special);
    }
  }
}

TEST_CASE("the ends of tokens rise to the length of the text") {
  for (const golden::TokenizerLine& line : golden::tokenizer_lines()) {
    if (line.decode_only) continue;
    CAPTURE(line.text);
    const hf::Encoded encoded = value_of(golden::tokenizer().encode_with_ends(line.text));
    REQUIRE(encoded.ends.size() == encoded.ids.size());
    CHECK(std::is_sorted(encoded.ends.begin(), encoded.ends.end()));
    const bool normalized = line.decoded != line.text;
    if (!normalized) CHECK((encoded.ends.empty() ? 0 : encoded.ends.back()) == line.text.size());
  }
}

TEST_CASE("tokens have ids and bytes") {
  const hf::Tokenizer& tokenizer = golden::own_tokenizer();
  const hf::TokenId end = tokenizer.id_of("<|im_end|>").value();
  CHECK(tokenizer.bytes_of(end) == "<|im_end|>");
  CHECK(tokenizer.bytes_of(end, SpecialTokens::skip).empty());
  const hf::TokenId think = tokenizer.id_of("<think>").value();
  CHECK(tokenizer.bytes_of(think, SpecialTokens::skip) == "<think>");
  CHECK_FALSE(tokenizer.id_of("no such token").has_value());
  CHECK(tokenizer.size() == 2081);
  CHECK(tokenizer.bytes_of(-1).empty());
  CHECK(tokenizer.bytes_of(1 << 30).empty());
}

TEST_CASE("added tokens that only tokenizer_config.json declares are known") {
  const std::filesystem::path model = std::filesystem::path(HF_GOLDEN_FOLDER) / "model";
  const test_support::TemporaryFolder folder;
  std::filesystem::copy_file(model / "tokenizer.json", folder / "tokenizer.json");
  const auto config = [&](std::string_view id) {
    folder.write("tokenizer_config.json", R"({"added_tokens_decoder": {")" + std::string(id) +
                                              R"(": {"content": "<|new|>", "special": true}}})");
  };
  config("2081");
  const auto tokenizer = hf::Tokenizer::open(folder.path());
  REQUIRE(tokenizer.has_value());
  CHECK(tokenizer->encode("a<|new|>").value() == std::vector<hf::TokenId>{64, 2081});
  CHECK(tokenizer->decode(std::vector<hf::TokenId>{64, 2081}, SpecialTokens::skip) == "a");
  config("9999");
  const auto refused = hf::Tokenizer::open(folder.path());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().text().contains("9999"));
}

TEST_CASE("a tokenizer that was never fetched is told from a broken one") {
  const test_support::TemporaryFolder folder;
  folder.write("tokenizer.json",
               "version https://git-lfs.github.com/spec/v1\noid sha256:5f\nsize 12807982\n");
  const auto opened = hf::Tokenizer::open(folder.path());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().text().contains("tokenizer.json is a pointer of Git LFS"));
  CHECK(opened.error().text().contains("git lfs pull"));
}

TEST_CASE("what cannot be encoded or opened is an error") {
  CHECK(golden::tokenizer().encode("a\xff").error().text().contains("not UTF-8 (byte 1)"));
  CHECK(golden::tokenizer().encode(std::string(600'000, ' ')).error().text().contains("blanks"));
  CHECK(golden::tokenizer().encode(std::string(400'000, ' ') + "x").has_value());
  CHECK(hf::Tokenizer::open("/nonexistent").error().text().contains("tokenizer.json"));
}

TEST_CASE("several threads encode at once") {
  const std::vector<golden::TokenizerLine> lines = golden::tokenizer_lines();
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::jthread> threads;
    for (int& count : wrong) {
      threads.emplace_back([&] {
        for (const golden::TokenizerLine& line : lines) {
          if (!line.decode_only && golden::tokenizer().encode(line.text) != line.ids) ++count;
        }
      });
    }
  }
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace
