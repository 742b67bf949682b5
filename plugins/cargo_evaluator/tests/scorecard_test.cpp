#include <algorithm>

#include <doctest/doctest.h>
#include <simdjson.h>

#include <cargo_evaluator/scorecard.hpp>

#include "statistics.hpp"

using namespace cargo_evaluator;
using rust_tasks::CriterionName;
using rust_tasks::Gap;
using rust_tasks::VerdictStatus;

namespace {

rust_tasks::Verdict verdict(std::string task, std::string variant, bool strict, double total,
                            Gap gap = Gap::lifetimes) {
  rust_tasks::Verdict result;
  result.task = std::move(task);
  result.variant = std::move(variant);
  result.gap = gap;
  result.agent = rust_tasks::AgentKind::model;
  result.toolchain = "rustc 1.95.0";
  result.strict = strict;
  result.total = total;
  result.criteria = {{CriterionName::builds, true, 1, {}},
                     {CriterionName::lifetimes, strict, total, {}},
                     {CriterionName::hidden_tests, true, strict ? 1.0 : 0.5, {}}};
  return result;
}

std::vector<rust_tasks::Verdict> sample() {
  std::vector<rust_tasks::Verdict> all;
  const bool base[] = {true, false, false, false};
  const bool tuned[] = {true, true, true, false};
  for (int i = 0; i < 4; ++i) {
    const std::string task = "task" + std::to_string(i);
    all.push_back(verdict(task, "base", base[i], base[i] ? 1 : 0.5));
    all.push_back(verdict(task, "tuned", tuned[i], tuned[i] ? 1 : 0.6, i < 2 ? Gap::lifetimes : Gap::macros));
  }
  return all;
}

bool mentions(const std::vector<std::string>& lines, std::string_view part) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.contains(part); });
}

}  // namespace

TEST_CASE("Wilson's interval has the published values") {
  // By hand: n = 10, share 0.8, z = 1.96: middle 0.7169, half 0.2266.
  CHECK(wilson(0.8, 10).low == doctest::Approx(0.4902).epsilon(0.001));
  CHECK(wilson(0.8, 10).high == doctest::Approx(0.9433).epsilon(0.001));
  // No success in n: z^2 / (n + z^2) above.
  CHECK(wilson(0, 20).low == 0);
  CHECK(wilson(0, 20).high == doctest::Approx(3.8415 / 23.8415).epsilon(0.001));
  CHECK(wilson(0.5, 0).low == 0);
  CHECK(wilson(0.5, 0).high == 1);
}

TEST_CASE("the paired interval is Student's") {
  // Differences 0, 1, 1, 0: mean 0.5, sd 0.57735, error 0.288675, t(0.975, 3) = 3.18245, t = 1.7320508, p =
  // 0.18169.
  const std::vector<double> differences{0, 1, 1, 0};
  const auto result = paired(differences);
  CHECK(result.mean == 0.5);
  REQUIRE(result.interval.has_value());
  CHECK(result.interval->low == doctest::Approx(-0.41869).epsilon(0.001));
  CHECK(result.interval->high == doctest::Approx(1.41869).epsilon(0.001));
  CHECK(*result.p == doctest::Approx(0.18169).epsilon(0.001));
  CHECK_FALSE(paired(std::vector<double>{1}).interval.has_value());
  CHECK_FALSE(paired(std::vector<double>{0.1, 0.1, 0.1}).interval.has_value());
}

TEST_CASE("Holm's adjustment multiplies from the smallest and never falls") {
  const std::vector<double> p{0.04, 0.01, 0.03};
  const auto adjusted = holm(p);
  CHECK(adjusted[0] == doctest::Approx(0.06));
  CHECK(adjusted[1] == doctest::Approx(0.03));
  CHECK(adjusted[2] == doctest::Approx(0.06));
}

