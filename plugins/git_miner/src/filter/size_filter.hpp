// The filters on sizes, each asked as early as it can be: to read a text costs more than to count its lines, and to parse it
// more than both.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Of the changed lines alone, before the texts are read.
std::optional<Drop> few_lines_drop(const ChangeSet& set, const Limits& limits);

// Whether the file may be larger than others: where the change lies in few functions.
bool may_be_large(const ChangedFile& file);

// With the texts, before they are parsed.
std::optional<Drop> size_drop(const ChangeSet& set, const Limits& limits);

// What can be told of parsed files alone: lines outside of tests, and whether a change of a large file lies in few
// functions.
std::optional<Drop> parsed_size_drop(const ChangeSet& set, const Limits& limits);

}  // namespace git_miner
