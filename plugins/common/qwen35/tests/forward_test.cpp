// The forward pass against transformers', fp32 and bf16.

#include <fmt/format.h>

#include "golden.hpp"

namespace {

// Limits of tests/golden/qwen3_5/README.md, ten times the noise between two correct programs.
constexpr double loss_limit = 1e-5;
constexpr double value_limit = 1e-4;
constexpr double bf16_loss_limit = 5e-2;
constexpr double margin_that_decides = 1e-3;

struct Forward {
  std::vector<at::Tensor> hidden;  // embedding output, each layer's output, final norm's
  at::Tensor logits;
};

Forward run(const qwen35::Model& model, const qwen35::Tokens& tokens,
            const qwen35::Adapter* adapter = nullptr) {
  const at::NoGradGuard no_gradients;
  const auto window = model.window(tokens.mask, 0, tokens.ids.size(1));
  Forward result;
  result.hidden.push_back(model.embed(tokens.ids));
  for (size_t i = 0; i < model.config().layers.size(); ++i) {
    result.hidden.push_back(model.layer(i, result.hidden.back(), *window, adapter));
  }
  result.hidden.push_back(model.final_norm(result.hidden.back()));
  result.logits = model.logits(result.hidden.back());
  return result;
}

at::Tensor at_positions(const at::Tensor& values, const at::Tensor& sel) {
  return values.index({sel.select(1, 0), sel.select(1, 1)});
}

void check_values(const Forward& got, const qwen35::SafetensorsFile& want, const std::string& prefix,
                  const at::Tensor& mask) {
  const auto golden_tensor = [&](const char* name) { return golden::tensor(want, prefix + name); };
  const at::Tensor sel = golden_tensor("sel");
  const at::Tensor hidden = at::stack(got.hidden);
  std::vector<at::Tensor> hidden_sel;
  for (const at::Tensor& h : got.hidden) hidden_sel.push_back(at_positions(h, sel));

  const double logits = golden::distance(at_positions(got.logits, sel), golden_tensor("logits_sel"));
  const double vectors = golden::distance(at::stack(hidden_sel), golden_tensor("hidden_sel"));
  const double norms = golden::distance(hidden.norm(2, -1) * mask, golden_tensor("hidden_norms") * mask);
  const double log_sums =
      golden::distance(got.logits.logsumexp(-1) * mask, golden_tensor("logsumexp") * mask);
  golden::report(prefix + "logits", logits);
  golden::report(prefix + "hidden", vectors);
  golden::report(prefix + "norms", norms);
  golden::report(prefix + "logsumexp", log_sums);
  CHECK(logits < value_limit);
  CHECK(vectors < value_limit);
  CHECK(norms < value_limit);
  CHECK(log_sums < value_limit);

  const auto [top, ids] = got.logits.topk(2);
  const at::Tensor clear = (top.select(-1, 0) - top.select(-1, 1) > margin_that_decides) & mask;
  CHECK((ids.select(-1, 0).ne(golden_tensor("argmax")) & clear).any().item<bool>() == false);
}

}  // namespace

TEST_CASE("golden logits, hidden states and losses equal transformers'") {
  const golden::Json forward("forward.json");
  const auto tensors = golden::tensors("forward.safetensors");
  for (const simdjson::dom::element c : golden::list(forward["cases"])) {
    const std::string name(c["model"].get_string().value());
    const std::string prefix(c["tensors_prefix"].get_string().value());
    CAPTURE(prefix);
    const qwen35::Model model = golden::model(name);
    const qwen35::Batch batch = golden::batch(c);
    check_values(run(model, batch.tokens), tensors, prefix, batch.tokens.mask);
    const qwen35::Loss loss = qwen35::evaluate(model, nullptr, batch);
    CHECK(loss.tokens == c["loss_tokens"].get_int64().value());
    const double off = std::abs(loss.mean() - c["loss"].get_double().value());
    golden::report(prefix + "loss", off);
    CHECK(off < loss_limit);
  }
}

TEST_CASE("golden losses of bf16 are those of transformers in bf16") {
  const golden::Json forward("forward.json");
  for (const simdjson::dom::element c : golden::list(forward["cases"])) {
    simdjson::dom::element run;
    if (c["bf16_run"].get(run) != simdjson::SUCCESS) continue;
    const qwen35::Model model = golden::model(c["model"].get_string().value(), at::kBFloat16);
    const double loss = qwen35::evaluate(model, nullptr, golden::batch(c)).mean();
    const double off = std::abs(loss - run["loss"].get_double().value());
    golden::report(std::string(c["tensors_prefix"].get_string().value()) + "loss in bf16", off);
    CHECK(off < bf16_loss_limit);
  }
}

TEST_CASE("golden logits with an adapter are peft's") {
  const golden::Json forward("forward.json");
  for (const golden::Variant& variant : golden::variants()) {
    CAPTURE(variant.name);
    const qwen35::Model model = golden::model(variant.model);
    const qwen35::Adapter adapter = golden::adapter(fmt::format("lora/{}/init", variant.name), model);
    const auto batch = golden::batch(golden::forward_case(forward, variant.model, variant.forward_case));
    const auto want = golden::tensors(fmt::format("lora/{}/forward.safetensors", variant.name));
    const at::Tensor got = run(model, batch.tokens, &adapter).logits;
    const double off =
        golden::distance(at_positions(got, golden::tensor(want, "sel")), golden::tensor(want, "logits_sel"));
    golden::report(fmt::format("lora/{}/forward logits", variant.name), off);
    CHECK(off < value_limit);
  }
}
