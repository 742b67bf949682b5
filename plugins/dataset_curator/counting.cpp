#include "counting.hpp"

#include <memory>
#include <utility>

#include <token_count/counter.hpp>

base::Result<dataset_curator::CountTokens> open_counter(const std::filesystem::path& model) {
  auto counter = token_count::Counter::open(model);
  if (!counter) return std::unexpected(std::move(counter.error()));
  return [counter = std::make_shared<const token_count::Counter>(*std::move(counter))](
             const chat::Example& example) { return counter->of_chat(example.messages, example.tools); };
}
