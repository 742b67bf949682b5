#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <base/json.hpp>
#include <report/run_page.hpp>

using namespace flowrun;

namespace {

base::Json json(std::string_view text) {
  auto parsed = base::parse_json(text);
  REQUIRE(parsed);
  return *parsed;
}

base::Json small_run() {
  return json(
      R"({"id":7,"status":"failed","started":"2026-03-01T12:00:00Z","command_line":["demo.yaml","--set","a.b=<1>"],
    "folder":"/data","flowrun":"0.1.0","sdk":5,"toolchain":"t","pipeline":"demo","file":"/data/demo.yaml","profile":"sample",
    "seed":3,"settings":{"lines":{"type":"text_lines","version":2,"build":"b1","params":{"path":"a&b.txt"}}},
    "finished":"2026-03-01T12:00:05Z","jobs":2,"exit_code":1,"seconds":5.5,
    "inputs":[{"stage":"lines","items":1200,"digest":"0123456789abcdef0123"}],
    "stages":[
      {"stage":"lines","type":"text_lines","status":"finished","received":1200,"emitted":1000,"dropped":200,"failed":0,
       "restored":0,"seconds":2.5,"units_run":1200,"units_restored":0,"records_out":{"out":1000},
       "drop_reasons":{"too long":150,"too <short>":50},"left_out":{}},
      {"stage":"sum","type":"sum","status":"failed","received":1000,"emitted":0,"dropped":0,"failed":1,"held":999,
       "units_run":1,"units_restored":0,"records_out":{"out":0},"drop_reasons":{},"left_out":{}},
      {"stage":"later","type":"sum","status":"held","held_by":"sum","received":0,"emitted":0,"units_run":0,
       "units_restored":0,"records_out":{"out":0},"drop_reasons":{},"left_out":{}},
      {"stage":"aside","type":"sum","status":"not selected","received":0,"emitted":0,"units_run":0,
       "units_restored":0,"records_out":{},"drop_reasons":{},"left_out":{}}],
    "edges":[{"from":"lines","to":"sum","sent":1000,"received":1000},{"from":"sum","to":"later.in","sent":0,"received":0}],
    "published":[{"name":"total","published":false,"why_not":"held by <sum>"},{"name":"lines","published":true,"digest":"d"}],
    "failures":[{"stage":"sum","record":"line 4","problem":"no number: \"<b>\"","why":"it is text","what_to_do":"mend & run"}],
    "rejects":[{"stage":"lines","record":"line 9","problem":"broken"}],
    "warnings":["old inputs"],"problems":["stage sum: 1 of 1000 failed"]})");
}

report::RunStory story(base::Json run) {
  report::RunStory story;
  story.run = std::move(run);
  return story;
}

bool has(const std::string& page, std::string_view text) { return page.contains(text); }

// The names of elements that were opened and not closed, or closed out of order; "" for a page that is well-formed.
std::string unbalanced(std::string_view page) {
  constexpr std::string_view empty[] = {"!doctype", "meta"};
  std::vector<std::string_view> open;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string_view::npos) return "a tag without an end";
    const std::string_view tag = page.substr(at + 1, end - at - 1);
    const bool closes = tag.starts_with('/');
    const std::string_view name = tag.substr(closes, tag.find_first_of(" >", closes) - closes);
    if (tag.ends_with('/') || std::ranges::find(empty, name) != std::end(empty)) continue;
    if (!closes) {
      open.push_back(name);
      continue;
    }
    if (open.empty() || open.back() != name) return std::string(tag);
    open.pop_back();
  }
  return open.empty() ? "" : std::string(open.back());
}

// A page may load nothing: what it shows must be there without a network, and in ten years.
void check_loads_nothing(const std::string& page) {
  for (const char* word : {"http:", "https:", "src=", "@import", "url(", "<script", "<link", "<iframe"})
    CHECK_MESSAGE(!has(page, word), word);
}

}  // namespace

TEST_CASE("the page of a run says what ran, what came of it and what failed") {
  const std::string page = report::run_page(story(small_run()));
  for (const char* text : {"<title>demo run 7: failed</title>",
                           "failed, exit code 1",
                           "took 5.5 s",
                           "2026-03-01T12:00:00Z",
                           "1,201 units run, 0 restored",
                           "stage sum: 1 of 1000 failed",
                           "old inputs",
                           "flowrun demo.yaml --set a.b=&lt;1&gt;",
                           "/data/demo.yaml",
                           "0.1.0",
                           "text_lines 2, build b1",
                           "&quot;a&amp;b.txt&quot;",
                           "0123456789abcdef<",
                           "<td>1,200</td>",
                           "held by sum",
                           "dropped 200 of 1,200",
                           "too &lt;short&gt;",
                           "no number: &quot;&lt;b&gt;&quot;",
                           "it is text",
                           "mend &amp; run",
                           "line 9",
                           "held by &lt;sum&gt;"})
    CHECK_MESSAGE(has(page, text), text);
  CHECK(unbalanced(page) == "");
  check_loads_nothing(page);
}

