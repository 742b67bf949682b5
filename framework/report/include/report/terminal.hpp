// What a person sees while a run goes on: a live line per stage on a terminal, plain lines otherwise.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <graph/events.hpp>

namespace flowrun::report {

// Writes to stderr, and throws where that cannot be written. One run at a time.
class Terminal final : public graph::Observer {
 public:
  Terminal();
  ~Terminal() override;

  void run_started(const std::function<std::vector<graph::StageAccount>()>& snapshot) override;
  void run_finished() override;
  void stage_started(const std::string& stage) override;
  void logged(const std::string& stage, const std::string& record, flow::LogLevel level,
              std::string_view text) override;
  void unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) override;
  void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override;
  void stalled(std::chrono::milliseconds quiet, const std::vector<graph::Waiting>& waiting) override;
  void overdue(const std::vector<graph::Waiting>& waiting, graph::ExitCode code,
               const std::string& why) override;

 private:
  void tell_some(std::map<std::string, int>& counts, const std::string& stage, const std::string& head,
                 const std::string& place, const base::Error& error);
  void show_live();
  void draw();
  void erase();
  void print(const std::string& line);
  void print_waiting(const std::vector<graph::Waiting>& waiting);

  const bool is_live_;
  const bool colour_;
  std::mutex mutex_;
  std::condition_variable stopping_changed_;
  bool is_stopping_ = false;
  std::function<std::vector<graph::StageAccount>()> snapshot_;
  std::thread thread_;
  std::size_t drawn_ = 0;                          // lines
  std::map<std::string, int> failures_, rejects_;  // told per stage
};

}  // namespace flowrun::report
