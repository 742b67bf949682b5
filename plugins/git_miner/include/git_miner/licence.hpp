// Under which licence a repository's files may be used, and whether that is allowed here.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace git_miner {

// SPDX identifiers that are allowed unless the user names others: licences that ask for no more than a
// notice.
std::set<std::string> permissive_licences();

// True if the expression can be met with allowed licences alone: one side of an OR, both sides of an AND.
// "MIT/Apache-2.0", cargo's old form, is an OR; an exception (`WITH`) only adds rights. A text that is no
// SPDX expression is not allowed.
bool is_allowed(std::string_view expression, const std::set<std::string>& allowed);

// The SPDX identifier of a licence text, "" if it is none that is known here.
std::string licence_of_text(std::string_view text);

// With OR in place of the old slash.
std::string spdx_expression(std::string_view licence);

}  // namespace git_miner