TEST_CASE("rates, gaps and pairs are counted by task") {
  const auto card = scorecard(sample());
  CHECK(card.tasks == 4);
  REQUIRE(card.variants.size() == 2);
  CHECK(card.variants[0].name == "base");
  CHECK(card.variants[0].all.strict.value == 0.25);
  CHECK(card.variants[1].all.strict.value == 0.75);
  CHECK(card.variants[1].gaps.at(Gap::macros).strict.value == 0.5);
  CHECK(card.variants[1].all.hidden_tests.value == 0.75);
  CHECK(card.variants[0].all.criteria[3].applicable == 1);  // lifetimes
  REQUIRE(card.comparison.has_value());
  CHECK(card.comparison->pairs == 4);
  CHECK(card.comparison->tuned_better == 3);
  CHECK(card.comparison->base_better == 0);
  const auto& headline = card.comparison->differences.front();
  CHECK(headline.measure == Measure::strict);
  CHECK(headline.difference == 0.5);
  CHECK(*headline.p == 0.5);  // two of two
  CHECK(headline.interval->low < 0);
  CHECK(mentions(card.limits, "The interval of the strict difference holds 0"));
}

TEST_CASE("several verdicts of one task are one task") {
  std::vector<rust_tasks::Verdict> all{verdict("a", "base", true, 1), verdict("a", "base", false, 0),
                                       verdict("b", "base", false, 0)};
  const auto card = scorecard(all);
  CHECK(card.variants[0].all.tasks == 2);
  CHECK(card.variants[0].all.verdicts == 3);
  CHECK(card.variants[0].all.strict.value == 0.25);
}

TEST_CASE("infrastructure is left out of the means and spoils a run above 2 %") {
  auto all = sample();
  all.push_back(verdict("task9", "tuned", false, 0));
  all.back().status = VerdictStatus::sandbox_error;
  const auto card = scorecard(all);
  CHECK(card.variants[1].all.strict.value == 0.75);
  CHECK(card.variants[1].statuses.at(VerdictStatus::sandbox_error) == 1);
  CHECK(card.infrastructure_rate == doctest::Approx(1.0 / 9));
  CHECK(mentions(card.limits, "the run is not valid"));
}

TEST_CASE("equal results are no evidence of equality") {
  std::vector<rust_tasks::Verdict> all;
  for (const char* task : {"a", "b"}) {
    all.push_back(verdict(task, "base", true, 1));
    all.push_back(verdict(task, "tuned", true, 1));
  }
  const auto card = scorecard(all);
  const auto& headline = card.comparison->differences.front();
  CHECK(*headline.p == 1);
  // No pair of n differs: z^2 / (n + z^2) to either side.
  CHECK(headline.interval->high == doctest::Approx(3.8415 / 5.8415).epsilon(0.001));
  CHECK(headline.interval->low == doctest::Approx(-3.8415 / 5.8415).epsilon(0.001));
  CHECK(mentions(card.limits, "which is no evidence that they are equal"));
}

TEST_CASE("strict: McNemar's exact p, and strong evidence where all pairs differ") {
  std::vector<rust_tasks::Verdict> all;
  for (int i = 0; i < 14; ++i) {
    all.push_back(verdict("task" + std::to_string(i), "base", false, 0.5));
    all.push_back(verdict("task" + std::to_string(i), "tuned", true, 1));
  }
  const auto card = scorecard(all);
  const auto& headline = card.comparison->differences.front();
  CHECK(headline.difference == 1);
  CHECK(*headline.p == doctest::Approx(2.0 / 16384));
  REQUIRE(headline.interval.has_value());
  CHECK(headline.interval->low > 0.5);
  CHECK(headline.interval->high == doctest::Approx(1));
  CHECK(mentions(card.limits, "does not hold 0"));
  // 5 for, 1 against of 10: 2 (1 + 6) / 64.
  const std::vector<double> mixed{1, 1, 1, 1, 1, -1, 0, 0, 0, 0};
  CHECK(*paired_binary(mixed).p == doctest::Approx(14.0 / 64));
}

TEST_CASE("Tango's interval is the same from both sides") {
  std::vector<double> one(44, 0.0);
  one[0] = 1;
  const auto up = *paired_binary(one).interval;
  one[0] = -1;
  const auto down = *paired_binary(one).interval;
  CHECK(up.low == doctest::Approx(-down.high));
  CHECK(up.high == doctest::Approx(-down.low));
  CHECK(up.low < 1.0 / 44);
  CHECK(up.high > 1.0 / 44);
}

