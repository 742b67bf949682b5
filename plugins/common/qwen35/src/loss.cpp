#include "qwen35/loss.hpp"

#include <algorithm>

#include <c10/core/GradMode.h>

#include "norms.hpp"

namespace qwen35 {
namespace {

constexpr int64_t rows_at_once = 256;  // 254 MB of fp32 logits with a vocabulary of 248,320

// Cross entropy of normed rows [n, hidden]; writes the gradient of scale * sum into `gradient` where it is
// defined.
double rows_loss(const Model& model, const at::Tensor& normed, const at::Tensor& labels, double scale,
                 const at::Tensor& gradient) {
  const at::Tensor narrow = model.logits(normed);
  at::Tensor logits = narrow.to(wide(narrow));
  const at::Tensor target = labels.unsqueeze(1);
  const at::Tensor log_sum = logits.logsumexp(1, true);
  const double loss = (log_sum - logits.gather(1, target)).sum(at::kDouble).item<double>();
  if (gradient.defined()) {
    at::Tensor d_logits = logits.sub_(log_sum).exp_();
    d_logits.scatter_add_(1, target, at::full_like(log_sum, -1)).mul_(scale);
    gradient.copy_(at::mm(d_logits.to(narrow.scalar_type()), model.weights().head));
  }
  return loss;
}

}  // namespace

HeadResult head_loss(const Model& model, const at::Tensor& x, const at::Tensor& labels,
                     std::optional<double> gradient_scale) {
  const int64_t length = x.size(1);
  HeadResult result;
  if (gradient_scale) result.gradient = at::zeros_like(x, at::MemoryFormat::Contiguous);
  if (length < 2) return result;
  // Position t of a row in x, and the label at t + 1.
  const at::Tensor next = at::constant_pad_nd(labels.narrow(1, 1, length - 1), {0, 1}, no_label).flatten();
  const at::Tensor rows = next.ne(no_label).nonzero().squeeze(1);
  const at::Tensor targets = next.index_select(0, rows);
  result.loss.tokens = rows.size(0);
  if (result.loss.tokens == 0) return result;

  at::Tensor chosen = x.detach().flatten(0, 1).index_select(0, rows);
  chosen.requires_grad_(gradient_scale.has_value());
  const at::Tensor normed = model.final_norm(chosen);
  const at::Tensor d_normed = gradient_scale ? at::empty_like(normed) : at::Tensor();
  {
    const at::NoGradGuard no_gradients;
    for (int64_t begin = 0; begin < rows.size(0); begin += rows_at_once) {
      const int64_t count = std::min(rows_at_once, rows.size(0) - begin);
      const auto part = [&](const at::Tensor& all) {
        return all.defined() ? all.narrow(0, begin, count) : all;
      };
      result.loss.sum +=
          rows_loss(model, part(normed), part(targets), gradient_scale.value_or(0), part(d_normed));
    }
  }
  if (gradient_scale) {
    normed.backward(d_normed);
    result.gradient.view({-1, x.size(2)}).index_copy_(0, rows, chosen.grad());
  }
  return result;
}

Loss evaluate(const Model& model, const Adapter* adapter, const Batch& batch) {
  const at::NoGradGuard no_gradients;
  return head_loss(model, model.hidden(batch.tokens, adapter), batch.labels).loss;
}

}  // namespace qwen35
