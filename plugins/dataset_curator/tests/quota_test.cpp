#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <dataset_curator/quota.hpp>

#include "examples.hpp"

using dataset_curator::Quota;
using dataset_curator::QuotaOf;
using dataset_curator::QuotaOptions;
using dataset_curator::Standing;

namespace {

chat::Example commit(const std::string& id, const std::string& repository,
                     const std::vector<std::string>& files, bool is_verified = false) {
  chat::Example of = example(id);
  of.metadata.origin = chat::Origin::git;
  of.metadata.group = repository;
  of.metadata.verified = is_verified;
  for (const std::string& file : files) {
    chat::Message call = calling("c", R"({"filePath":")" + file + R"(","newString":"x"})");
    call.tool_calls[0].function.name = "edit";
    of.messages.push_back(call);
  }
  return of;
}

chat::Example one_of(const std::string& id, chat::Origin origin, chat::Category category,
                     const std::string& group = "g") {
  chat::Example of = example(id);
  of.metadata.origin = origin;
  of.metadata.category = category;
  of.metadata.group = group;
  return of;
}

QuotaOptions lines(const std::vector<std::string>& texts) {
  QuotaOptions options{.examples_of_file = 0, .repository_share = 1};
  for (const std::string& text : texts) {
    auto line = dataset_curator::read_quota(text);
    REQUIRE(line);
    options.lines.push_back(*line);
  }
  return options;
}

// Ids of what stays.
std::set<std::string> kept(const std::vector<chat::Example>& examples, const QuotaOptions& options) {
  Quota quota;
  for (std::uint32_t i = 0; i < examples.size(); ++i) quota.add(i, examples[i]);
  const auto over = quota.over(options);
  std::set<std::string> ids;
  for (std::uint32_t i = 0; i < examples.size(); ++i) {
    if (!over.excess.contains(i)) ids.insert(examples[i].metadata.id);
  }
  return ids;
}

std::size_t count(const std::vector<chat::Example>& examples, const std::set<std::string>& ids,
                  auto matches) {
  return static_cast<std::size_t>(std::ranges::count_if(examples, [&](const chat::Example& one) {
    return ids.contains(one.metadata.id) && matches(one.metadata);
  }));
}

std::string mistake(const std::string& line) {
  const auto quota = dataset_curator::read_quota(line);
  return quota ? "" : quota.error().text();
}

// Any set of sessions, commits and generated examples.
std::vector<chat::Example> drawn(std::mt19937& random, std::size_t size) {
  std::vector<chat::Example> examples;
  for (std::size_t i = 0; i < size; ++i) {
    chat::Example one = one_of(fmt::format("e{}", i), static_cast<chat::Origin>(random() % 3),
                               static_cast<chat::Category>(random() % 5), fmt::format("g{}", random() % 7));
    one.metadata.verified = random() % 2 == 0;
    examples.push_back(std::move(one));
  }
  return examples;
}

const std::vector<std::string> usual = {"origin.synthetic 30%", "category.bug_fix 20", "group.* 25%"};

}  // namespace

TEST_CASE("a file gives at most so many examples, the verified ones first") {
  Quota quota;
  quota.add(1, commit("1", "a", {"src/lib.rs"}));
  quota.add(2, commit("2", "a", {"src/lib.rs", "src/b.rs", "src/lib.rs"}));
  quota.add(3, commit("3", "a", {"src/lib.rs"}, true));
  quota.add(4, commit("4", "b", {"src/lib.rs"}));
  quota.add(5, commit("5", "a", {"src/b.rs"}));
  const auto over = quota.over({.examples_of_file = 2, .repository_share = 1});
  REQUIRE(over.excess.size() == 1);
  const auto& [number, excess] = *over.excess.begin();
  CHECK((number == 1 || number == 2));
  CHECK(excess.of == QuotaOf::file);
  CHECK(excess.why == "examples that change src/lib.rs 2 (max_per_file 2)");
  CHECK(quota.over({.examples_of_file = 0, .repository_share = 1}).excess.empty());
}

