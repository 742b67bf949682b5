// Models with an adapter in their weights.
#include "qwen35/merge.hpp"

#include <filesystem>

#include <fmt/format.h>

#include <test_support/temporary_folder.hpp>

#include "golden.hpp"
#include "qwen35/checkpoint.hpp"

namespace {

namespace fs = std::filesystem;

at::Tensor logits(const qwen35::Model& model, const qwen35::Adapter* adapter) {
  const qwen35::Tokens tokens{at::arange(60).view({2, 30}), {}};
  return model.logits(model.final_norm(model.hidden(tokens, adapter))).to(at::kDouble);
}

}  // namespace

TEST_CASE("golden adapters: a merged model computes what base and adapter do") {
  for (const golden::Variant& variant : golden::variants()) {
    CAPTURE(variant.name);
    const fs::path base = golden::path(variant.model);
    const qwen35::Model model = golden::model(variant.model);
    const qwen35::Adapter adapter = golden::adapter("lora/" + variant.name + "/init", model);
    const test_support::TemporaryFolder folder;
    REQUIRE(qwen35::write_merged(base, adapter, folder.path()));
    const auto merged = qwen35::Model::load(folder.path());
    REQUIRE(merged);
    const at::Tensor want = logits(model, &adapter);
    const double off = golden::distance(logits(*merged, nullptr), want);
    const double effect = golden::distance(logits(model, nullptr), want);
    const auto checkpoint = qwen35::Checkpoint::open(base);
    REQUIRE(checkpoint);
    const auto stored = checkpoint->tensor(fmt::format("{}embed_tokens.weight", checkpoint->prefix()));
    const bool is_fp32 = stored && stored->scalar_type() == at::kFloat;
    CHECK(off < (is_fp32 ? 1e-4 : effect / 5));  // sums are rounded to bf16 as they are stored
    for (const auto& entry : fs::directory_iterator(base)) {
      const fs::path copy = folder.path() / entry.path().filename();
      CAPTURE(copy);
      REQUIRE(fs::exists(copy));
      CHECK(fs::file_size(copy) == fs::file_size(entry.path()));
      if (copy.extension() != ".safetensors")
        CHECK(test_support::read_file(copy) == test_support::read_file(entry.path()));
    }
  }
}

TEST_CASE("what has no LoRA is in a merged model byte for byte, and weights in other formats are not") {
  const test_support::TemporaryFolder base, merged;
  fs::copy(golden::own("model"), base.path());
  for (const char* name : {"pytorch_model.bin", "old.gguf", "more.safetensors", "notes.txt"})
    base.write(name, "old");
  qwen35::Adapter adapter(golden::own_model().config(),
                          {.rank = 2, .modules = {qwen35::Module::q_proj}, .layers = {3}});
  adapter.values().detach().fill_(0.5);
  REQUIRE(qwen35::write_merged(base.path(), adapter, merged.path()));
  CHECK(fs::exists(merged / "notes.txt"));
  for (const char* name : {"pytorch_model.bin", "old.gguf", "more.safetensors"})
    CHECK_FALSE(fs::exists(merged / name));
  const auto before = golden::tensors((base / "model.safetensors").string());
  const auto after = golden::tensors((merged / "model.safetensors").string());
  CHECK(after.header() == before.header());
  for (const std::string& name : before.names()) {
    CAPTURE(name);
    const bool is_adapted = name == "model.language_model.layers.3.self_attn.q_proj.weight";
    CHECK((after.bytes(name) == before.bytes(name)) == !is_adapted);
  }
}

TEST_CASE("an adapter of another model is not merged") {
  const test_support::TemporaryFolder merged;
  qwen35::ModelConfig config = golden::own_model().config();
  config.intermediate *= 2;
  const auto written =
      qwen35::write_merged(golden::own("model"), qwen35::Adapter(config, {.rank = 2}), merged.path());
  REQUIRE_FALSE(written);
  CHECK(written.error().text().contains("it does not fit the weight model.language_model.layers.0.mlp."));
  CHECK(fs::is_empty(merged.path()));
}
