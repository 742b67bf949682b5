#include "run_difference.hpp"

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

using flowrun::cli::Difference;
using flowrun::cli::differences;
using flowrun::cli::KeptRun;
using test_support::TemporaryFolder;

namespace {

KeptRun kept(const std::filesystem::path& folder, const char* told) {
  const auto parsed = base::parse_json(told);
  REQUIRE(parsed);
  return {.run = {}, .folder = folder, .told = *parsed, .ending = "finished"};
}

}  // namespace

TEST_CASE("of each metric the last values are compared, also where a run was killed in a line") {
  const TemporaryFolder folder;
  folder.write("1/metrics.jsonl",
               "{\"stage\":\"t\",\"record\":\"\",\"name\":\"loss\",\"value\":9}\n"
               "{\"stage\":\"t\",\"record\":\"\",\"name\":\"loss\",\"value\":2}\n"
               "{\"stage\":\"t\",\"record\":\"\",\"name\":\"rate\",\"value\":1}\n");
  folder.write("2/metrics.jsonl",
               "{\"stage\":\"t\",\"record\":\"\",\"name\":\"loss\",\"value\":1.5}\n"
               "{\"stage\":\"t\",\"record\":\"\",\"name\":\"rate\",\"value\":1}\n"
               "{\"stage\":\"t\",\"rec");
  const auto found = differences(kept(folder / "1", "{}"), kept(folder / "2", "{}"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].section == "metrics");
  CHECK(found[0].stage == "t");
  CHECK(found[0].name == "loss");
  CHECK(found[0].before.number() == 2);
  CHECK(found[0].now.number() == 1.5);
}

TEST_CASE("how a run came by its results is no difference") {
  const TemporaryFolder folder;
  const auto before = kept(folder.path(), R"({"run":1,"started":"a","seconds":9,"jobs":1,"options":{"jobs":1},
      "stages":[{"stage":"a","status":"finished","received":3,"restored":0,"units_run":3,"seconds":5}]})");
  const auto now = kept(folder.path(), R"({"run":2,"started":"b","seconds":1,"jobs":2,"options":{},
      "stages":[{"stage":"a","status":"finished","received":3,"restored":3,"units_run":0,"seconds":0}]})");
  CHECK(differences(before, now).empty());
}

TEST_CASE("what only one run has differs, and settings come before counts") {
  const TemporaryFolder folder;
  const auto before = kept(folder.path(), R"({"settings":{"a":{"version":1,"key":{"x":1}}},
      "stages":[{"stage":"a","dropped":3,"drop_reasons":{"too long":3}}]})");
  const auto now = kept(folder.path(), R"({"settings":{"a":{"version":2,"key":{"y":1}}},
      "stages":[{"stage":"a","dropped":0,"drop_reasons":{}}]})");
  std::vector<std::string> names;
  for (const Difference& one : differences(before, now)) names.push_back(one.section + " " + one.name);
  CHECK(names == std::vector<std::string>{"versions version", "settings y", "settings x", "counts dropped",
                                          "counts dropped: too long"});
}
