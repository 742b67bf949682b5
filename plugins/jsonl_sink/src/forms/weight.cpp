#include "weight.hpp"

#include <array>

namespace jsonl_sink::forms {
namespace {

constexpr std::array<std::string_view, 5> spellings = {"weight", "train", "training", "loss", "loss_weight"};

std::optional<bool> learns(const base::Json& value) {
  if (value.kind == base::Json::Kind::boolean) return value.boolean;
  const auto number = value.number();
  if (number == 0.0) return false;
  if (number == 1.0) return true;
  return std::nullopt;
}

}  // namespace

void read_weight(Members& message, chat::Message& into) {
  for (const std::string_view key : spellings) {
    auto value = message.take(key);
    if (!value) continue;
    const auto is_learnt = learns(*value);
    if (!is_learnt) {
      message.fail(key, what_is(*value) + " is neither 0 (context) nor 1 (to learn)");
    } else if (into.role == chat::Role::assistant && !into.weight) {
      into.weight = *is_learnt ? 1 : 0;
    } else if (into.role == chat::Role::assistant || *is_learnt) {
      message.keep(key, *std::move(value));
    }
  }
  // axolotl's, of ranges of characters.
  if (message.take("train_detail")) {
    message.fail("train_detail",
                 "parts of a message cannot be learnt alone: set `train` for the whole of it");
  }
}

}  // namespace jsonl_sink::forms