TEST_CASE("the graph has each stage in the colour of its outcome and the counts on its lines") {
  const std::string page = report::run_page(story(small_run()));
  CHECK(has(page, "<g class=\"node good\"><title>lines: text_lines, finished</title>"));
  CHECK(has(page, "<g class=\"node bad\"><title>sum: sum, failed</title>"));
  CHECK(has(page, "<g class=\"node warn\"><title>later: sum, held</title>"));
  CHECK(has(page, "<g class=\"node none\"><title>aside: sum, not selected</title>"));
  CHECK(has(page, "text-anchor=\"start\">1,000</text>"));
  CHECK(has(page, "<path class=\"edge none\""));  // nothing went from sum to later
}

TEST_CASE("a graph that is too long for a window goes from top to bottom, every other both ways") {
  base::Json run = small_run();
  const std::string small = report::run_page(story(run));
  CHECK(has(small, "<svg class=\"graph across\""));
  CHECK(has(small, "<svg class=\"graph down\""));
  base::Json stages = base::Json::of_array(), edges = base::Json::of_array();
  for (int i = 0; i < 15; ++i) {
    base::Json stage = run["stages"].items[0];
    stage.set("stage", base::Json::of_string("stage" + std::to_string(i)));
    stages.items.push_back(std::move(stage));
    if (i == 0) continue;
    edges.items.push_back(json(R"({"received":1})"));
    edges.items.back().set("from", base::Json::of_string("stage" + std::to_string(i - 1)));
    edges.items.back().set("to", base::Json::of_string("stage" + std::to_string(i)));
  }
  run.set("stages", stages);
  run.set("edges", edges);
  const std::string page = report::run_page(story(run));
  CHECK_FALSE(has(page, "graph across"));
  // One stage wide, so no window is too narrow: 112 and the margins.
  CHECK(has(page, "<svg class=\"graph\""));
  CHECK(has(page, "max-width:128px"));
  CHECK(unbalanced(page) == "");
}

TEST_CASE("what is restored whole has its own colour, and a stage with rejects is not simply well") {
  base::Json run = small_run();
  base::Json& lines = run.find("stages")->value.items[0];
  lines.set("units_run", base::Json::of_number(std::int64_t{0}));
  lines.set("units_restored", base::Json::of_number(std::int64_t{1200}));
  CHECK(has(report::run_page(story(run)), "<g class=\"node kept\"><title>lines"));
  lines.set("rejected", base::Json::of_number(std::int64_t{2}));
  CHECK(has(report::run_page(story(run)), "<g class=\"node warn\"><title>lines"));
}

TEST_CASE("examples stand with their reason, and results with what can be opened") {
  report::RunStory run = story(small_run());
  run.examples = {{"lines", "too long", "line 17", "312 of <at most> 200"},
                  {"lines", "too long", "line 18", "of a part", true},
                  {"sum", "too long", "line 19", "of another stage"}};
  run.links = {{"lines", "README.md", "../../../out/a \"b\"#1/README.md"}};
  const std::string page = report::run_page(run);
  const std::size_t reason = page.find("too long"), example = page.find("line 17"),
                    next = page.find("too &lt;short&gt;");
  REQUIRE(example != std::string::npos);
  CHECK(reason < example);
  CHECK(example < next);
  CHECK(has(page, "312 of &lt;at most&gt; 200"));
  CHECK_FALSE(has(page, "of a part"));
  CHECK_FALSE(has(page, "of another stage"));
  CHECK(has(page, "<a href=\"./../../../out/a%20%22b%22%231/README.md\">README.md</a>"));
  CHECK(unbalanced(page) == "");
}

