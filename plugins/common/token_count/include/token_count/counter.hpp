// How many tokens a chat has for the model that will learn from it, counted as the trainer counts: with the
// tokenizer and the chat template of the model's folder. Weights are not read.
//
// A chat is counted group by group, so that a message that stands in many examples is counted once: what Qwen's
// template writes begins each turn with a token of its own, so the tokens of a chat are those of its opening and of
// its groups, added up.
//
// A group is a user's message alone, or an assistant's message with the results of its calls.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <chat/example.hpp>

namespace token_count {

// Where a group stands: the template writes a (possibly empty) block of thinking into messages behind the last
// user's message, and none into those before it.
enum class Place { before_last_request, after_last_request };

// Immutable; any number of threads may use one at the same time.
class Counter {
 public:
  // `model` is a folder of a Hugging Face checkpoint.
  static base::Result<Counter> open(const std::filesystem::path& model);

  // Where no model is known: a token for each digit and for each three other bytes, which is more than Qwen's
  // tokenizer makes of code and of what tools print.
  static Counter estimate();

  // False for an estimate.
  bool is_exact() const { return model_ != nullptr; }

  // Of the whole chat.
  base::Result<std::size_t> of_chat(std::span<const chat::Message> messages,
                                    std::span<const std::string> tools) const;

  // Of the tools and the system message, "" for none.
  base::Result<std::size_t> of_opening(std::string_view system, std::span<const std::string> tools) const;

  // Of one group. Counting ends where it is clear that there are more than `enough`; the answer is then above
  // it, but need not be all.
  base::Result<std::size_t> of_group(std::span<const chat::Message> group, Place place,
                                     std::size_t enough) const;

 private:
  struct Model;

  explicit Counter(std::shared_ptr<const Model> model) : model_(std::move(model)) {}

  base::Result<std::size_t> of_text(std::string_view text) const;

  std::shared_ptr<const Model> model_;  // null: an estimate
};

}  // namespace token_count
