// Takes the names of machines and public addresses out of an example, the same one always by the same name.
//
//   ssh jo@buildbox uptime      -> ssh jo@host uptime
//   198.18.7.9, 10.0.0.3        -> 203.0.113.1, 10.0.0.3
//   db.prod.corp                -> host2
//
// A machine is known by its place: behind `ssh`, `user@`, `HOSTNAME=`, in ssh's configuration, before a folder of homes
// (`\\buildbox\Users\jo`); or by a domain of no public network (`.local`, `.lan`, `.internal`, `.corp`). Addresses of
// private networks and of documentation stay.
#pragma once

#include <chat/example.hpp>

namespace session_classifier {

void neutralise_hosts(chat::Example& example);

}  // namespace session_classifier
