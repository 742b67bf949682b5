// What torch is asked to do, counted at its dispatcher: kernels, bytes and FLOPs.
//
// An operator counts as one kernel where it asks for no other operator, or multiplies matrices, and is neither a view nor an
// allocation. What of it is
// read and written is the size of its tensors; a dimension that is only expanded is read once. Nothing has to be computed for
// that: on the meta device the largest model is counted in a second.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/record_function.h>

namespace qwen35::counting {

struct Cost {
  int64_t kernels = 0;
  int64_t bytes = 0;      // read and written
  double bf16_flops = 0;  // of products of matrices
  double fp32_flops = 0;  // the same, in fp32 or wider
  Cost& operator+=(const Cost& other);
  friend Cost operator*(int64_t times, const Cost& cost);
};

using Costs = std::map<std::string, Cost>;  // by operator, "aten::mm"

Cost total(const Costs& costs);

// Counts, while it lives, what any thread asks for. One at a time.
class OpCounter {
 public:
  OpCounter();
  ~OpCounter();
  OpCounter(const OpCounter&) = delete;
  OpCounter& operator=(const OpCounter&) = delete;

  const Costs& costs() const { return costs_; }

 private:
  // An operator that has begun and not ended.
  struct Open {
    Cost own;  // what it reads and computes, if it turns out to be a kernel
    int64_t kernels_within = 0;
    bool is_to_itself = false;  // a copy that nothing has to be done for
  };

  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& call);
  static void end(const at::RecordFunction& call, at::ObserverContext*);
  void finish(const at::RecordFunction& call);

  at::CallbackHandle handle_;
  std::vector<Open> open_;
  Costs costs_;
};

}  // namespace qwen35::counting
