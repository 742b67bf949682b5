#include <doctest/doctest.h>

#include <dataset_curator/quota.hpp>

#include "examples.hpp"

using dataset_curator::Quota;

namespace {

chat::Example commit(const std::string& repository, const std::vector<std::string>& files,
                     bool is_verified = false) {
  chat::Example of = example("id");
  of.metadata.origin = chat::Origin::git;
  of.metadata.group = repository;
  of.metadata.verified = is_verified;
  for (const std::string& file : files) {
    chat::Message call = calling("c", R"({"filePath":")" + file + R"("})");
    call.tool_calls[0].function.name = "edit";
    of.messages.push_back(call);
  }
  return of;
}

}  // namespace

TEST_CASE("a file gives at most so many examples, the verified ones first") {
  Quota quota;
  quota.add(1, commit("a", {"src/lib.rs"}));
  quota.add(2, commit("a", {"src/lib.rs", "src/b.rs", "src/lib.rs"}));
  quota.add(3, commit("a", {"src/lib.rs"}, true));
  quota.add(4, commit("b", {"src/lib.rs"}));
  quota.add(5, commit("a", {"src/b.rs"}));
  const auto over = quota.over({.examples_of_file = 2, .repository_share = 1});
  REQUIRE(over.files.size() == 1);
  CHECK(over.files.at(2) == "examples that change src/lib.rs 2 (max_per_file 2)");
  CHECK(over.repositories.empty());
  CHECK(quota.over({.examples_of_file = 0, .repository_share = 1}).files.empty());
}

TEST_CASE("a repository gives at most its share, or half as much again as an even part") {
  Quota quota;
  for (unsigned i = 0; i < 10; ++i) quota.add(i, commit("a", {}, i == 9));
  for (unsigned i = 10; i < 15; ++i) quota.add(i, commit("b", {}));
  for (unsigned i = 15; i < 20; ++i) quota.add(i, commit("c", {}));
  auto over = quota.over({.examples_of_file = 3, .repository_share = 0.15});  // 1.5 / 3 of 20
  CHECK(over.repositories.empty());
  quota.add(20, commit("a", {}));
  quota.add(21, commit("a", {}));  // 11 of 22 now
  over = quota.over({});
  REQUIRE(over.repositories.size() == 1);
  CHECK(over.repositories.contains(21));
  CHECK(over.repositories.at(21) == "examples of its repository 11 of 22 (repository_share 0.5)");
  CHECK(quota.over({.examples_of_file = 3, .repository_share = 1}).repositories.empty());
}

TEST_CASE("what has been left out does not count") {
  Quota quota;
  quota.add(0, commit("a", {"src/lib.rs"}));
  quota.add(1, commit("a", {"src/lib.rs"}));
  const dataset_curator::QuotaOptions one{.examples_of_file = 1, .repository_share = 1};
  CHECK(quota.over(one).files.contains(1));
  CHECK(quota.over(one, [](std::uint32_t number) { return number != 0; }).files.empty());
}

TEST_CASE("one repository alone, sessions and generated examples have no quota") {
  Quota quota;
  for (unsigned i = 0; i < 10; ++i) quota.add(i, commit("a", {}));
  for (unsigned i = 10; i < 20; ++i) quota.add(i, example("s"));
  CHECK(quota.over({}).repositories.empty());
  CHECK(Quota().over({}).files.empty());
}
