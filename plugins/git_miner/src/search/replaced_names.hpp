// Names that a change gives up: whoever does that has to know all places that have them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

// Names of items, fields and variants of the changed files that edits replace by another name, or take out so that no
// changed file has them any more, in two places or more; of types of elsewhere those that no file has any more. In order, each
// once. Lines of one function are one place: what
// goes on inside it is in sight. None shorter than three letters.
std::vector<std::string> replaced_names(const ChangeSet& set);

// Whether the subject asks for a rename or a move whose request does not tell of what. Old names are those that edits
// replace anywhere, of items that go, and of moved or deleted files (without the extension); of a move all that goes
// somewhere. One of them has to stand in the request, or the words that it is made of; of a move one such word will do, but not
// where what the subject moves is the name of another item of the changed files.
bool lacks_old_name(const ChangeSet& set, std::string_view request);

// Whether the subject asks to move something to what is one name alone, such as "Options", which is neither a folder or
// file of these paths before the change, nor an item of the files that it touches: nobody knows what is to be made there. Nor
// where all that changes lies there before.
bool lacks_move_target(const ChangeSet& set, const std::vector<std::string>& paths);

// Whether the subject names a function of an impl or trait that goes, while another of its name stays in the same file, and
// the request does not say whose it is.
bool lacks_owner(const ChangeSet& set, std::string_view request);

// Whether the subject asks for an item by its path, such as "add `Address::new_unchecked`", that no changed file has in the end.
bool lacks_wished_item(const ChangeSet& set);

// Whether the request names a trait with its argument, as `From<String>`, and the changed files have it in the end only as
// the rest of a longer name: `TryFrom<String>`.
bool lacks_wished_impl(const ChangeSet& set, std::string_view request);

}  // namespace git_miner
