// Model folders and safetensors files, good and hostile.

#include <cstring>
#include <fstream>
#include <limits>
#include <random>

#include <fmt/format.h>

#include <test_support/temporary_folder.hpp>

#include "golden.hpp"
#include "safetensors_header.hpp"

namespace {

std::string file_of(const std::string& header, size_t data) {
  const uint64_t length = header.size();
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  return file + header + std::string(data, 'x');
}

std::string fault_of(const std::string& header, size_t data) {
  const auto parsed = qwen35::parse_safetensors_header(file_of(header, data), "file");
  return parsed ? "" : parsed.error().text();
}

std::string entry(const char* dtype, const char* shape, const char* offsets) {
  return fmt::format(R"({{"dtype":"{}","shape":{},"data_offsets":{}}})", dtype, shape, offsets);
}

// A copy of the golden model with one file replaced by a text.
struct ChangedModel {
  test_support::TemporaryFolder folder;
  ChangedModel(const char* name, const std::string& file, const std::string& from, const std::string& to) {
    std::filesystem::copy(golden::own(name), folder.path());
    std::string text = test_support::read_file(folder.path() / file);
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    std::ofstream(folder.path() / file) << text.replace(place, from.size(), to);
  }
  std::string fault() const {
    const auto model = qwen35::Model::load(folder.path());
    return model ? "" : model.error().text();
  }
};

}  // namespace

TEST_CASE("a header that covers its data is accepted") {
  CHECK(fault_of("{}", 0) == "");
  CHECK(fault_of(R"({"__metadata__":{"format":"pt"},"a":)" + entry("F32", "[2]", "[0,8]") + "}   ", 8) == "");
  CHECK(
      fault_of(R"({"b":)" + entry("BF16", "[]", "[4,6]") + R"(,"a":)" + entry("F32", "[1,1]", "[0,4]") + "}",
               6) == "");
  CHECK(fault_of(R"({"a":)" + entry("F32", "[0,5]", "[0,0]") + "}", 0) == "");
}

TEST_CASE("a header that lies is refused with the reason") {
  const auto one = [](const char* dtype, const char* shape, const char* offsets, size_t data) {
    return fault_of(R"({"a":)" + entry(dtype, shape, offsets) + "}", data);
  };
  CHECK(one("F32", "[2]", "[0,8]", 4).contains("reaches from 0 to 8 of 4"));
  CHECK(one("F32", "[2]", "[8,0]", 8).contains("reaches from 8 to 0"));
  CHECK(one("F32", "[3]", "[0,8]", 8).contains("its shape and dtype do not"));
  CHECK(one("F99", "[2]", "[0,8]", 8).contains("unknown dtype"));
  CHECK(one("F32", "[-2]", "[0,8]", 8).contains("not a list of sizes"));
  CHECK(one("F32", "[4611686018427387904,4]", "[0,0]", 0).contains("its shape and dtype do not"));
  CHECK(one("F32", "[2]", "[0,8,9]", 8).contains("no pair of data_offsets"));
  CHECK(one("F32", "[2]", "[-8,0]", 8).contains("no pair of data_offsets"));
  CHECK(one("F32", "[2]", "[0,8]", 9).contains("1 bytes at the end"));
  CHECK(one("F32", "[2]", "[4,12]", 12).contains("4 bytes before tensor a"));
  const std::string eight = entry("F32", "[2]", "[0,8]");
  CHECK(fault_of(R"({"a":)" + eight + R"(,"b":)" + entry("F32", "[2]", "[4,12]") + "}", 12)
            .contains("overlaps"));
  CHECK(fault_of(R"({"a":)" + eight + R"(,"a":)" + eight + "}", 8).contains("named twice"));
  CHECK(fault_of("[]", 0).contains("not a JSON object"));
  CHECK(fault_of(R"({"a":1})", 0).contains("not described by an object"));
  CHECK(fault_of(R"({"a":)", 0).contains("not a JSON object"));
}

