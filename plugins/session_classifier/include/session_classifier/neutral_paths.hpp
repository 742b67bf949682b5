// Takes the places and the name of the person's account out of an example.
//
// The project's root becomes one neutral root (`/workspace`), further working folders outside it
// `/workspace2` and so on. In the path of a home folder the account becomes `user`; what leads to it stays as it is
// spelt, since paths of other systems are to be learnt as such. The same mapping is applied to every text of the
// example, tool arguments included: `oldString` still equals what was read, and cargo's `(/home/dev/tally)`
// agrees with the paths of the calls. The neutral root is also what lets a model trained on many machines
// meet one place only.
//
//   /home/maria/relay/src/main.rs      -> /workspace/src/main.rs
//   /home/maria/.cargo/registry/...    -> /home/user/.cargo/registry/...
//   C:\Users\maria\relay\src\main.rs   -> /workspace/src/main.rs
//   maria@buildbox:~$, owner columns of `ls -l` -> user@host, user
//
//   /Users/maria/x, /var/home/maria/x  -> /Users/user/x, /var/home/user/x
//   C:\Users\Maria Braun\x            -> C:\Users\user\x
//   \\server\Users\maria, /mnt/c/Users/maria, file:///home/j%C3%BCrgen, /home/maria@corp.example
//                                      -> \\server\Users\user, /mnt/c/Users/user, file:///home/user, /home/user@host
//   uid=1000(maria), USER=maria, the first column of `ps` -> user
//
// A name that is no ordinary word (`quillfeather`) is replaced wherever it stands, in any letter case. Ordinary
// words (`dev`, `mark`) are replaced in these positions only: changing others would damage code. A root of one step
// (`/app`) is replaced only as the beginning of a path.
#pragma once

#include <string_view>

#include <chat/example.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier {

void neutralise_paths(chat::Example& example, const Session& session, std::string_view path_root);

}  // namespace session_classifier
