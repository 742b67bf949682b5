#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <cargo_evaluator/scorecard.hpp>

using namespace cargo_evaluator;
using rust_tasks::CriterionName;
using rust_tasks::Gap;

namespace {

chat::Message said(chat::Role role, std::string content) {
  chat::Message message;
  message.role = role;
  message.content = std::move(content);
  return message;
}

rust_tasks::Verdict verdict(std::string task, std::string variant, bool strict, Gap gap = Gap::workflow) {
  rust_tasks::Verdict one;
  one.task = std::move(task);
  one.variant = std::move(variant);
  one.gap = gap;
  one.agent = rust_tasks::AgentKind::model;
  one.made_with = rust_tasks::MadeWith{.model = "m", .adapter = one.variant, .limits = "40 calls"};
  one.strict = strict;
  one.total = strict ? 1 : 0.4;
  one.criteria = {{CriterionName::builds, true, 1, {}},
                  {CriterionName::clippy, true, strict ? 1.0 : 0.0, {"src/lib.rs:3: needless borrow"}}};
  one.messages = {said(chat::Role::system, "Work as " + one.variant), said(chat::Role::user, "Mend it"),
                  said(chat::Role::tool, "error[E0382]")};
  return one;
}

// Of `workflow` base solves none and tuned all, of `edit` base all and tuned none; the others do as base does.
std::vector<rust_tasks::Verdict> four_variants() {
  std::vector<rust_tasks::Verdict> all;
  for (const char* variant : {"base", "tuned", "placebo", "told"}) {
    const bool is_tuned = std::string_view(variant) == "tuned";
    for (int i = 0; i < 6; ++i)
      all.push_back(verdict("workflow_" + std::to_string(i), variant, is_tuned, Gap::workflow));
    all.push_back(verdict("edit_0", variant, !is_tuned, Gap::edit));
  }
  return all;
}

std::string page(const std::vector<rust_tasks::Verdict>& all) { return report_html(scorecard(all), all); }

}  // namespace

TEST_CASE("the page begins with each variant against base: difference, interval, p and number of tasks") {
  const std::string html = page(four_variants());
  const std::size_t tuned = html.find("<h2>tuned against base</h2>");
  REQUIRE(tuned != std::string::npos);
  CHECK(tuned < html.find("Wins and losses"));
  CHECK(html.find("Wins and losses") < html.find("Strict success by gap"));
  // 6 won and 1 lost of 7: 5 / 7; p = 2 (1 + 7) / 2^7.
  CHECK(html.contains("+71.4 points"));
  CHECK(html.contains("p: 0.12<"));
  CHECK(html.contains("strict success 14 % &rarr; 86 %, 7 tasks"));
  CHECK(html.contains("6 won, 1 lost"));
  CHECK(html.contains("<h2>placebo against base</h2>"));
  CHECK(html.contains("<h2>told against base</h2>"));
  CHECK(html.contains("0 won, 0 lost"));
  CHECK(html.contains(">0 points<"));
}

TEST_CASE("a won task leads to what was done in it") {
  const std::string html = page(four_variants());
  const std::size_t link = html.find("\">workflow_0</a>");
  REQUIRE(link != std::string::npos);
  const std::size_t begin = html.rfind("href=\"#", link) + 7;
  CHECK(html.contains("id=\"" + html.substr(begin, link - begin) + "\""));
}

TEST_CASE("a variant that cannot be compared is said to be, and has no number") {
  auto all = four_variants();
  for (auto& one : all)
    if (one.variant == "told") one.made_with->limits = "80 calls";
  const std::string html = page(all);
  CHECK(
      html.contains("<h2>told against base</h2><p class=\"warn\">Base and told ran under different limits"));
  CHECK_FALSE(html.contains("<h3>told against base</h3>"));
}

TEST_CASE("rollouts are conversations, and the system prompt stands once for those who were told it") {
  const std::string html = page(four_variants());
  CHECK(html.contains("<section class=\"message user\"><h3>user</h3>\n<pre>Mend it</pre>"));
  CHECK(html.contains("<summary>result, 1 line: <code>error[E0382]</code></summary>"));
  CHECK(html.contains("src/lib.rs:3: needless borrow"));
  const std::string told = "<pre>Work as told</pre>";
  CHECK(html.find(told) == html.rfind(told));
  CHECK(html.contains("<h3>told</h3>\n<section class=\"message system\">"));
}

TEST_CASE("there is no row for what nothing is known of") {
  auto all = four_variants();
  for (auto& one : all)
    if (one.variant == "placebo") one.status = rust_tasks::VerdictStatus::sandbox_error;
  const std::string html = page(all);
  CHECK_FALSE(html.contains("<td>placebo</td>"));
  CHECK_FALSE(html.contains("<td>0</td><td>0 %"));
  CHECK(html.contains("<h2>placebo against base</h2><p class=\"warn\">Base and placebo share no task."));
}

TEST_CASE("however long the conversations are, the page stays below 2 MB and shows first what differs") {
  std::vector<rust_tasks::Verdict> all;
  for (int i = 0; i < 300; ++i) {
    for (const char* variant : {"base", "tuned"}) {
      all.push_back(verdict("task_" + std::to_string(1000 + i), variant, i == 299 && variant[0] == 't'));
      all.back().messages.assign(40, said(chat::Role::tool, std::string(9000, '<')));
      all.back().messages.push_back(said(chat::Role::assistant, "answer of " + std::to_string(i)));
    }
  }
  const std::string html = page(all);
  CHECK(html.size() < 2'000'000);
  CHECK(html.contains("bytes more are left out here"));
  CHECK(html.contains("<code>flowrun records</code> has it"));
  CHECK(html.contains("task_1150"));
}

TEST_CASE("the page does not depend on the order of the verdicts") {
  auto all = four_variants();
  for (int sample = 1; sample <= 3; ++sample) {
    all.push_back(verdict("edit_1", "base", false));
    all.back().sample = sample;
    all.back().messages.push_back(said(chat::Role::assistant, "sample " + std::to_string(sample)));
  }
  const std::string html = page(all);
  std::ranges::reverse(all);
  CHECK(page(all) == html);
  CHECK(html.contains("base 0 of 3"));
}
