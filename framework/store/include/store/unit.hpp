// A unit of cached work, one item of one stage, as the store keeps it: key -> UnitRecord.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <base/enum_names.hpp>

#include "store/digest.hpp"
#include "store/error.hpp"

namespace flowrun::store {

enum class Outcome : std::uint8_t { emitted, dropped, failed, rejected };
constexpr auto enum_names(Outcome) { return base::names("emitted", "dropped", "failed", "rejected"); }

// One record that a unit emitted. Its bytes are the payload named `digest`; of an artifact, the object.
struct Output {
  std::uint16_t port = 0;   // index into the stage's output ports
  std::uint32_t child = 0;  // position among the outputs of the unit
  std::string key;
  Digest digest;
  std::uint64_t size = 0;            // bytes
  std::string type;                  // "chat.example/1"
  std::vector<Digest> objects = {};  // that the record names
  // Where the store keeps the payload, 0 if that is not known: a hint for Store::read_payload that find_unit fills in.
  // It is not part of what was emitted.
  std::uint64_t place = 0;

  friend bool operator==(const Output& left, const Output& right) {
    const auto parts = [](const Output& output) {
      return std::tie(output.port, output.child, output.key, output.digest, output.size, output.type,
                      output.objects);
    };
    return parts(left) == parts(right);
  }
};

// A part of the input that was at fault.
struct Reject {
  std::string part;  // "line 17"; "" where the input has no parts
  std::string text;  // of the error
  friend bool operator==(const Reject&, const Reject&) = default;
};

// A part of the input that gave no record: a turn of a session; of a collector one of its records.
struct LeftOut {
  std::string part;      // its key within the input; of a collector the record's
  std::string reason;    // the short phrase that the ledger counts by
  std::string evidence;  // what was found and what was asked for: "score 0.31, min_score 0.5"; may be empty
  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

// One point of a time series that the stage gave while it worked on the unit.
struct MetricPoint {
  std::string name;
  double value = 0;
  std::int64_t microseconds = 0;  // since the unit began
  friend bool operator==(const MetricPoint&, const MetricPoint&) = default;
};

struct UnitRecord {
  Outcome outcome = Outcome::emitted;
  std::string reason;  // why it was dropped, or the text of the error; of an emitted one its counts of parts
                       // left out, one line "count reason" each
  std::string evidence = {};              // of a drop, as LeftOut has it
  std::vector<LeftOut> left_out = {};     // the first of them; `reason` has the counts of all
  std::vector<MetricPoint> metrics = {};  // in the order in which they were given
  bool transient = false;                 // failed, or rejected in whole or in part, but worth another try
  std::vector<Reject> rejects = {};       // the first of them
  std::uint64_t reject_count = 0;         // all of them
  std::vector<Output> outputs;
  std::int64_t microseconds = 0;  // the time it took
  std::string build_id;           // of the plugin that did it
  std::string stage_type;

  friend bool operator==(const UnitRecord&, const UnitRecord&) = default;
};

struct Payload {
  Digest digest;  // of `bytes`
  std::shared_ptr<const std::string> bytes;
};

// A finished unit on its way to disk, or payloads alone. A unit that is stored already and gave the same again is left
// as it is, with the time that it took then.
struct Commit {
  Digest key = {};
  std::optional<UnitRecord> record;  // none: only the payloads are kept, and `key` says nothing
  std::vector<Payload> payloads;     // those already in the store are not written again
  // Called exactly once from the writer thread: with a value when everything above is committed, with the
  // error when it never will be. Return a credit here. It must not call flush() or a function that writes
  // and waits, nor throw; submit() is fine.
  std::function<void(const Result<void>&)> on_durable;
  bool urgent = false;  // commit at once instead of within 100 ms
};

}  // namespace flowrun::store
