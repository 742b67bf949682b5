// What `flowrun why` says of a record.
#pragma once

#include <string_view>

#include <graph/exit_code.hpp>

#include "asked_stage.hpp"

namespace flowrun::cli {

// What became of the record in the stage's last finished run, with reason and evidence, and what the next run would do with
// it. `key` is a whole key, the beginning of one, or of what follows one of / @ : _ - in it, or that of a
// record that came of it; of a collector that of a record of its input or output. Several that fit are listed, at most 10: an error, as is none.
graph::ExitCode tell_record(const AskedStage& asked, std::string_view key, bool as_json);

}  // namespace flowrun::cli
