// Rows that generate together say what each says alone.

#include "qwen35/dialogue_batch.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "golden.hpp"

namespace {

using Ids = std::vector<int64_t>;
using qwen35::Dialogue;
using qwen35::DialogueBatch;
using qwen35::Generated;
using qwen35::GenerationSettings;

// A pseudo-random sequence of ids of the tiny model's vocabulary.
Ids some_ids(size_t count, uint64_t seed) {
  Ids ids;
  for (uint64_t x = seed * 2654435761 + 1; ids.size() < count;) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    ids.push_back(static_cast<int64_t>((x >> 33) % 2000) + 5);
  }
  return ids;
}

Ids joined(Ids ids, const Ids& more) {
  ids.insert(ids.end(), more.begin(), more.end());
  return ids;
}

// A dialogue that joins at a step and goes on for some turns, each with new ids after what was said.
struct Guest {
  size_t joins_at;
  std::vector<size_t> turns;  // new ids of each
  int64_t max_new_tokens;
};

const std::vector<Guest> guests = {
    {0, {70, 3}, 30},  {0, {1, 1, 1}, 7}, {2, {200}, 25},        {5, {13, 90, 1}, 11}, {5, {64}, 1},
    {9, {65, 40}, 17}, {9, {2100, 4}, 9}, {14, {33, 33, 33}, 5}, {30, {5}, 40},
};

struct Told {
  std::vector<Generated> turns;
  int64_t tokens_run = 0;
};

Ids prompt_of(const Guest& guest, size_t index, const Told& told) {
  Ids prompt;
  for (size_t turn = 0; turn <= told.turns.size(); ++turn) {
    if (turn > 0) prompt = joined(std::move(prompt), told.turns[turn - 1].tokens);
    prompt = joined(std::move(prompt), some_ids(guest.turns[turn], 100 * index + turn));
  }
  return prompt;
}

GenerationSettings settings_of(const Guest& guest, size_t index, double temperature) {
  return {.max_new_tokens = guest.max_new_tokens,
          .sampling = {.temperature = temperature, .top_p = 0.95, .seed = index + 1}};
}

std::vector<Told> together(const qwen35::Model& model, const qwen35::Adapter* adapter, double temperature) {
  std::vector<Dialogue> dialogues(guests.size(), Dialogue(model, adapter));
  std::vector<Told> told(guests.size());
  DialogueBatch batch(model, adapter);
  const auto join = [&](size_t i) {
    batch.join(dialogues[i], prompt_of(guests[i], i, told[i]), settings_of(guests[i], i, temperature));
  };
  size_t open = guests.size();
  for (size_t step = 0; open > 0; ++step) {
    for (size_t i = 0; i < guests.size(); ++i) {
      if (guests[i].joins_at == step) join(i);
    }
    for (DialogueBatch::Ending& ending : batch.step()) {
      REQUIRE_FALSE(ending.error);
      const auto i = static_cast<size_t>(ending.dialogue - dialogues.data());
      told[i].turns.push_back(std::move(ending.generated));
      told[i].tokens_run = ending.dialogue->tokens_run();
      if (told[i].turns.size() < guests[i].turns.size()) {
        join(i);
      } else {
        --open;
      }
    }
  }
  return told;
}

// With neither batch nor kept caches: each turn from its start.
std::vector<Told> apart(const qwen35::Model& model, const qwen35::Adapter* adapter, double temperature) {
  std::vector<Told> told(guests.size());
  for (size_t i = 0; i < guests.size(); ++i) {
    while (told[i].turns.size() < guests[i].turns.size()) {
      told[i].turns.push_back(qwen35::generate(model, adapter, {prompt_of(guests[i], i, told[i])},
                                               settings_of(guests[i], i, temperature))[0]);
    }
  }
  return told;
}

// The same tokens, and log-probabilities within `limit`.
void compare(const std::vector<Told>& got, const std::vector<Told>& wanted, double limit) {
  for (size_t i = 0; i < guests.size(); ++i) {
    CAPTURE(i);
    REQUIRE(got[i].turns.size() == wanted[i].turns.size());
    int64_t new_tokens = 0;
    for (size_t turn = 0; turn < got[i].turns.size(); ++turn) {
      CAPTURE(turn);
      const Generated &one = got[i].turns[turn], &other = wanted[i].turns[turn];
      CHECK(one.tokens == other.tokens);
      CHECK(one.ended == other.ended);
      double worst = 0;
      for (size_t t = 0; t < std::min(one.tokens.size(), other.tokens.size()); ++t)
        worst = std::max(worst, std::abs(one.log_probabilities[t] - other.log_probabilities[t]));
      CHECK(worst < limit);
      new_tokens += static_cast<int64_t>(guests[i].turns[turn] + one.tokens.size());
    }
    CHECK(got[i].tokens_run == new_tokens - 1);  // the last token is never fed
  }
}

qwen35::Adapter own_adapter(const qwen35::Model& model) {
  return golden::adapter(golden::own("lora/attn_mlp/train_lr1e-3/adapter").string(), model);
}

}  // namespace