TEST_CASE("several verdicts a task make shares, compared by a bootstrap that is the same at every run") {
  std::vector<rust_tasks::Verdict> all;
  for (int i = 0; i < 6; ++i) {
    const std::string task = "task" + std::to_string(i);
    for (const bool first : {true, false}) {
      all.push_back(verdict(task, "base", false, 0.5));
      all.push_back(verdict(task, "tuned", first || i > 1, 1));
    }
  }
  const auto headline = scorecard(all).comparison->differences.front();
  CHECK(headline.difference == doctest::Approx(5.0 / 6));
  CHECK(headline.interval->low > 0.5);
  CHECK(headline.interval->high <= 1);
  CHECK(*headline.p < 0.05);
  CHECK(scorecard(all).comparison->differences.front().interval->low == headline.interval->low);
}

TEST_CASE("Holm counts the criteria that do not vary, and a variant's missing tasks are named") {
  auto all = sample();
  all.push_back(verdict("extra", "base", true, 1));
  const auto card = scorecard(all);
  const auto& differences = card.comparison->differences;
  const auto lifetimes = std::ranges::find(differences, Measure::hidden_tests, &Difference::measure);
  CHECK(*lifetimes->p == doctest::Approx(std::min(1.0, 8 * 0.18169)).epsilon(0.001));
  CHECK(mentions(card.limits, "There is no verdict of tuned for: extra."));
  CHECK(mentions(card.limits, "over 4 paired tasks"));
}

TEST_CASE("what was not judged is not said to have been") {
  const auto card = scorecard(std::vector{verdict("a", "reference", true, 1)});
  CHECK(mentions(card.limits, "Neither base nor tuned was judged"));
  CHECK_FALSE(mentions(card.limits, "Only one of base and tuned"));
}

TEST_CASE("one variant alone is not compared, and nothing at all is said of nothing") {
  CHECK_FALSE(scorecard(std::vector{verdict("a", "base", true, 1)}).comparison.has_value());
  CHECK(mentions(scorecard({}).limits, "nothing can be said"));
}

TEST_CASE("scorecard.json is JSON and does not depend on the order of the verdicts") {
  auto all = sample();
  const std::string text = scorecard_json(scorecard(all));
  std::ranges::reverse(all);
  CHECK(scorecard_json(scorecard(all)) == text);
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  REQUIRE(parser.parse(text).get(json) == simdjson::SUCCESS);
  CHECK(double(json["variants"].at(1)["strict"]["rate"]) == 0.75);
  CHECK(json["comparison"]["differences"].at(0)["measure"].get_string().value() == "strict");
  REQUIRE(parser.parse(scorecard_json(scorecard({}))).get(json) == simdjson::SUCCESS);
  CHECK(json["comparison"].is_null());
}

TEST_CASE("a mean that differs from 0 by rounding alone is written as 0, gaps and statuses by name") {
  std::vector<rust_tasks::Verdict> all{verdict("a", "base", false, 1.4e-17, Gap::macros),
                                       verdict("b", "base", false, 0)};
  all[1].status = VerdictStatus::compile_error;
  const std::string text = scorecard_json(scorecard(all));
  CHECK(!text.contains("e-17"));
  CHECK(text.contains("\"total\": 0,\n"));
  CHECK(text.find("\"lifetimes\": {") < text.find("\"macros\": {"));
  CHECK(text.contains("\"statuses\": {\n        \"compile_error\": 1,\n        \"ok\": 1\n"));
}

TEST_CASE("base and tuned are compared only if they are one model under the same limits") {
  auto all = sample();
  for (rust_tasks::Verdict& one : all)
    one.made_with = {.model = "m 1", .adapter = one.variant == "tuned" ? "a" : "", .limits = "40 calls"};
  REQUIRE(scorecard(all).comparison);
  const auto unfair = [&](rust_tasks::MadeWith made) {
    auto others = all;
    others.back().made_with = std::move(made);  // one rollout of tuned
    const Scorecard card = scorecard(others);
    CHECK_FALSE(card.comparison);
    CHECK(card.variants.size() == 2);  // each is still shown
    return card.limits;
  };
  CHECK(mentions(unfair({.model = "m 1", .adapter = "a", .limits = "80 calls"}), "(40 calls; 80 calls)"));
  CHECK(mentions(unfair({.model = "m 2", .adapter = "a", .limits = "40 calls"}),
                 "different models (m 1; m 2)"));
}

