// What user and agent say, in words that follow from facts.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <git_miner/drop_reason.hpp>
#include <git_miner/mine.hpp>

#include "change/admission.hpp"
#include "change/classify.hpp"
#include "change/deeds.hpp"
#include "change/request_blocks.hpp"
#include "conversation/given_tests.hpp"
#include "conversation/reported_test.hpp"

namespace git_miner {

// What a request may know besides the message.
struct RequestFacts {
  NameTest is_refused;                  // names that a request must not have
  Leads leads;                          // into the change
  std::string place;                    // see scope.hpp; may be ""
  std::vector<std::string> help;        // see help_texts.hpp
  std::vector<GivenTests> tests;        // of the change, which ask for what they expect
  std::optional<ReportedTest> failing;  // quoted as its reporter would
  bool may_fail = false;  // a test may yet be shown to fail: the request need not tell a symptom
};

struct Request {
  std::string wish;   // what is wanted
  std::string tests;  // that come with it, and what fails so far; begins with an empty line, or is empty

  std::string text() const { return wish + tests; }
};

// What a person could have asked: the subject as a request in one of several phrasings that `choice` picks, at the place
// that the message's scope names, and what the body tells of the state of things and of what is wanted. A subject that
// names what is refused is cut before it; where that leaves nothing, a fix is asked for by the fault that the body tells.
// An addition is asked for with the help text that it shall have, and fixes and additions with their tests. No other place is named than the message names: to find
// it is the work. Errors: what the request lacks to be acted on (see admission.hpp).
std::expected<Request, DropReason> request_text(const Message& message, Category category,
                                                const RequestFacts& facts, std::uint64_t choice);

// At most 120 words, if names of files and checks need no more: what became of each file; with a proof which checks ran and
// passed, that there are no tests where there are none, and which check was left out and why. Without one nothing about
// runs.
std::string report_text(const Message& message, const std::vector<FileDeeds>& deeds, const Proof* proof,
                        std::uint64_t choice);

// "`a`, `b` and `c`", "`a`, `b`, `c`, `d` and 3 more"; with others that have no name.
std::string list_of(const std::vector<std::string>& names, std::size_t others = 0);

}  // namespace git_miner
