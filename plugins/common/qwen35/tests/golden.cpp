#include "golden.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include <test_support/golden_folder.hpp>

namespace golden {

std::filesystem::path path(std::string_view relative) {
  return test_support::golden_folder(QWEN35_GOLDEN) / relative;
}

std::filesystem::path own(std::string_view relative) {
  return std::filesystem::path(QWEN35_GOLDEN) / relative;
}

Json::Json(std::string_view relative) : root_(parser_.load(path(relative).string()).value()) {}

std::vector<simdjson::dom::element> list(simdjson::dom::element array) {
  const simdjson::dom::array values = array.get_array().value();
  return {values.begin(), values.end()};
}

std::vector<int64_t> numbers(simdjson::dom::element array) {
  std::vector<int64_t> values;
  for (const simdjson::dom::element value : list(array)) values.push_back(value.get_int64().value());
  return values;
}

at::Tensor matrix(simdjson::dom::element rows) {
  std::vector<at::Tensor> all;
  for (const simdjson::dom::element row : list(rows)) all.push_back(at::tensor(numbers(row), at::kLong));
  return at::stack(all);
}

std::vector<Variant> variants() {
  std::vector<Variant> found;
  for (const auto& folder : std::filesystem::directory_iterator(path("lora"))) {
    if (!folder.is_directory()) continue;
    Variant variant{.name = folder.path().filename()};
    const Json gradients("lora/" + variant.name + "/grads.json");
    variant.model = gradients["model"].get_string().value();
    variant.forward_case = gradients["case"].get_string().value();
    for (const auto& training : std::filesystem::directory_iterator(folder)) {
      if (exists(training.path() / "trajectory.json"))
        variant.trainings.push_back(training.path().filename());
    }
    std::ranges::sort(variant.trainings);
    found.push_back(std::move(variant));
  }
  std::ranges::sort(found, {}, &Variant::name);
  if (found.empty()) throw std::runtime_error("the golden set has no adapters");
  return found;
}

qwen35::Model model(std::string_view name, at::ScalarType dtype) {
  auto loaded = qwen35::Model::load(path(name), dtype);
  if (!loaded) throw std::runtime_error(loaded.error().text());
  return std::move(*loaded);
}

qwen35::Model own_model(std::string_view name) { return model(own(name).string()); }

qwen35::Adapter adapter(std::string_view relative, const qwen35::Model& model) {
  auto loaded = qwen35::read_adapter(path(relative), model.config());
  if (!loaded) throw std::runtime_error(loaded.error().text());
  return std::move(*loaded);
}

qwen35::SafetensorsFile tensors(std::string_view relative) {
  auto file = qwen35::SafetensorsFile::open(path(relative));
  if (!file) throw std::runtime_error(file.error().text());
  return std::move(*file);
}

at::Tensor tensor(const qwen35::SafetensorsFile& file, const std::string& name) {
  auto found = file.tensor(name);
  if (!found) throw std::runtime_error(found.error().text());
  return std::move(*found);
}

simdjson::dom::element forward_case(const Json& forward, std::string_view model, std::string_view name) {
  for (const simdjson::dom::element c : list(forward["cases"])) {
    if (c["model"].get_string().value() == model && c["name"].get_string().value() == name) return c;
  }
  throw std::runtime_error(fmt::format("forward.json has no case {}/{}", model, name));
}

qwen35::Batch batch(simdjson::dom::element forward_case) {
  return {{matrix(forward_case["input_ids"].value()),
           matrix(forward_case["attention_mask"].value()).to(at::kBool)},
          matrix(forward_case["labels"].value())};
}

double distance(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

void report(const std::string& what, double deviation) {
  static const bool shown = std::getenv("FLOWRUN_SHOW_DEVIATIONS") != nullptr;
  if (shown) fmt::print("{:60} {:.2e}\n", what, deviation);
}

}  // namespace golden