TEST_CASE("a repository gives at most its share, or half as much again as an even part") {
  Quota quota;
  for (unsigned i = 0; i < 10; ++i) quota.add(i, commit(fmt::format("{}", i), "a", {}, i == 9));
  for (unsigned i = 10; i < 15; ++i) quota.add(i, commit(fmt::format("{}", i), "b", {}));
  for (unsigned i = 15; i < 20; ++i) quota.add(i, commit(fmt::format("{}", i), "c", {}));
  auto over = quota.over({.examples_of_file = 3, .repository_share = 0.15});  // 1.5 / 3 of 20
  CHECK(over.excess.empty());
  quota.add(20, commit("20", "a", {}));
  quota.add(21, commit("21", "a", {}));  // 12 of 22 now
  over = quota.over({});
  REQUIRE(over.excess.size() == 1);
  CHECK(over.excess.begin()->first != 9);
  CHECK(over.excess.begin()->second.of == QuotaOf::repository);
  CHECK(over.excess.begin()->second.why == "examples of its repository 11 of 22 (repository_share 0.5)");
  CHECK(quota.over({.examples_of_file = 3, .repository_share = 1}).excess.empty());
}

TEST_CASE("what has been left out does not count, and what is wanted counts and stays") {
  Quota quota;
  quota.add(0, commit("0", "a", {"src/lib.rs"}, true));
  quota.add(1, commit("1", "a", {"src/lib.rs"}));
  const QuotaOptions one{.examples_of_file = 1, .repository_share = 1};
  CHECK(quota.over(one).excess.contains(1));
  CHECK(quota.over(one, [](std::uint32_t number) { return number == 0 ? Standing::out : Standing::in; })
            .excess.empty());
  const auto over =
      quota.over(one, [](std::uint32_t number) { return number == 1 ? Standing::wanted : Standing::in; });
  REQUIRE(over.excess.size() == 1);
  CHECK(over.excess.contains(0));
}

TEST_CASE("one repository alone, sessions and generated examples have no quota of commits") {
  Quota quota;
  for (unsigned i = 0; i < 10; ++i) quota.add(i, commit(fmt::format("{}", i), "a", {}));
  for (unsigned i = 10; i < 20; ++i) quota.add(i, example(fmt::format("{}", i)));
  CHECK(quota.over({}).excess.empty());
  CHECK(Quota().over({}).excess.empty());
}

TEST_CASE("a share is one of the finished set, and a count is a count") {
  std::vector<chat::Example> examples;
  for (int i = 0; i < 70; ++i)
    examples.push_back(one_of(fmt::format("s{}", i), chat::Origin::session, chat::Category::bug_fix));
  for (int i = 0; i < 70; ++i)
    examples.push_back(one_of(fmt::format("g{}", i), chat::Origin::synthetic, chat::Category::macros));
  const auto is_synthetic = [](const chat::Metadata& of) { return of.origin == chat::Origin::synthetic; };
  const auto ids = kept(examples, lines({"origin.synthetic 30%"}));
  CHECK(ids.size() == 100);
  CHECK(count(examples, ids, is_synthetic) == 30);
  const auto both = kept(examples, lines({"origin.synthetic 30%", "category.bug_fix 35"}));
  CHECK(both.size() == 50);
  CHECK(count(examples, both, is_synthetic) == 15);
  CHECK(kept(examples, lines({"origin.synthetic 0"})).size() == 70);
  CHECK(kept(examples, lines({"origin.* 20"})).size() == 40);
  CHECK(kept(examples, {.examples_of_file = 0, .repository_share = 1}).size() == 140);
}