TEST_CASE("each variant of base's model is compared with it by gap, where the pairs suffice") {
  std::vector<rust_tasks::Verdict> all;
  const auto add = [&](const std::string& task, const std::string& variant, bool strict, Gap gap,
                       double cycle) {
    all.push_back(verdict(task, variant, strict, strict ? 1 : 0.5, gap));
    all.back().criteria.push_back({CriterionName::tool_sequence, true, cycle, {}});
    all.back().made_with = {.model = "m 1", .adapter = variant, .limits = "40 calls"};
  };
  for (int i = 0; i < 8; ++i) {
    const std::string task = "workflow" + std::to_string(i);
    add(task, "base", false, Gap::workflow, 0.4);
    add(task, "placebo", i == 0, Gap::workflow, i == 0 ? 1 : 0.4);
    add(task, "tuned", true, Gap::workflow, 1);
  }
  for (int i = 0; i < 7; ++i) {
    add("edit" + std::to_string(i), "base", false, Gap::edit, 0.4);
    add("edit" + std::to_string(i), "tuned", true, Gap::edit, 1);
  }
  const auto card = scorecard(all);
  REQUIRE(card.by_gap.size() == 2);  // seven pairs of `edit` cannot show anything
  CHECK(card.by_gap[0].variant == "tuned");
  CHECK(card.by_gap[0].gap == Gap::workflow);
  CHECK(card.by_gap[0].strict.difference == 1);
  CHECK(*card.by_gap[0].strict.p == doctest::Approx(2.0 / 256));
  CHECK(card.by_gap[0].tool_sequence.base == 0);  // in no task in full
  CHECK(card.by_gap[1].variant == "placebo");
  CHECK(card.by_gap[1].tool_sequence.tuned == 0.125);
  CHECK(*card.by_gap[1].strict.p == 1);
  CHECK(scorecard_json(card).contains("\"variant\": \"placebo\""));
  CHECK(report_html(card, all).contains("tool_sequence met in full"));

  for (rust_tasks::Verdict& one : all) {
    if (one.variant == "placebo") one.made_with->limits = "80 calls";
    if (one.variant == "tuned") one.made_with.reset();
  }
  CHECK(scorecard(all).by_gap.empty());
}

TEST_CASE("report.html escapes every text and needs nothing else") {
  auto all = sample();
  all[0].task = "<script>alert('&')</script>";
  all[0].criteria[0].evidence = {"src/lib.rs:1: `Vec<\"u8\">`"};
  all[0].made_with = rust_tasks::MadeWith{.model = "<i>", .adapter = "<var>", .limits = "<u>"};
  const std::string page = report_html(scorecard(all), all);
  CHECK(!page.contains("<script"));
  CHECK(page.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"));
  CHECK(page.contains("Vec&lt;&quot;u8&quot;&gt;"));
  CHECK(!page.contains("<i>"));
  CHECK(!page.contains("<var>"));
  CHECK(!page.contains("<u>"));
  CHECK(!page.contains("http"));
  CHECK(!page.contains("src="));
  CHECK(page.contains("prefers-color-scheme: dark"));
  std::ranges::reverse(all);
  CHECK(report_html(scorecard(all), all) == page);
}

TEST_CASE("report.html says what it shows, and explains its columns once") {
  const std::vector references{verdict("a", "reference", true, 1)};
  const std::string page = report_html(scorecard(references), references);
  CHECK(page.contains("no model was judged"));
  CHECK(page.contains("<td>hidden_tests</td><td>0.25</td>"));
  CHECK(!page.contains("<th>hidden_tests</th>"));
  CHECK(page.contains("<th>all hidden tests (95 %)</th>"));
  const auto all = sample();
  CHECK(!report_html(scorecard(all), all).contains("no model was judged"));
}
