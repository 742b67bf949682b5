// Stops a run at the first unit that fails.
#pragma once

#include <string>

#include <graph/events.hpp>

#include "run_fault.hpp"

namespace flowrun::graph {

class FailFast final : public Observer {
 public:
  explicit FailFast(RunFault& fault) : fault_(fault) {}
  void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override {
    fault_.stop_at("stage " + stage + ": " + record + ": " + error.text());
  }

 private:
  RunFault& fault_;
};

}  // namespace flowrun::graph
