// Whether a conversation's calls follow from what it has shown: told apart from the planner that made them, by
// reading the messages alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <chat/example.hpp>
#include <git_miner/repository.hpp>

namespace git_miner::test {

using Files = std::map<std::string, std::string>;  // by path

// Rust files of a commit. Fails the program where one cannot be read.
Files files_at(const Repository& repository, const std::string& commit);

// What is wrong, call by call; empty where all is well.
//
//   read   the file was named before by more than a listing of many files, or its module by code, or it is where a package
//          begins; an offset is 1 where no line was named, or some were read; or the lines hold one that was named (by a search, a
//          compiler), or touch lines that were read, or reach the end once the length is known
//   edit   each old line was read, or written by an earlier call; where the signature of an item changes, its uses
//          were searched for
//   write  a file of the same folder was named, or of the one above where the folder is new
//   both   code was shown that defines or uses each name of the project that the new code uses
//   grep   its words were shown (or are keywords), and so were its folder and file name; a word of prose tells of what
//          is asked (see idle_words.hpp)
//   glob   the folders and names in it were shown, or are cargo's own
//   bash   what is moved or removed was named
//   words  each name in backticks, and each name of a path there, stands in the request, a result or a call above or
//          right below; commands of cargo apart
//   deeds  what is said to be added, changed, removed, renamed or moved is (see deeds_told.hpp), and the report names each
//          file that was touched
//   rests  the types, traits and models on which new code rests were read (see grounds_read.hpp)
//   order  see edits_ordered.hpp
//   all    a name of the project that goes at two places or more was searched for before the first of them; of the
//          names that the request spells as code one is among the first three searches, if few lines have it
//
// `files`: the project before the first call, by path. Names that it defines in more than three places, or that std
// has, too, are anybody's.
std::vector<std::string> unjustified_calls(const chat::Example& example, const Files& files);

}  // namespace git_miner::test
