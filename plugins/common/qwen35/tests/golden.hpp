// A set of golden data, and how it is compared: that of tests/golden/qwen3_5 (its README says where each number comes from), or
// another of the same form in the folder that FLOWRUN_GOLDEN names. Test cases whose names begin with "golden" hold for every set.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <simdjson.h>

#include "qwen35/adapter_files.hpp"
#include "qwen35/loss.hpp"
#include "qwen35/model.hpp"
#include "qwen35/safetensors.hpp"
#undef CHECK  // c10's
#include <doctest/doctest.h>

namespace golden {

std::filesystem::path path(std::string_view relative);
// Of the repository's set whatever FLOWRUN_GOLDEN says, as an absolute path: for tests that bring their own numbers.
std::filesystem::path own(std::string_view relative);

// A parsed JSON file; elements live as long as it.
class Json {
 public:
  explicit Json(std::string_view relative);
  simdjson::dom::element operator[](std::string_view key) const { return root_[key].value(); }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

std::vector<simdjson::dom::element> list(simdjson::dom::element array);
std::vector<int64_t> numbers(simdjson::dom::element array);
at::Tensor matrix(simdjson::dom::element rows);  // int64

// The adapters of the set: a folder below lora/, the model it belongs to, and a case of forward.json with its gradients.
struct Variant {
  std::string name, model, forward_case;
  std::vector<std::string> trainings;  // folders below it with a trajectory
};
std::vector<Variant> variants();

qwen35::Model model(std::string_view name, at::ScalarType dtype = at::kFloat);
qwen35::Model own_model(std::string_view name = "model");
qwen35::Adapter adapter(std::string_view relative, const qwen35::Model& model);
qwen35::SafetensorsFile tensors(std::string_view relative);
at::Tensor tensor(const qwen35::SafetensorsFile& file, const std::string& name);

// A case of forward.json by model and name.
simdjson::dom::element forward_case(const Json& forward, std::string_view model, std::string_view name);
qwen35::Batch batch(simdjson::dom::element forward_case);

// Largest absolute difference.
double distance(const at::Tensor& a, const at::Tensor& b);

// Prints the largest deviation of a golden file, where FLOWRUN_SHOW_DEVIATIONS is set.
void report(const std::string& what, double deviation);

}  // namespace golden