TEST_CASE("rows that come and go, of different length and with several turns, say what they say alone") {
  for (const at::ScalarType dtype : {at::kDouble, at::kFloat}) {
    CAPTURE(dtype);
    const qwen35::Model model = golden::model(golden::own("model").string(), dtype);
    const qwen35::Adapter adapter = own_adapter(model);
    for (const qwen35::Adapter* one : {static_cast<const qwen35::Adapter*>(nullptr), &adapter}) {
      for (const double temperature : {0.0, 1.0}) {
        CAPTURE(temperature);
        compare(together(model, one, temperature), apart(model, one, temperature),
                dtype == at::kDouble ? 1e-9 : 1e-3);
      }
    }
  }
}

TEST_CASE("a row that is cancelled ends with what it has, can go on, and leaves the others as they are") {
  const qwen35::Model model = golden::own_model();
  const GenerationSettings settings{.max_new_tokens = 12};
  const Ids first = some_ids(50, 1), second = some_ids(80, 2);
  Dialogue one(model, nullptr), other(model, nullptr);
  DialogueBatch batch(model, nullptr);
  GenerationSettings stopping = settings;
  stopping.cancelled = [left = 6]() mutable { return left-- == 0; };
  batch.join(one, first, stopping);
  batch.join(other, second, settings);
  std::map<const Dialogue*, Generated> ended;
  while (batch.size() > 0) {
    for (auto& ending : batch.step()) ended[ending.dialogue] = std::move(ending.generated);
  }
  const Ids whole = qwen35::generate(model, nullptr, {first}, settings)[0].tokens;
  CHECK(ended[&one].ended == qwen35::Ended::cancelled);
  CHECK(ended[&one].tokens == Ids(whole.begin(), whole.begin() + 5));
  CHECK(ended[&other].tokens == qwen35::generate(model, nullptr, {second}, settings)[0].tokens);
  CHECK(one.next(joined(first, ended[&one].tokens), {.max_new_tokens = 7}).tokens ==
        Ids(whole.begin() + 5, whole.end()));
}

TEST_CASE("an error in a prompt ends that turn alone, one in a step all that write, and all can begin anew") {
  const qwen35::Model model = golden::own_model();
  const GenerationSettings settings{.max_new_tokens = 9};
  constexpr int64_t unknown = 1'000'000;
  const std::vector<Ids> prompts = {some_ids(20, 1), joined({unknown}, some_ids(20, 2)), some_ids(20, 3)};
  std::vector<Dialogue> dialogues(4, Dialogue(model, nullptr));
  DialogueBatch batch(model, nullptr);
  std::map<const Dialogue*, DialogueBatch::Ending> ended;
  const auto step = [&] {
    for (auto& ending : batch.step()) ended[ending.dialogue] = std::move(ending);
  };
  for (size_t i = 0; i < prompts.size(); ++i) batch.join(dialogues[i], prompts[i], settings);
  for (int i = 0; i < 3; ++i) step();
  CHECK(ended.size() == 1);
  CHECK(ended[&dialogues[1]].error);
  CHECK(batch.size() == 2);
  batch.join(dialogues[3], {unknown}, settings);
  step();
  CHECK(batch.size() == 0);
  for (const size_t i : {0u, 2u, 3u}) CHECK(ended[&dialogues[i]].error);
  for (const size_t i : {0u, 2u}) {
    CHECK(dialogues[i].next(prompts[i], settings).tokens ==
          qwen35::generate(model, nullptr, {prompts[i]}, settings)[0].tokens);
  }
}

TEST_CASE("a frozen adapter computes what its source does, and is none of its memory") {
  for (const auto& [name, variant] :
       {std::pair("model", "attn_mlp"), std::pair("model_bf16", "bf16_attn_mlp")}) {
    CAPTURE(name);
    const at::ScalarType dtype = std::string_view(name) == "model" ? at::kFloat : at::kBFloat16;
    const qwen35::Model model = golden::model(golden::own(name).string(), dtype);
    const qwen35::Adapter adapter =
        golden::adapter(golden::own(std::string("lora/") + variant + "/init").string(), model);
    const qwen35::Adapter frozen = adapter.frozen(dtype);
    const qwen35::Tokens tokens{at::tensor(some_ids(40, 1), at::kLong).unsqueeze(0), {}};
    CHECK((frozen.values().scalar_type() == dtype));
    CHECK(at::equal(model.hidden(tokens, &adapter), model.hidden(tokens, &frozen)));
    adapter.values().detach().zero_();
    CHECK(frozen.values().count_nonzero().item<int64_t>() > 0);
  }
}

TEST_CASE("the bytes of a cache are those of its tensors") {
  const qwen35::Model model = golden::own_model();
  qwen35::Cache cache{.capacity = 64};
  model.extend({at::tensor(some_ids(64, 1), at::kLong).unsqueeze(0), {}}, nullptr, cache);
  int64_t bytes = 0;
  for (const qwen35::LayerCache& layer : cache.layers) {
    for (const at::Tensor& tensor : {layer.keys, layer.values, layer.convolution, layer.state})
      bytes += tensor.defined() ? static_cast<int64_t>(tensor.nbytes()) : 0;
  }
  CHECK(qwen35::cache_bytes(model.config(), at::kFloat, 64) == bytes);
}
