// report.html of a run: what ran, what came of it and what was left out, in one file that needs nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <base/json.hpp>
#include <report/activity.hpp>

namespace flowrun::report {

// A record, or a part of one, that was left out for the reason.
struct LeftOutExample {
  std::string stage, reason;  // as in run.json
  std::string record, evidence;
  bool is_part = false;  // of a record that gave others: the reason is one of `left_out`
};

// Something to open, by its place as seen from the page's folder: "../../../out/demo/dataset/README.md".
struct PageLink {
  std::string result;  // the published name that it belongs to
  std::string text;
  std::filesystem::path place;
};

// A point of a time series.
struct PagePoint {
  std::string stage, record, name;
  double value = 0;
  double seconds = 0;  // since its unit began
  friend bool operator==(const PagePoint&, const PagePoint&) = default;
};

// One value that is not the same in the run before: "settings", "adapter", "learning_rate", "0.005", "0.001".
struct PageChange {
  std::string section, stage, name;  // stage: "" where it belongs to none
  std::string before, now;
};

struct Comparison {
  std::int64_t run = 0;  // that it is compared with; 0: there is none
  std::vector<PageChange> changes;
};

struct RunStory {
  // run.json of a run that has ended; it may have the first failures and rejects only. Or as killed_run makes it.
  base::Json run;
  std::vector<LeftOutExample> examples = {};
  std::vector<PageLink> links = {};
  std::map<std::string, std::string> makers = {};  // of published names the stages
  std::vector<PagePoint> points = {};              // of each series in the order of time
  Activity activity = {};
  Comparison comparison = {};
  std::vector<std::vector<PagePoint>> earlier = {};  // as `points`, of earlier runs
};

// HTML of less than `most_page_bytes`, whatever the run held: of long lists it shows the beginning and says how much there
// is, and where. It refers to nothing but `links`, and needs neither network nor scripts.
inline constexpr std::size_t most_page_bytes = 2'000'000;
std::string run_page(const RunStory& story);

}  // namespace flowrun::report