TEST_CASE(
    "related series and the values to compare them with share a plot, other single values stand in a table") {
  report::RunStory run = story(small_run());
  run.points = {{"adapter", "d", "loss", 12.5, 1},
                {"adapter", "d", "loss", 8.25, 2},
                {"adapter", "d", "validation loss", 12, 1},
                {"adapter", "d", "validation loss", 9.5, 2},
                {"adapter", "d", "validation loss at random", 18.5, 0},
                {"score", "all", "tuned <total>", 0.75, 0}};
  const std::string page = report::run_page(run);
  CHECK_FALSE(has(page, "<td>adapter</td>"));
  CHECK(has(page, "loss <span class=\"mute\">8.25</span>, "));
  CHECK(has(page, "validation loss <span class=\"mute\">9.5</span>, "));
  CHECK(has(page, "validation loss at random <span class=\"mute\">18.5</span></figcaption>"));
  CHECK(has(page, "<path class=\"curve level c2\""));
  CHECK(has(page, "<td class=\"text\">tuned &lt;total&gt;</td><td>0.75</td>"));
  CHECK(has(page, ">18.5</text>"));  // where the axis ends
  CHECK(unbalanced(page) == "");
}

TEST_CASE("a result stands with what its stage says of it, once") {
  report::RunStory run = story(small_run());
  const std::string_view name = run.run["published"].items.at(1)["name"].string();
  run.makers = {{std::string(name), "maker"}};
  run.points = {{"maker", "all", "examples", 412, 0},
                {"maker", "all", "loss", 3, 1},
                {"maker", "all", "loss", 2, 2},
                {"other", "all", "rows", 5, 0}};
  const std::string page = report::run_page(run);
  CHECK(has(page, "<span class=\"fact\">examples <b>412</b></span>"));
  CHECK_FALSE(has(page, "<span class=\"fact\">loss"));
  CHECK_FALSE(has(page, "<span class=\"fact\">rows"));
}

TEST_CASE("single values stand beside those of earlier runs") {
  report::RunStory run = story(small_run());
  run.points = {{"score", "all", "tuned strict", 0.75, 0}, {"score", "all", "new", 1, 0}};
  run.earlier = {{{"score", "all", "tuned strict", 0.5, 0}}, {{"score", "all", "tuned strict", 0.25, 0}}};
  const std::string page = report::run_page(run);
  CHECK(has(page, "<td class=\"text\">tuned strict</td><td>0.75</td><td class=\"mute\">0.5, 0.25</td>"));
  CHECK(has(page, "<td class=\"text\">new</td><td>1</td><td class=\"mute\"></td>"));
}

TEST_CASE("curves of earlier runs stand behind those of this one, unless they are the same") {
  report::RunStory run = story(small_run());
  run.points = {{"adapter", "d", "loss", 12, 1}, {"adapter", "d", "loss", 8, 2}};
  run.earlier = {run.points};
  CHECK_FALSE(has(report::run_page(run), "curve earlier"));
  run.earlier.push_back({{"adapter", "d", "loss", 14, 1}, {"adapter", "d", "loss", 9, 4}});
  const std::string page = report::run_page(run);
  CHECK(page.find("curve earlier") < page.find("curve c0"));
  CHECK(has(page, ">14</text>"));
  CHECK(has(page, "grey: earlier runs"));
}

TEST_CASE("the page says what is not as in the run before") {
  report::RunStory run = story(small_run());
  CHECK_FALSE(has(report::run_page(run), "Compared with"));
  run.comparison.run = 6;
  CHECK(has(report::run_page(run), "The same settings, inputs, counts and results."));
  run.comparison.changes = {{"settings", "lines", "path", "a<b", "c&d"}};
  const std::string page = report::run_page(run);
  CHECK(has(page, "Compared with run 6"));
  CHECK(has(page, "<td>a&lt;b</td><td>c&amp;d</td>"));
}

TEST_CASE("the page shows when each stage worked, what it waited for and the memory") {
  report::Activity activity{.stages = {"lines", "sum", "later"}, .pause = 1, .moments = {}};
  for (int i = 1; i <= 10; ++i)
    activity.moments.push_back(
        {.seconds = double(i),
         .memory_mib = 100.0 + i,
         .stages = {{.units = i <= 4 ? 2U : 0U, .waiting = 70U - i, .resource = "", .credits = i / 10.0},
                    {.units = i > 5 ? 1U : 0U, .resource = i < 3 ? "waits for <gpu>, which lines holds" : ""},
                    {}}});
  report::RunStory run = story(small_run());
  run.activity = std::move(activity);
  const std::string page = report::run_page(run);
  // From 0 to 4 of 10 seconds, from 5 to 10, and the wait from 0 to 2.
  CHECK(has(page, "<rect class=\"busy\" x=\"110.0\" y=\"8\" width=\"356.0\""));
  CHECK(has(page, "<rect class=\"busy\" x=\"555.0\" y=\"28\" width=\"445.0\""));
  CHECK(has(page, "<rect class=\"waits\" x=\"110.0\" y=\"36\" width=\"178.0\""));
  CHECK(has(page, "<b>sum</b> waited for <b>&lt;gpu&gt;</b>: 2.0 s"));
  CHECK(has(page, "<li>waits for &lt;gpu&gt;, which lines holds: 2.0 s</li>"));
  CHECK(has(
      page,
      "y=\"58\">&lt;gpu&gt;</text><rect class=\"waits\" x=\"110.0\" y=\"48\" width=\"178.0\""));  // its lane
  CHECK(has(page, "records not done yet, <span class=\"c0\">&#9632;</span> lines</figcaption>"));
  CHECK(has(page,
            "at the gates of <span class=\"mute\">%</span>, <span class=\"c0\">&#9632;</span> lines</fig"));
  CHECK(has(page, ">69</text>"));   // records at most
  CHECK(has(page, ">100</text>"));  // % of the credits at most
  CHECK(has(page, ">110</text>"));  // MiB at most
  CHECK(unbalanced(page) == "");
}