TEST_CASE("the reason tells the count, the size of the set and the line") {
  Quota quota;
  quota.add(0, one_of("a", chat::Origin::session, chat::Category::bug_fix));
  quota.add(1, one_of("b", chat::Origin::synthetic, chat::Category::macros));
  quota.add(2, one_of("c", chat::Origin::synthetic, chat::Category::macros));
  const auto share = quota.over(lines({"origin.synthetic 50%"}));
  REQUIRE(share.excess.size() == 1);
  CHECK(share.excess.begin()->second.of == QuotaOf::origin);
  CHECK(share.excess.begin()->second.why ==
        "examples of origin synthetic 1 of 2 (quotas origin.synthetic 50%)");
  const auto number = quota.over(lines({"group.* 1"}));
  REQUIRE(number.excess.size() == 2);
  CHECK(number.excess.at(1).of == QuotaOf::group);
  CHECK(number.excess.at(1).why == "examples of group g 1 (quotas group.* 1)");
}

TEST_CASE("a group that is not there is told") {
  Quota quota;
  quota.add(0, one_of("a", chat::Origin::session, chat::Category::bug_fix, "g"));
  const auto over = quota.over(lines({"group.g 5", "group.other 5"}));
  CHECK(over.excess.empty());
  CHECK(over.idle == std::vector<std::string>{"group.other 5"});
}

TEST_CASE("for random sets: shares and counts hold, and what stays does not depend on the order") {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    auto examples = drawn(random, 20 + random() % 200);
    const auto options = lines(usual);
    const auto ids = kept(examples, options);
    const auto is = [&](auto matches) { return count(examples, ids, matches); };
    // At least one of each is let in, since a share of a few is none.
    const auto share_of = [&](double share) {
      return std::max<std::size_t>(1, static_cast<std::size_t>(share * static_cast<double>(ids.size())));
    };
    CHECK(is([](const chat::Metadata& of) { return of.origin == chat::Origin::synthetic; }) <= share_of(0.3));
    CHECK(is([](const chat::Metadata& of) { return of.category == chat::Category::bug_fix; }) <= 20);
    for (int group = 0; group < 7; ++group) {
      const std::string name = fmt::format("g{}", group);
      CHECK(is([&](const chat::Metadata& of) { return of.group == name; }) <= share_of(0.25));
    }
    std::ranges::shuffle(examples, random);
    CHECK(kept(examples, options) == ids);
  }
}

TEST_CASE("for random sets: one example more moves few of the others") {
  std::mt19937 random(12);
  std::size_t moved = 0, most = 0, rounds = 0;
  for (int round = 0; round < 60; ++round) {
    const auto examples = drawn(random, 50 + random() % 200);
    std::vector<chat::Example> fewer(examples.begin(), examples.end() - 1);
    const auto options = lines(usual);
    const auto with = kept(examples, options), without = kept(fewer, options);
    std::vector<std::string> changed;
    std::ranges::set_symmetric_difference(with, without, std::back_inserter(changed));
    std::erase(changed, examples.back().metadata.id);
    moved += changed.size();
    most = std::max(most, changed.size());
    ++rounds;
  }
  CHECK(most <= 8);
  CHECK(moved <= 2 * rounds);
}

TEST_CASE("a line that cannot be used says what it may be") {
  CHECK(mistake("origin.synthetic 30 %").empty());
  CHECK(mistake("  category.*   7 ").empty());
  CHECK(mistake("group.git-0a.b 7").empty());
  CHECK(mistake("origin.synthetic").contains("it does not say how many"));
  CHECK(mistake("origin.synthtic 30%").contains("\"synthtic\" is no origin"));
  CHECK(mistake("origin.synthtic 30%").contains("one of session, git, synthetic or file"));
  CHECK(mistake("category.fix 3").contains("\"fix\" is no category"));
  CHECK(mistake("synthetic 30%").contains("\"synthetic\" names no kind of examples"));
  CHECK(mistake("file.* 3").contains("set max_per_file or repository_share"));
  CHECK(mistake("origin.git 0.3").contains("neither a number of examples nor a share in percent"));
  CHECK(mistake("origin.git -3").contains("neither a number of examples"));
  CHECK(mistake("origin.git 101%").contains("no share above 0% and up to 100%"));
  CHECK(mistake("origin.git 0%").contains("no share above 0%"));
  CHECK(mistake("origin.git nan%").contains("no share above 0%"));
}
