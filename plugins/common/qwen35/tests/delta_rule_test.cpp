// The chunked delta rule and its backward pass against the recurrence and its autograd, in fp64.

#include "qwen35/delta_rule.hpp"

#include "golden.hpp"

namespace {

using qwen35::DeltaInput;

constexpr double limit = 1e-12;  // fp64; sums of up to a thousand terms near 1

struct Shape {
  int64_t batch, tokens, key_heads, value_heads, key_dim, value_dim, chunk;
};

DeltaInput random_input(const Shape& s, uint64_t seed) {
  at::manual_seed(seed);
  const auto wide = at::TensorOptions(at::kDouble);
  const auto unit = [](const at::Tensor& x) { return x / x.norm(2, -1, true); };
  const auto leaf = [](const at::Tensor& x) { return x.detach().requires_grad_(true); };
  return {leaf(unit(at::randn({s.batch, s.tokens, s.key_heads, s.key_dim}, wide))),
          leaf(unit(at::randn({s.batch, s.tokens, s.key_heads, s.key_dim}, wide))),
          leaf(at::randn({s.batch, s.tokens, s.value_heads, s.value_dim}, wide)),
          leaf(at::rand({s.batch, s.tokens, s.value_heads}, wide)),
          leaf(at::rand({s.batch, s.tokens, s.value_heads}, wide) * -2)};
}

std::vector<at::Tensor> gradients(const DeltaInput& input, const at::Tensor& output,
                                  const at::Tensor& weight) {
  const std::vector<at::Tensor> leaves = {input.q, input.k, input.v, input.beta, input.g};
  for (const at::Tensor& x : leaves) x.mutable_grad() = at::Tensor();
  output.backward(weight);
  std::vector<at::Tensor> all;
  for (const at::Tensor& x : leaves) all.push_back(x.grad().clone());
  return all;
}

}  // namespace

TEST_CASE("chunks give the outputs and gradients of the recurrence") {
  const Shape shapes[] = {
      {1, 6, 1, 1, 4, 3, 4},    // a full and a partial chunk
      {2, 64, 2, 4, 8, 8, 64},  // two value heads share a key head
      {1, 65, 2, 6, 8, 5, 64},  // three do; one token more than a chunk
      {2, 1, 1, 2, 4, 4, 64},   // one token
      {1, 100, 3, 3, 16, 8, 16},
  };
  uint64_t seed = 1;
  for (const Shape& shape : shapes) {
    CAPTURE(shape.tokens);
    const DeltaInput input = random_input(shape, seed++);
    const at::Tensor slow = qwen35::delta_rule_steps(input, {}).o;
    const at::Tensor fast = qwen35::delta_rule(input, shape.chunk);
    CHECK(golden::distance(slow, fast) < limit);
    const at::Tensor weight = at::randn_like(slow);
    const auto want = gradients(input, slow, weight);
    const auto got = gradients(input, fast, weight);
    for (size_t i = 0; i < want.size(); ++i) {
      CAPTURE(i);
      CHECK(golden::distance(want[i], got[i]) < limit * (1 + want[i].abs().max().item<double>()));
    }
  }
}

TEST_CASE("a decay that underflows gives finite numbers") {
  DeltaInput input = random_input({1, 130, 1, 2, 8, 8, 64}, 3);
  input.g = at::full_like(input.g, -40).requires_grad_(true);
  const at::Tensor slow = qwen35::delta_rule_steps(input, {}).o;
  const at::Tensor fast = qwen35::delta_rule(input);
  CHECK(golden::distance(slow, fast) < limit);
  for (const at::Tensor& gradient : gradients(input, fast, at::ones_like(fast))) {
    CHECK(gradient.isfinite().all().item<bool>());
  }
}

TEST_CASE("a sequence cut anywhere continues from the state") {
  const at::NoGradGuard no_gradients;
  const DeltaInput input = random_input({2, 90, 2, 4, 8, 6, 64}, 5);
  const auto whole = qwen35::delta_rule_from(input, {}, 16);
  const auto part = [&](int64_t begin, int64_t count) {
    const auto cut = [&](const at::Tensor& x) { return x.narrow(1, begin, count); };
    return DeltaInput{cut(input.q), cut(input.k), cut(input.v), cut(input.beta), cut(input.g)};
  };
  const auto first = qwen35::delta_rule_from(part(0, 37), {}, 16);
  const auto second = qwen35::delta_rule_from(part(37, 52), first.state, 16);
  const auto last = qwen35::delta_rule_steps(part(89, 1), second.state);
  CHECK(golden::distance(at::cat({first.o, second.o, last.o}, 1), whole.o) < limit);
  CHECK(golden::distance(last.state, whole.state) < limit);
}