TEST_CASE("a length beyond the file is refused") {
  std::string file(16, '\xff');
  CHECK_FALSE(qwen35::parse_safetensors_header(file, "file"));
  CHECK_FALSE(qwen35::parse_safetensors_header(file.substr(0, 7), "file"));
  CHECK_FALSE(qwen35::parse_safetensors_header("", "file"));
}

TEST_CASE("no damaged header yields a tensor outside the file") {
  const std::string good = file_of(
      R"({"a":)" + entry("F32", "[2]", "[0,8]") + R"(,"b":)" + entry("BF16", "[2,1]", "[8,12]") + "}", 12);
  std::mt19937 random(1);
  for (unsigned round = 0; round < 20'000; ++round) {
    std::string file = good;
    for (unsigned i = 0; i < 1 + round % 4; ++i) file[random() % file.size()] = static_cast<char>(random());
    const auto parsed = qwen35::parse_safetensors_header(file, "file");
    if (!parsed) continue;
    for (const auto& e : *parsed) {
      CHECK(e.begin <= file.size());
      CHECK(e.size <= file.size() - e.begin);
    }
  }
}

TEST_CASE("tensors are written and read back, whatever their dtype and alignment") {
  const test_support::TemporaryFolder folder;
  const auto path = folder.path() / "t.safetensors";
  const qwen35::NamedTensors tensors = {{"z", at::randn({3, 4}).to(at::kBFloat16)},
                                        {"a \"quoted\"", at::arange(5, at::kLong)},
                                        {"b", at::ones({3}, at::kBool)},
                                        {"empty", at::zeros({0, 2})},
                                        {"turned", at::randn({3, 4}).t()}};
  REQUIRE(qwen35::write_safetensors(path, tensors));
  const auto file = qwen35::SafetensorsFile::open(path);
  REQUIRE(file);
  CHECK(file->names().size() == tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const auto read = file->tensor(name);
    REQUIRE(read);
    CHECK((read->scalar_type() == tensor.scalar_type()));
    CHECK(at::equal(*read, tensor));
  }
  CHECK_FALSE(file->tensor("missing"));
}

TEST_CASE("a tensor outlives the file object that it came from") {
  const at::Tensor tensor = [] {
    return golden::tensor(golden::tensors(golden::own("model/model.safetensors").string()), "lm_head.weight");
  }();
  CHECK(tensor.abs().sum().item<double>() > 0);
}

TEST_CASE("a model folder with something wrong says what") {
  CHECK(ChangedModel("model", "config.json", "\"qwen3_5_text\"", "\"llama\"").fault().contains("model_type"));
  CHECK(ChangedModel("model", "config.json", "\"hidden_size\": 64", "\"hidden_size\": 32")
            .fault()
            .contains("config.json implies"));
  CHECK(ChangedModel("model", "config.json", "\"hidden_size\": 64", "\"hidden_size\": -1")
            .fault()
            .contains("hidden_size"));
  CHECK(ChangedModel("model", "config.json", "\"head_dim\": 32", "\"head_dim\": 99999999999")
            .fault()
            .contains("head_dim"));
  CHECK(ChangedModel("model", "config.json", "\"silu\"", "\"gelu\"").fault().contains("hidden_act"));
  CHECK(ChangedModel("model", "config.json", "\"num_hidden_layers\": 4", "\"num_hidden_layers\": 5")
            .fault()
            .contains("layer_types"));
  CHECK(ChangedModel("model_bf16", "model.safetensors.index.json", "model.safetensors-00001-of-00002", "../x")
            .fault()
            .contains("not a file name"));
  CHECK(ChangedModel("model_bf16", "model.safetensors.index.json", "model.safetensors-00001-of-00002", "gone")
            .fault()
            .contains("gone.safetensors"));
  CHECK(qwen35::Model::load("/nowhere").error().text().contains("/nowhere"));
  CHECK_FALSE(qwen35::Model::load(golden::own("model"), at::kHalf));
}

