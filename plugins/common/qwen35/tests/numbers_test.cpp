// Single steps of the model against numbers that were computed apart from it, in fp64.

#include <cmath>

#include "attention.hpp"
#include "convolution.hpp"
#include "golden.hpp"
#include "norms.hpp"
#include "qwen35/delta_rule.hpp"
#include "window.hpp"

namespace {

constexpr double limit = 1e-9;  // the numbers have nine decimals

at::Tensor doubles(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

bool close(const at::Tensor& got, const std::vector<double>& want) {
  return golden::distance(got.flatten(), doubles(want)) < limit;
}

// f(t, i) = sin(a t + b i + c) for t = 0…5, [1, 6, 1, width]
at::Tensor wave(double a, double b, double c, int64_t width) {
  const auto wide = at::TensorOptions(at::kDouble);
  const at::Tensor time = at::arange(6, wide).unsqueeze(1) * a, place = at::arange(width, wide) * b;
  return (time + place + c).sin().view({1, 6, 1, width}).requires_grad_(true);
}

struct Case {
  at::Tensor q_raw = wave(0.3, 0.7, 0.1, 4), k_raw = wave(0.5, 1.1, 0.4, 4), v = wave(0.9, 0.2, 0.2, 3);
  at::Tensor b_raw = wave(1.3, 0, 0.5, 1), a_raw = wave(0.8, 0, -0.3, 1);

  qwen35::DeltaInput input() const {
    return {qwen35::l2_norm(q_raw) * 0.5, qwen35::l2_norm(k_raw), v, b_raw.squeeze(-1).sigmoid(),
            at::softplus(a_raw.squeeze(-1) - 0.5) * -std::exp(0.25)};
  }
};

}  // namespace

TEST_CASE("the delta rule in chunks of four, forward") {
  const Case c;
  const qwen35::DeltaInput input = c.input();
  CHECK(close(input.beta, {0.617612215, 0.725885748, 0.510393668, 0.278562746, 0.365705372, 0.658583145}));
  CHECK(close(input.g, {-0.478288764, -0.876877473, -1.221814304, -1.144262001, -0.733495334, -0.392044574}));
  const qwen35::DeltaOutput output = qwen35::delta_rule_from(input, {}, 4);
  CHECK(close(output.o[0][0], {0.026874644, 0.052677880, 0.076381015}));
  CHECK(close(output.o[0][5], {0.074615853, 0.058726523, 0.040495951}));
  CHECK(close(output.state[0][0][0], {-0.154076684, -0.174809927, -0.188574050}));
  CHECK(close(output.state[0][0][3], {0.064837830, 0.086487634, 0.104689449}));
}

TEST_CASE("the delta rule in chunks of four, backward") {
  const Case c;
  // w(t, i) = sin(0.35 t + 0.6 i + 0.9)
  const at::Tensor weight = wave(0.35, 0.6, 0.9, 3).detach();
  const at::Tensor loss = (qwen35::delta_rule(c.input(), 4) * weight).sum();
  CHECK(close(loss, {0.740252075}));
  loss.backward();
  CHECK(close(c.q_raw.grad()[0][5], {0.023922236, -0.033396867, -0.054849764, -0.016481666}));
  CHECK(close(c.k_raw.grad()[0][0], {-0.012222728, 0.050552058, 0.175599455, 0.257036654}));
  CHECK(close(c.v.grad()[0][2], {0.111325636, 0.066876643, -0.000934286}));
  CHECK(
      close(c.b_raw.grad(), {0.078712989, 0.091387405, 0.059986729, 0.007783250, 0.010473500, -0.004280831}));
  CHECK(close(c.a_raw.grad(), {0, -0.042137503, -0.100608493, -0.063883976, -0.015658205, -0.007362853}));
}

TEST_CASE("norms") {
  const at::Tensor x = doubles({1, -2, 3, 0.5});
  const at::Tensor centred = doubles({0.1, -0.2, 0, 0.3}) + 1;
  CHECK(close(qwen35::rms_norm(x, centred, 1e-6), {0.582794155, -0.847700590, 1.589438605, 0.344378365}));
  const at::Tensor gate = doubles({0.5, -1, 2, 0});
  CHECK(close(qwen35::gated_rms_norm(x, doubles({0.9, 1.1, 1, 0.8}), gate, 1e-6),
              {0.148404134, 0.313474977, 2.799945759, 0}));
}

TEST_CASE("gradients of norms and convolution equal autograd's") {
  at::manual_seed(11);
  const auto wide = at::TensorOptions(at::kDouble);
  const at::Tensor weight = at::randn({6}, wide), taps = at::randn({6, 4}, wide);
  const auto gradient = [&](const auto& function) {
    at::manual_seed(12);
    const at::Tensor x = at::randn({2, 9, 6}, wide).requires_grad_(true), scale = at::randn({2, 9, 6}, wide);
    (function(x) * scale).sum().backward();
    return x.grad();
  };
  const auto plain_norm = [&](const at::Tensor& x) {
    return x * (x.square().mean(-1, true) + 1e-6).rsqrt() * weight;
  };
  const auto plain_unit = [](const at::Tensor& x) { return x * (x.square().sum(-1, true) + 1e-6).rsqrt(); };
  const auto plain_convolution = [&](const at::Tensor& x) {
    const at::Tensor padded = at::constant_pad_nd(x.transpose(1, 2), {3, 0});
    return at::silu(at::conv1d(padded, taps.unsqueeze(1), {}, at::IntArrayRef{1}, at::IntArrayRef{0},
                               at::IntArrayRef{1}, 6))
        .transpose(1, 2);
  };
  CHECK(golden::distance(gradient([&](const at::Tensor& x) { return qwen35::rms_norm(x, weight, 1e-6); }),
                         gradient(plain_norm)) < 1e-12);
  CHECK(golden::distance(gradient([](const at::Tensor& x) { return qwen35::l2_norm(x); }),
                         gradient(plain_unit)) < 1e-12);
  CHECK(
      golden::distance(gradient([&](const at::Tensor& x) { return qwen35::causal_convolution(x, taps, {}); }),
                       gradient(plain_convolution)) < 1e-12);
}

TEST_CASE("the convolution sees the past only, and continues from what it is given") {
  const at::Tensor taps = doubles({0.1, 0.2, 0.3, 0.4}).view({1, 4});
  const at::Tensor x = doubles({1, 2, -1, 0.5, 3}).view({1, 5, 1});
  const at::Tensor whole = qwen35::causal_convolution(x, taps, {});
  CHECK(golden::distance(whole.flatten(), at::silu(doubles({0.4, 1.1, 0.4, 0.4, 1.35}))) < limit);
  const at::Tensor rest = qwen35::causal_convolution(x.narrow(1, 3, 2), taps, x.narrow(1, 0, 3));
  CHECK(golden::distance(rest, whole.narrow(1, 3, 2)) < limit);
}

TEST_CASE("rotation") {
  qwen35::ModelConfig config;
  config.rotary_dim = 64;
  config.rope_theta = 1e7;
  const auto window = qwen35::make_window(config, {}, 5, 1, at::TensorOptions(at::kDouble));
  at::Tensor x = at::zeros({1, 1, 1, 256}, at::kDouble);
  x.flatten()[1] = 1;
  x.flatten()[33] = 2;
  x.flatten()[200] = 7;
  const at::Tensor y = qwen35::rotate(x, window.cosine, window.sine).flatten();
  CHECK(close(at::stack({y[1], y[33]}), {-1.232439603, -1.865768642}));
  CHECK(y[200].item<double>() == 7);
  const auto first = qwen35::make_window(config, {}, 1, 1, at::TensorOptions(at::kDouble));
  CHECK(close(first.sine.flatten()[1].asin(), {0.604296390}));
  CHECK(std::abs(first.sine.flatten()[31].item<double>() - 1.654817100e-7) < 1e-15);
}
