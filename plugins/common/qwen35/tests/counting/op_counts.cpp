#include "op_counts.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <ATen/ATen.h>
#include <ATen/core/function_schema.h>

namespace qwen35::counting {
namespace {

OpCounter* active = nullptr;

int64_t bytes_of(const at::Tensor& x) {
  int64_t elements = 1;
  for (int64_t i = 0; i < x.dim(); ++i) {
    if (x.stride(i) != 0) elements *= x.size(i);
  }
  return elements * static_cast<int64_t>(x.element_size());
}

// Of a tensor or a list of them; anything else has none.
int64_t bytes_of(const c10::IValue& value) {
  if (value.isTensor()) return value.toTensor().defined() ? bytes_of(value.toTensor()) : 0;
  int64_t bytes = 0;
  if (value.isTensorList()) {
    for (const at::Tensor& x : value.toTensorVector()) bytes += bytes_of(x);
  }
  return bytes;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_allocation(std::string_view name) {
  return name.starts_with("aten::empty") || name.starts_with("aten::new_empty") ||
         is_one_of(name, {"aten::_unsafe_view", "aten::resize_", "aten::set_"});
}

bool is_view(const c10::FunctionSchema& schema) {
  const auto& returned = schema.returns();
  return !returned.empty() && returned.front().alias_info() != nullptr &&
         !returned.front().alias_info()->isWrite();
}

// What is overwritten as a whole is not read.
bool is_read(std::string_view name, const c10::FunctionSchema& schema, size_t argument) {
  if (schema.arguments()[argument].is_out()) return false;
  return argument > 0 || !is_one_of(name, {"aten::copy_", "aten::zero_", "aten::fill_"});
}

// m x k times k x n, as often as there are matrices.
double product(const at::Tensor& left, const at::Tensor& right) {
  return 2.0 * static_cast<double>(left.numel()) * static_cast<double>(right.size(-1));
}

double flops(std::string_view name, c10::ArrayRef<const c10::IValue> in) {
  if (is_one_of(name, {"aten::mm", "aten::bmm"})) return product(in[0].toTensor(), in[1].toTensor());
  if (is_one_of(name, {"aten::addmm", "aten::addmm_", "aten::baddbmm", "aten::baddbmm_"}))
    return product(in[1].toTensor(), in[2].toTensor());
  if (name == "aten::linalg_solve_triangular") return product(in[0].toTensor(), in[1].toTensor()) / 2;
  // Half of the scores are hidden by the causal order; the backward pass forms the scores anew.
  if (name == "aten::_scaled_dot_product_flash_attention_for_cpu")
    return 2 * static_cast<double>(in[0].toTensor().numel()) * static_cast<double>(in[1].toTensor().size(2));
  if (name == "aten::_scaled_dot_product_flash_attention_for_cpu_backward")
    return 5 * static_cast<double>(in[1].toTensor().numel()) * static_cast<double>(in[2].toTensor().size(2));
  return 0;
}

}  // namespace

Cost& Cost::operator+=(const Cost& other) {
  kernels += other.kernels;
  bytes += other.bytes;
  bf16_flops += other.bf16_flops;
  fp32_flops += other.fp32_flops;
  return *this;
}

Cost operator*(int64_t times, const Cost& cost) {
  const auto factor = static_cast<double>(times);
  return {times * cost.kernels, times * cost.bytes, factor * cost.bf16_flops, factor * cost.fp32_flops};
}

Cost total(const Costs& costs) {
  Cost sum;
  for (const auto& [name, cost] : costs) sum += cost;
  return sum;
}

OpCounter::OpCounter() {
  TORCH_CHECK(active == nullptr, "one counter at a time");
  active = this;
  handle_ = at::addGlobalCallback(at::RecordFunctionCallback(begin, end)
                                      .needsInputs(true)
                                      .needsOutputs(true)
                                      .scopes({at::RecordScope::FUNCTION}));
}

OpCounter::~OpCounter() {
  at::removeCallback(handle_);
  active = nullptr;
}

// Inputs can be looked at only now.
std::unique_ptr<at::ObserverContext> OpCounter::begin(const at::RecordFunction& call) {
  Open open;
  const auto inputs = call.inputs();
  std::optional<at::ScalarType> type;
  if (const auto schema = call.operator_schema()) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (is_read(call.name(), *schema, i)) open.own.bytes += bytes_of(inputs[i]);
      if (!type && inputs[i].isTensor() && inputs[i].toTensor().defined())
        type = inputs[i].toTensor().scalar_type();
    }
    (type == at::kBFloat16 ? open.own.bf16_flops : open.own.fp32_flops) = flops(call.name(), inputs);
  }
  open.is_to_itself =
      std::string_view(call.name()) == "aten::copy_" && inputs[0].toTensor().is_same(inputs[1].toTensor());
  active->open_.push_back(open);
  return nullptr;
}

void OpCounter::end(const at::RecordFunction& call, at::ObserverContext*) { active->finish(call); }

void OpCounter::finish(const at::RecordFunction& call) {
  Open done = open_.back();
  open_.pop_back();
  const auto schema = call.operator_schema();
  int64_t written = 0;
  for (const c10::IValue& value : call.outputs()) written += bytes_of(value);
  // A product with a sum copies the sum first, by an operator of its own.
  const bool is_product = done.own.bf16_flops + done.own.fp32_flops > 0;
  const bool is_kernel = !done.is_to_itself && (done.kernels_within == 0 || is_product) && written > 0 &&
                         schema && !is_view(*schema) && !is_allocation(call.name());
  if (!open_.empty()) open_.back().kernels_within += done.kernels_within + (is_kernel ? 1 : 0);
  if (!is_kernel) return;
  done.own.kernels = 1;
  done.own.bytes += written;
  costs_[call.name()] += done.own;
}

}  // namespace qwen35::counting
