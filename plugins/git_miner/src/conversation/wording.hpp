// What user and agent say, in words that follow from facts.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <git_miner/drop_reason.hpp>
#include <git_miner/mine.hpp>

#include "change/classify.hpp"
#include "change/prose.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {

// What a person could have asked: the subject as a request in one of several phrasings that `choice` picks, and what
// the body tells of the state of things. A subject that names what is_refused refuses is cut before it; where that
// leaves nothing, a fix is asked for by the fault that the body tells. A failing test is quoted as its reporter would. No place
// is named that the message does not name: to find it is the work. Errors: nothing is left to ask, or too little to act on.
std::expected<std::string, DropReason> request_text(const Message& message, Category category,
                                                    const std::optional<FailingTest>& failing,
                                                    const NameTest& is_refused, std::uint64_t choice);

// At most 120 words, if the checks need no more: what was changed where; with a proof which checks ran and passed,
// that there are no tests where there are none, and which check was left out and why. Without one nothing about runs.
std::string report_text(const Message& message, Category category, const ChangeFacts& facts,
                        const Proof* proof, std::uint64_t choice);

// "`a`, `b` and `c`", "`a`, `b`, `c`, `d` and 3 more".
std::string list_of(const std::vector<std::string>& names);

enum class Part { source, tests, run_tests /* no helpers */ };

// Paths of what belongs to a part of a file; none over 80 bytes, none twice.
std::vector<std::string> paths_of(const std::vector<Entity>& entities, const std::string& file, Part part);

}  // namespace git_miner
