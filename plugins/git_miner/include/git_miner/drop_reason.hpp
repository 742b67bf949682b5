// Why a commit becomes no example.
#pragma once

#include <string>

#include <base/enum_names.hpp>

namespace git_miner {

// In the order in which they are asked, as far as that is fixed. The names are what reports of runs count.
enum class DropReason {
  blocked,
  root_commit,
  before_rust_1,
  merge_commit,
  written_by_program,
  reverted,
  message_not_utf8,
  unfinished,
  revert,
  release,
  message_on_documentation,
  message_on_commit,
  message_no_request,
  message_too_short,
  message_of_several,
  no_rust,
  only_ignored_files,
  too_many_source_files,
  too_many_files,
  submodule,
  symbolic_link,
  binary_file,
  mode_change,
  unusual_path,
  large_file,
  file_not_utf8,
  too_many_lines,
  too_few_lines,
  only_tests,
  only_documentation,
  only_layout,
  does_not_parse,
  rewrites_tests,
  changes_layout,
  adds_unwrap,
  adds_panic,
  adds_boxed_error,
  adds_unsafe,
  adds_dbg,
  adds_static,
  swallows_error,
  outdated_idiom,
  silences_lint,
  adds_dead_code,
  adds_copy,
  no_code,
  only_versions,
  no_clear_class,
  low_confidence,
  only_dead_code,
  incomplete_fix,
  mended_later,
  untested,
  unused_name,
  left_behind,
  no_licence,
  licence_not_allowed,
  dependency_removed,
  dependency_not_used,
  message_names_change,
  message_no_symptom,
  message_no_behaviour,
  message_no_end,
  message_leads_nowhere,
  message_not_whole,
  beside_request,
  cites_reference,
  secret_in_code,
  personal_data_in_code,
  secret,
  long_line,
  scratch_unusable,
  file_not_read,
  file_not_written,
  file_not_moved,
  edits_do_not_replay,
  no_way,
  no_way_to_name,
  unseen_name,
  template_refuses,
  too_many_tokens,
};
constexpr auto enum_names(DropReason) {
  return base::names(
      "on the block list", "root commit", "written before Rust 1.0", "merge commit", "written by a program",
      "reverted, or a revert", "message is not UTF-8", "unfinished work", "revert", "release or version bump",
      "message speaks of documentation", "message speaks of the commit", "message is no request",
      "message says too little", "message tells of several changes", "no Rust source or manifest",
      "only ignored files", "too many source files", "too many files", "submodule", "symbolic link",
      "binary file", "mode change", "unusual path", "file is too large", "file is not UTF-8",
      "too many changed lines", "too few changed lines", "only tests",
      "only documentation and lint attributes", "only comments and layout", "does not parse",
      "rewrites old tests", "changes the layout of other code", "adds unwrap or expect", "adds a panic",
      "adds a boxed error", "adds unjustified unsafe code", "adds dbg!", "adds a redundant 'static",
      "swallows an error", "adds an outdated idiom", "silences a lint", "adds code in a comment",
      "adds a copied block", "no change of code", "only versions of dependencies", "no clear class",
      "class not sure enough", "only what the dead code lint reports", "fixes one of several equal places",
      "mended by a later commit", "changes behaviour without a test", "adds what nothing reads",
      "leaves behind what nothing uses", "no licence known", "licence not allowed",
      "dependency removed later", "a new dependency is not used", "message names only what the change brings",
      "message tells no symptom", "message tells no behaviour", "message does not say when it is done",
      "message names nothing that is changed", "message cannot be told without the commit",
      "changes what the request does not mention", "a comment cites what the request does not",
      "secret in the code", "personal data in the code", "secret or personal data",
      "a line is too long to be read", "the scratch folder cannot be used", "a file cannot be read",
      "a file cannot be written", "a file cannot be moved or removed", "edits do not replay",
      "no way to the place of an edit", "no way to a name that the change uses",
      "uses a name that nothing shows", "the chat template refuses it", "longer than max_tokens");
}

struct Drop {
  DropReason reason{};
  // What was found and, with the name of the parameter if there is one, what it was compared with: "lines changed 312
  // (max_lines 200)". Quotes the commit, but no secret.
  std::string evidence;
};

}  // namespace git_miner