TEST_CASE("weights that were never fetched, or are quantised, are told by their cause") {
  const auto fault_with = [](auto change) {
    const test_support::TemporaryFolder folder;
    std::filesystem::copy(golden::own("model"), folder.path());
    const auto weights = folder.path() / "model.safetensors";
    const auto file = golden::tensors(golden::own("model/model.safetensors").string());
    qwen35::NamedTensors tensors;
    for (const std::string& name : file.names()) tensors.emplace(name, golden::tensor(file, name));
    std::filesystem::remove(weights);  // a copy of what is still mapped
    change(weights, tensors);
    const auto model = qwen35::Model::load(folder.path());
    return model ? "" : model.error().text();
  };
  const std::string name = "model.language_model.layers.0.mlp.up_proj.weight";
  CHECK(fault_with([](const auto& path, const auto&) {
          std::ofstream(path) << "version https://git-lfs.github.com/spec/v1\noid sha256:9f\nsize 5\n";
        })
            .contains("model.safetensors is a pointer of Git LFS (the file itself was not fetched): run `git "
                      "lfs pull`"));
  const std::string whole = fault_with([&](const auto& path, auto& tensors) {
    tensors[name] = tensors[name].mul(100).to(at::kChar);
    REQUIRE(qwen35::write_safetensors(path, tensors));
  });
  CHECK(whole.contains("the model is quantised (the weight " + name + " is stored as Char"));
  for (const char* ending : {"qweight", "weight_packed"}) {
    const std::string packed = fault_with([&](const auto& path, auto& tensors) {
      tensors.erase(name);
      tensors[name.substr(0, name.size() - 6) + ending] = at::zeros({2, 2}, at::kInt);
      REQUIRE(qwen35::write_safetensors(path, tensors));
    });
    CHECK(packed.contains("the model is quantised (the weight " + name));
  }
}

TEST_CASE("a weight that holds a number that is not finite is named") {
  const qwen35::Model model = golden::own_model();
  CHECK_FALSE(qwen35::not_finite_weight(model.weights()));
  const auto name_with = [&](auto change) {
    qwen35::ModelWeights weights = model.weights();
    change(weights);
    return qwen35::not_finite_weight(weights).value_or("none");
  };
  const auto spoilt = [](at::Tensor& tensor, double value) {
    tensor = tensor.clone();
    tensor.view({-1})[3] = value;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               infinity = std::numeric_limits<double>::infinity();
  CHECK(name_with([&](auto& w) { spoilt(w.layers[3].linear[qwen35::Module::o_proj], nan); }) ==
        "layers.3.self_attn.o_proj.weight");
  CHECK(name_with([&](auto& w) { spoilt(w.layers[0].decay, -infinity); }) == "layers.0.linear_attn.A_log");
  CHECK(name_with([&](auto& w) { spoilt(w.head, infinity); }) == "lm_head.weight");
}

TEST_CASE("the class of a model is the one that its config names, or implies") {
  using qwen35::ModelClass;
  const auto class_of = [](const std::string& config) {
    const test_support::TemporaryFolder folder;
    std::ofstream(folder.path() / "config.json") << config;
    const auto read = qwen35::read_config(folder.path() / "config.json");
    REQUIRE(read);
    return base::name_of(read->model_class);
  };
  const std::string whole = test_support::read_file(golden::own("model/config.json"));
  simdjson::dom::parser parser;
  const simdjson::dom::element parsed = parser.parse(whole);
  const std::string text = simdjson::minify(parsed["text_config"].value());
  CHECK(class_of(whole) == "conditional_generation");
  CHECK(class_of(R"({"text_config":)" + text + "}") == "conditional_generation");
  CHECK(class_of(text) == "causal_lm");
  CHECK(class_of(R"({"architectures":["Qwen3_5ForCausalLM"],)" + text.substr(1)) == "causal_lm");
  // One config for both classes: what it names counts.
  CHECK(class_of(R"({"architectures":["Qwen3_5ForCausalLM"],"text_config":)" + text + "}") == "causal_lm");
}

TEST_CASE("layers may be named by their interval alone") {
  const ChangedModel changed("model", "config.json", "\"layer_types\"", "\"unknown\"");
  CHECK(changed.fault() == "");
}
