#include <utility>

#include <hf/tokenizer.hpp>
#include <rust_bridge/tokenizer.h>

#include "answer.hpp"

namespace hf {
namespace {

Answer encode_text(const rust_bridge_tokenizer* tokenizer, std::string_view text, AddedTokens added) {
  return Answer(
      rust_bridge_tokenizer_encode(tokenizer, text.data(), text.size(), added == AddedTokens::cut_out));
}

}  // namespace

void Tokenizer::Free::operator()(rust_bridge_tokenizer* tokenizer) const noexcept {
  rust_bridge_tokenizer_free(tokenizer);
}

base::Result<Tokenizer> Tokenizer::open(const std::filesystem::path& folder) {
  rust_bridge_tokenizer* opened = nullptr;
  const std::string& name = folder.native();
  const Answer answer(rust_bridge_tokenizer_open(name.data(), name.size(), &opened));
  if (!answer.ok()) return answer.error();
  return Tokenizer(Handle(opened));
}

base::Result<std::vector<TokenId>> Tokenizer::encode(std::string_view text, AddedTokens added) const {
  const Answer answer = encode_text(handle_.get(), text, added);
  if (!answer.ok()) return answer.error();
  const std::span<const std::uint32_t> ids = answer.numbers().first(answer.numbers().size() / 2);
  return std::vector<TokenId>(ids.begin(), ids.end());
}

base::Result<Encoded> Tokenizer::encode_with_ends(std::string_view text, AddedTokens added) const {
  const Answer answer = encode_text(handle_.get(), text, added);
  if (!answer.ok()) return answer.error();
  const std::size_t count = answer.numbers().size() / 2;
  const std::span<const std::uint32_t> ids = answer.numbers().first(count);
  const std::span<const std::uint32_t> ends = answer.numbers().last(count);
  return Encoded{.ids = {ids.begin(), ids.end()}, .ends = {ends.begin(), ends.end()}};
}

std::string Tokenizer::decode(std::span<const TokenId> ids, SpecialTokens special) const {
  std::string bytes;
  for (const TokenId id : ids) bytes += bytes_of(id, special);
  return std::string(Answer(rust_bridge_complete_text(bytes.data(), bytes.size(), true)).text());
}

std::optional<TokenId> Tokenizer::id_of(std::string_view token) const {
  const Answer answer(rust_bridge_tokenizer_id_of(handle_.get(), token.data(), token.size()));
  if (!answer.ok() || answer.numbers().empty()) return std::nullopt;
  return static_cast<TokenId>(answer.numbers().front());
}

std::size_t Tokenizer::size() const { return rust_bridge_tokenizer_size(handle_.get()); }

std::string_view Tokenizer::bytes_of(TokenId id, SpecialTokens special) const {
  std::size_t size = 0;
  bool is_special = false;
  const char* bytes =
      rust_bridge_tokenizer_token(handle_.get(), static_cast<std::uint32_t>(id), &size, &is_special);
  if (bytes == nullptr || (is_special && special == SpecialTokens::skip)) return {};
  return {bytes, size};
}

std::string StreamDecoder::push(TokenId id) {
  pending_ += tokenizer_->bytes_of(id, special_);
  const Answer answer(rust_bridge_complete_text(pending_.data(), pending_.size(), false));
  if (!answer.ok()) return {};
  pending_.erase(0, answer.numbers().front());
  return std::string(answer.text());
}

std::string StreamDecoder::finish() {
  const Answer answer(rust_bridge_complete_text(pending_.data(), pending_.size(), true));
  pending_.clear();
  return std::string(answer.text());
}

}  // namespace hf
