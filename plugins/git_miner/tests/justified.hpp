// Whether a conversation's calls follow from what it has shown: told apart from the planner that made them, by
// reading the messages alone.
#pragma once

#include <string>
#include <vector>

#include <chat/example.hpp>

namespace git_miner::test {

// What is wrong, call by call; empty where all is well.
//
//   read   the file was named before; an offset is 1, or the lines hold one that was named (by a search, a
//          compiler), or touch lines that were read, or reach the end once the length is known
//   edit   each old line was read, or written by an earlier call
//   write  a file of the same folder was named, or of the one above where the folder is new
//   grep   its words were shown (or are keywords), and so were its folder and file name
//   glob   the folders and names in it were shown, or are cargo's own
//   bash   what is moved or removed was named
std::vector<std::string> unjustified_calls(const chat::Example& example);

}  // namespace git_miner::test
