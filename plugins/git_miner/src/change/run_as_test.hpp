#pragma once

#include <rust_code/items.hpp>

namespace git_miner {

// A test by its attribute, not a helper beside it: `test`, `tokio::test`, `rstest`, `test_case(1)`.
bool is_run_as_test(const rust_code::Item& item);

// `#[bench]`.
bool is_benchmark(const rust_code::Item& item);

}  // namespace git_miner
