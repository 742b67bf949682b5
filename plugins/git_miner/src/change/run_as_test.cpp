#include "change/run_as_test.hpp"

#include <algorithm>

#include <re2/re2.h>

namespace git_miner {

bool is_run_as_test(const rust_code::Item& item) {
  static const RE2 test(R"((?:\w+::)*(?:test|rstest|test_case|\w+_test)(?:\(.*)?)");
  return item.kind == rust_code::ItemKind::function &&
         std::ranges::any_of(item.attributes,
                             [](const std::string& attribute) { return RE2::FullMatch(attribute, test); });
}

bool is_benchmark(const rust_code::Item& item) {
  return item.kind == rust_code::ItemKind::function &&
         std::ranges::find(item.attributes, "bench") != item.attributes.end();
}

}  // namespace git_miner
