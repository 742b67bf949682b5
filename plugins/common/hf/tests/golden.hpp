// Golden data: what transformers gave, in tests/golden/qwen3_5 or another set of the same form in the folder that FLOWRUN_GOLDEN
// names. Test cases whose names begin with "golden" hold for every set. Lines are read as written, because some
// hold numbers, escapes and doubled keys that must reach the code under test unchanged.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>

namespace golden {

struct TokenizerLine {
  std::string text;
  std::vector<hf::TokenId> ids, ids_plain;
  std::string decoded;
  std::optional<std::string> decoded_skip_special;
  bool decode_only = false;
};

// What a generation prompt appends for one value of enable_thinking.
struct PromptSuffix {
  std::string enable_thinking;  // unset | true | false
  std::string suffix;
  std::vector<hf::TokenId> ids;
};

struct TemplateLine {
  std::string kind, name;
  std::string messages, tools;  // JSON, as written
  std::string rendered;
  std::vector<hf::TokenId> ids;
  std::vector<PromptSuffix> prompts;
  std::int64_t last_query_index = 0;
  std::vector<hf::Span> byte_spans, token_spans;            // all assistant turns learnt
  std::vector<hf::Span> byte_spans_last, token_spans_last;  // those after the last query
};

std::vector<TokenizerLine> tokenizer_lines();
std::vector<TemplateLine> template_lines(std::string_view kind);

// The line as our own example type; none where it holds what that type cannot (lists of content parts).
std::optional<chat::Example> example_of(const TemplateLine& line);

// The value, or the error as an exception that the test's report shows.
template <typename Value>
Value value_of(base::Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}

const hf::Tokenizer& tokenizer();
const hf::Tokenizer& own_tokenizer();  // the repository's, for tests that bring their own ids
const hf::ChatTemplate& chat_template();

}  // namespace golden
