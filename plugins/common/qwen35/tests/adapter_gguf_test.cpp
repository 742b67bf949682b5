// Adapters for llama.cpp, read back by the rules of GGUF (github.com/ggml-org/ggml, docs/gguf.md).
#include "qwen35/adapter_gguf.hpp"

#include <cstring>
#include <map>

#include <fmt/format.h>

#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

class Bytes {
 public:
  explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}

  template <class Number>
  Number next() {
    Number number{};
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::string text() { return take(next<uint64_t>()); }
  std::string take(size_t size) {
    REQUIRE(at_ + size <= bytes_.size());
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  size_t at() const { return at_; }
  size_t size() const { return bytes_.size(); }
  const char* data() const { return bytes_.data(); }

 private:
  std::string bytes_;
  size_t at_ = 0;
};

struct Gguf {
  std::map<std::string, std::string> texts;
  std::map<std::string, float> numbers;
  std::map<std::string, at::Tensor> tensors;
};

Gguf read_gguf(const std::filesystem::path& path) {
  Bytes bytes(test_support::read_file(path));
  Gguf read;
  CHECK(bytes.take(4) == "GGUF");
  CHECK(bytes.next<uint32_t>() == 3);
  const auto tensors = bytes.next<uint64_t>(), values = bytes.next<uint64_t>();
  for (uint64_t i = 0; i < values; ++i) {
    const std::string key = bytes.text();
    if (bytes.next<uint32_t>() == 8)
      read.texts[key] = bytes.text();
    else
      read.numbers[key] = bytes.next<float>();
  }
  std::map<std::string, std::pair<std::vector<int64_t>, uint64_t>> places;
  for (uint64_t i = 0; i < tensors; ++i) {
    const std::string name = bytes.text();
    REQUIRE(bytes.next<uint32_t>() == 2);
    const auto inner = bytes.next<int64_t>(), outer = bytes.next<int64_t>();
    CHECK(bytes.next<uint32_t>() == 0);
    places[name] = {{outer, inner}, bytes.next<uint64_t>()};
  }
  const size_t data = (bytes.at() + 31) / 32 * 32;
  for (const auto& [name, place] : places) {
    CHECK(place.second % 32 == 0);
    const at::Tensor tensor = at::empty(place.first);
    REQUIRE(data + place.second + tensor.nbytes() <= bytes.size());
    std::memcpy(tensor.mutable_data_ptr(), bytes.data() + data + place.second, tensor.nbytes());
    read.tensors[name] = tensor;
  }
  return read;
}

// A model that is as small as its shape allows.
qwen35::ModelConfig config_with(int64_t key_heads, int64_t value_heads) {
  qwen35::ModelConfig config = golden::own_model().config();
  config.linear_key_heads = key_heads;
  config.linear_value_heads = value_heads;
  return config;
}

}  // namespace

TEST_CASE("a GGUF adapter has llama.cpp's names, and the values of all that llama.cpp does not reorder") {
  const qwen35::Model model = golden::own_model();
  for (const bool rslora : {false, true}) {
    qwen35::Adapter adapter(model.config(),
                            {.rank = 4,
                             .alpha = 8,
                             .rslora = rslora,
                             .modules = {qwen35::all_modules.begin(), qwen35::all_modules.end()}});
    adapter.values().detach().normal_();
    const test_support::TemporaryFolder folder;
    REQUIRE(qwen35::write_adapter_gguf(folder / "adapter.gguf", adapter, model.config()));
    const Gguf read = read_gguf(folder / "adapter.gguf");
    CHECK(read.texts == std::map<std::string, std::string>{{"general.architecture", "qwen35"},
                                                           {"general.type", "adapter"},
                                                           {"adapter.type", "lora"}});
    CHECK(read.numbers.at("adapter.lora.alpha") == (rslora ? 16 : 8));
    CHECK(read.tensors.size() == adapter.items().size());
    CHECK(at::equal(read.tensors.at("blk.0.ffn_down.weight.lora_a"),
                    adapter.layer(0)[qwen35::Module::down_proj].a));
    CHECK(
        at::equal(read.tensors.at("blk.3.attn_q.weight.lora_b"), adapter.layer(3)[qwen35::Module::q_proj].b));
    CHECK(at::equal(read.tensors.at("blk.3.attn_output.weight.lora_a"),
                    adapter.layer(3)[qwen35::Module::o_proj].a));
    CHECK(at::equal(read.tensors.at("blk.0.attn_qkv.weight.lora_a"),
                    adapter.layer(0)[qwen35::Module::in_proj_qkv].a));
    CHECK(at::equal(read.tensors.at("blk.0.ssm_out.weight.lora_b"),
                    adapter.layer(0)[qwen35::Module::out_proj].b));
  }
}

// Place j * keys + k holds what Hugging Face has at k * each + j: value head j of key head k.
TEST_CASE("value heads of Gated DeltaNet stand where llama.cpp's converter puts them") {
  for (const auto& [keys, heads] : {std::pair<int64_t, int64_t>{2, 6}, {3, 6}, {2, 2}}) {
    CAPTURE(keys);
    CAPTURE(heads);
    const qwen35::ModelConfig config = config_with(keys, heads);
    qwen35::Adapter adapter(config,
                            {.rank = 2, .modules = {qwen35::all_modules.begin(), qwen35::all_modules.end()}});
    adapter.values().detach().normal_();
    const test_support::TemporaryFolder folder;
    REQUIRE(qwen35::write_adapter_gguf(folder / "adapter.gguf", adapter, config));
    const Gguf read = read_gguf(folder / "adapter.gguf");
    const auto written = [&](const char* name) { return read.tensors.at(fmt::format("blk.0.{}", name)); };
    const auto pair = [&](qwen35::Module module) { return adapter.layer(0)[module]; };
    const int64_t dim = config.linear_value_dim, before = 2 * config.linear_key_width();
    const at::Tensor qkv = pair(qwen35::Module::in_proj_qkv).b, z = pair(qwen35::Module::in_proj_z).b;
    const at::Tensor a = pair(qwen35::Module::in_proj_a).b, b = pair(qwen35::Module::in_proj_b).b;
    const at::Tensor out = pair(qwen35::Module::out_proj).a;
    CHECK(at::equal(written("attn_qkv.weight.lora_b").narrow(0, 0, before), qkv.narrow(0, 0, before)));
    for (int64_t k = 0; k < keys; ++k) {
      for (int64_t j = 0; j < heads / keys; ++j) {
        const int64_t to = j * keys + k, from = k * (heads / keys) + j;
        CHECK(at::equal(written("attn_qkv.weight.lora_b").narrow(0, before + to * dim, dim),
                        qkv.narrow(0, before + from * dim, dim)));
        CHECK(at::equal(written("attn_gate.weight.lora_b").narrow(0, to * dim, dim),
                        z.narrow(0, from * dim, dim)));
        CHECK(at::equal(written("ssm_alpha.weight.lora_b")[to], a[from]));
        CHECK(at::equal(written("ssm_beta.weight.lora_b")[to], b[from]));
        CHECK(at::equal(written("ssm_out.weight.lora_a").narrow(1, to * dim, dim),
                        out.narrow(1, from * dim, dim)));
      }
    }
  }
}