TEST_CASE("credits are plotted of gates that ran out of them alone") {
  report::Activity activity{.stages = {"lines"}, .pause = 1, .moments = {}};
  for (int i = 1; i <= 10; ++i)
    activity.moments.push_back({.seconds = double(i), .stages = {{.units = 1, .credits = 0.98}}});
  report::RunStory run = story(small_run());
  run.activity = activity;
  CHECK(!has(report::run_page(run), "credits taken"));
  run.activity.moments.back().stages[0].credits = 1;
  CHECK(has(report::run_page(run), "credits taken"));
}

TEST_CASE("a run that could not even begin its stages has a page") {
  const auto run =
      json(R"({"id":1,"status":"failed","pipeline":"demo","exit_code":1,"seconds":0,"stages":[],"edges":[],
    "problems":["the disk is full"]})");
  const std::string page = report::run_page(story(run));
  CHECK(has(page, "the disk is full"));
  CHECK(unbalanced(page) == "");
}

TEST_CASE("however much a run left out, failed on and measured, its page stays below its limit") {
  const std::string text(20'000, '"');  // six bytes each as a reference
  base::Json run = small_run();
  base::Json reasons = base::Json::of_object(), failures = base::Json::of_array();
  base::Json params = base::Json::of_object();
  for (std::int64_t i = 0; i < 2'000; ++i) {
    reasons.members.push_back({std::to_string(i) + text.substr(0, 2'000), base::Json::of_number(i)});
    params.members.push_back({"p" + std::to_string(i), base::Json::of_string(text.substr(0, 2'000))});
    base::Json failure = base::Json::of_object();
    for (const char* member : {"stage", "record", "problem", "why", "what_to_do"})
      failure.set(member, base::Json::of_string(text.substr(0, 3'000)));
    failures.items.push_back(std::move(failure));
  }
  base::Json stages = base::Json::of_array(), settings = base::Json::of_object();
  for (int i = 0; i < 30; ++i) {
    base::Json stage = run["stages"].items[0];
    stage.set("stage", base::Json::of_string("lines" + std::to_string(i)));
    stage.set("dropped", base::Json::of_number(std::int64_t{1'000'000}));
    stage.set("drop_reasons", i < 12 ? reasons : base::Json::of_object());
    stages.items.push_back(std::move(stage));
  }
  settings.set("lines", json(R"({"type":"text_lines"})"));
  settings.find("lines")->value.set("params", params);
  run.set("stages", stages);
  run.set("settings", settings);
  run.set("failures", failures);
  run.set("rejects", failures);
  std::vector<report::LeftOutExample> examples;
  for (int i = 0; i < 2'000; ++i)
    examples.push_back({"lines0", std::to_string(i) + text.substr(0, 2'000), text, text});
  std::vector<report::PagePoint> points;
  for (int i = 0; i < 60'000; ++i)
    points.push_back({"adapter", "d", "metric " + std::to_string(i % 60), i * 0.37, double(i)});
  report::RunStory much = story(run);
  much.examples = examples;
  much.points = points;
  much.earlier = {points, points, points};
  for (auto& earlier : much.earlier) earlier[0].value = -1;  // another curve
  much.comparison.run = 6;
  much.comparison.changes.assign(5'000, {text, text, text, text, text});
  const std::string page = report::run_page(much);
  CHECK(page.size() < report::most_page_bytes);
  CHECK(has(page, "and 1,900 more reasons, in run.json"));
  CHECK(has(page, "and 1,940 more, in run.json"));
  CHECK(unbalanced(page) == "");
}
