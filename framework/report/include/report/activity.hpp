// What the stages of a run were at, moment by moment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace flowrun::report {

struct StageMoment {
  std::size_t units = 0;      // that are worked on
  std::uint64_t waiting = 0;  // records that wait for the stage or are at it, as far as they are known
  std::string resource;       // "waits for gpu, which tuned holds"; "" when no unit waits
  double credits = 0;         // share that is taken at the fuller of its gates, 0 to 1; 0 of a stage without
};

struct Moment {
  double seconds = 0;               // since the run began
  double memory_mib = 0;            // resident, of the process; 0: not known
  std::vector<StageMoment> stages;  // as in Activity
};

struct Activity {
  std::vector<std::string> stages;  // that were part of the run, in the order of the file
  double pause = 0;                 // seconds between two moments
  std::vector<Moment> moments;
};

}  // namespace flowrun::report
