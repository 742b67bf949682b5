#include <cstdio>
#include <fstream>

#include <flow/json.hpp>
#include <flow/version.hpp>
#include <report/run_file.hpp>

namespace flowrun::report {
namespace {

using flow::json::append_number;
using flow::json::append_string;

// Writes JSON for people, indented by two blanks.
class Writer {
 public:
  void open(char bracket) { out_ += bracket, ++depth_, first_ = true; }
  void close(char bracket) {
    --depth_;
    if (!first_) newline();
    out_ += bracket;
    first_ = false;
  }
  Writer& key(std::string_view name) {
    next();
    append_string(out_, name);
    out_ += ": ";
    return *this;
  }
  void next() {
    if (!first_) out_ += ',';
    first_ = false;
    newline();
  }
  void text(std::string_view value) { append_string(out_, value); }
  void number(std::uint64_t value) { append_number(out_, static_cast<std::int64_t>(value)); }
  void real(double value) { append_number(out_, value); }
  void flag(bool value) { out_ += value ? "true" : "false"; }
  [[nodiscard]] const std::string& str() const { return out_; }

 private:
  void newline() { out_ += '\n', out_.append(static_cast<std::size_t>(depth_) * 2, ' '); }
  std::string out_;
  int depth_ = 0;
  bool first_ = true;
};

const char* name_of(graph::StageStatus status) {
  switch (status) {
    case graph::StageStatus::finished:
      return "finished";
    case graph::StageStatus::failed:
      return "failed";
    case graph::StageStatus::held:
      return "held";
    case graph::StageStatus::interrupted:
      return "interrupted";
    case graph::StageStatus::not_selected:
      break;
  }
  return "not selected";
}

void write_stage(Writer& json, const graph::PlannedStage& stage, const graph::StageAccount& account,
                 const graph::StageReport& report) {
  json.next();
  json.open('{');
  json.key("stage").text(stage.name);
  json.key("type").text(stage.about().name);
  json.key("version").number(static_cast<std::uint64_t>(stage.about().version));
  json.key("build").text(stage.type.build_id);
  json.key("status").text(name_of(report.status));
  json.key("received").number(account.received);
  json.key("emitted").number(account.emitted);
  json.key("dropped").number(account.dropped);
  json.key("failed").number(account.failed);
  json.key("cancelled").number(account.cancelled);
  json.key("held").number(account.held);
  json.key("restored").number(account.restored);
  json.key("seconds").real(report.seconds);
  json.key("unit_seconds").real(report.unit_seconds);
  json.key("units_run").number(report.units_run);
  json.key("records_out").open('{');
  for (std::size_t port = 0; port < account.records_out.size(); ++port) {
    json.key(stage.about().outputs[port].name).number(account.records_out[port]);
  }
  json.close('}');
  json.key("drop_reasons").open('{');
  for (const auto& [reason, count] : account.drop_reasons) json.key(reason).number(count);
  json.close('}');
  json.key("left_out").open('{');
  for (const auto& [reason, count] : account.left_out) json.key(reason).number(count);
  json.close('}');
  if (!account.held_by.empty()) json.key("held_by").text(account.held_by);
  json.close('}');
}

}  // namespace

void write_run_file(const std::filesystem::path& path, const graph::Plan& plan,
                    const graph::RunOptions& options, const graph::RunReport& report, double seconds) {
  Writer json;
  json.open('{');
  json.key("flowrun").text(FLOWRUN_VERSION);
  json.key("sdk").number(flow::sdk_version);
  json.key("toolchain").text(flow::toolchain);
  json.key("pipeline").text(plan.pipeline);
  json.key("profile").text(plan.profile);
  json.key("run").number(static_cast<std::uint64_t>(report.run));
  json.key("jobs").number(report.jobs);
  json.key("seed").number(options.seed);
  json.key("exit_code").number(static_cast<std::uint64_t>(report.exit_code));
  json.key("seconds").real(seconds);
  json.key("stages").open('[');
  for (std::size_t i = 0; i < report.stages.size(); ++i) {
    const auto stage = plan.find(report.stages[i].stage);
    write_stage(json, plan.stages[*stage], report.ledger.stages[i], report.stages[i]);
  }
  json.close(']');
  json.key("edges").open('[');
  for (const graph::EdgeAccount& edge : report.ledger.edges) {
    json.next();
    json.open('{');
    json.key("from").text(edge.from);
    json.key("to").text(edge.to);
    json.key("sent").number(edge.sent);
    json.key("received").number(edge.received);
    json.close('}');
  }
  json.close(']');
  json.key("published").open('[');
  for (const graph::PublishReport& published : report.published) {
    json.next();
    json.open('{');
    json.key("name").text(published.name);
    json.key("published").flag(published.is_published);
    if (published.is_published) json.key("unchanged").flag(published.is_unchanged);
    if (!published.why_not.empty()) json.key("why_not").text(published.why_not);
    json.close('}');
  }
  json.close(']');
  json.key("problems").open('[');
  for (const std::string& problem : report.problems) json.next(), json.text(problem);
  json.close(']');
  json.close('}');

  std::filesystem::create_directories(path.parent_path());
  const std::filesystem::path aside = path.string() + ".new";
  std::ofstream file(aside, std::ios::binary);
  file << json.str() << '\n';
  file.close();
  if (!file) throw std::runtime_error("cannot write " + aside.string());
  std::filesystem::rename(aside, path);
}

MetricLog::MetricLog(std::filesystem::path path)
    : path_(std::move(path)), begin_(std::chrono::steady_clock::now()) {}

void MetricLog::run_started(const std::function<std::vector<graph::StageAccount>()>&) {
  std::error_code ignored;  // the metrics of the run before
  std::filesystem::remove(path_, ignored);
}

MetricLog::~MetricLog() {
  if (file_) std::fclose(file_);
}

void MetricLog::metric(const std::string& stage, const std::string& record, std::string_view name,
                       double value) {
  std::string line = "{\"stage\":";
  append_string(line, stage);
  line += ",\"record\":";
  append_string(line, record);
  line += ",\"name\":";
  append_string(line, name);
  line += ",\"value\":";
  append_number(line, value);
  line += ",\"seconds\":";
  const std::scoped_lock lock(mutex_);
  append_number(line, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count());
  line += "}\n";
  if (!file_) {
    std::error_code ignored;
    std::filesystem::create_directories(path_.parent_path(), ignored);
    file_ = std::fopen(path_.c_str(), "wb");
  }
  if (file_) std::fwrite(line.data(), 1, line.size(), file_);
}

}  // namespace flowrun::report
