// Finds the places of a change as an engineer does who knows only what was shown to him.
//
//   Search search(files, shown, request, scanner);
//   search.want({{"src/lib.rs", {40, 44}}});       places that will be edited
//   search.want_replaced(..);                      names that the change gives up
//   search.want_uses(..); search.want_names(..);   who uses what changes there, and what the new code uses
//   while (auto call = search.next())             carry the call out, tell `shown` its result
//   search.missing()                              none: all is shown
//
// The places steer which of the possible calls is made; they never justify one. A call is possible if
//   grep  all words of its pattern were shown (or are keywords), and it finds few lines
//   glob  the folders and names of its pattern were shown, or are cargo's own (src, tests, Cargo.toml)
//   read  its file may be opened (see Shown), and is short; or the lines hold one that a search or a command named, or
//         go on from lines that were read to the end of their function; or are the file's first, where no line of it
//         was named, or are its imports, once other lines were read; or its last tests, once the length is known
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <git_miner/drop_reason.hpp>
#include <secrets/scanner.hpp>

#include "search/assumptions.hpp"
#include "search/grounds.hpp"
#include "search/names_used.hpp"
#include "search/project_files.hpp"
#include "search/request_words.hpp"
#include "search/shown.hpp"

namespace git_miner {

// That may define a name: with more nobody knows which is meant.
inline constexpr std::size_t most_sites = 4;

// What has to be seen before it is changed. A file that is not there yet: the folder where it will stand. With a name:
// what defines it there, of which a search need show no more than its line.
struct Target {
  std::string path;
  LineRange lines;
  std::optional<UsedName> name = {};
  bool is_read = false;  // with a name: its line alone is not enough
  bool is_impl = false;  // of the trait with this name
  bool is_head = false;  // with a name: the lines themselves have to be seen, not the name alone
};

// An item whose uses an engineer looks for, because its signature changes.
struct ChangedInterface {
  std::string path;  // of its file
  std::string name;
  std::string type;         // around it; "" = none
  std::string pattern;      // how uses of it begin; "" = by its name
  bool is_private = false;  // to its file
};

struct ReadCall {
  std::string path;
  LineRange lines;  // may end behind the file
  bool is_whole = false;
};
struct GrepCall {
  std::string pattern;
  std::string folder;  // "" = everywhere
  std::string include;
  std::vector<std::string> matched;  // paths of the files that it finds
};
struct GlobCall {
  std::string pattern;
  std::vector<std::string> matched;
};
using Call = std::variant<ReadCall, GrepCall, GlobCall>;

struct SearchLimits {
  std::size_t whole_lines = 200;  // files up to this are read as a whole
  std::size_t item_lines = 160;   // likewise items, and of longer ones the blocks
  std::size_t margin = 12;        // lines read around what was found
  std::size_t joined_lines = 40;  // places as close as this are read at once
  std::size_t page_lines = 150;   // of a file that is read on and on
  std::size_t most_pages = 3;
  bool whole_heads = true;  // of functions that are called anew; else their first line will do
};

class Search {
 public:
  // All must outlive it. The request has to be told to `shown` as well.
  Search(const ProjectFiles& files, const Shown& shown, std::string_view request,
         const secrets::Scanner& scanner, SearchLimits limits = {});

  void want(std::vector<Target> targets);

  // What new code uses: where files of the project define it in few places, one of them is wanted. `is_new`: the code that it
  // replaces does not use it, so that of a function not only another use has to be seen, but how it begins.
  void want_names(const std::vector<UsedName>& names, const std::set<UsedName>& is_new = {});

  // What new code takes for granted is read once the places have been seen.
  void want_grounds(Grounds grounds);

  // Likewise; where it stands, and how it is used.
  void want_assumptions(Assumptions assumptions);

  // Names that the change gives up: each is searched for as soon as it has been shown.
  void want_replaced(const std::vector<std::string>& names);

  // To be searched for once they have been seen.
  void want_uses(std::vector<ChangedInterface> interfaces);

  // What was printed names what to look for, too, as far as it is code.
  void heed(std::string_view printed);

  // The next call; none where all that is wanted has been shown, or nothing leads to the rest. The error: a secret or
  // personal data where something is to be read, or a line too long to be shown.
  std::expected<std::optional<Call>, Drop> next();

  // A place or definition that nothing leads to, after the last call.
  const Target* missing() const;

  // What new code assumes without it having been shown, after the last call: "assert_equal of itertools in src/lib.rs".
  std::optional<std::string> unseen() const;

 private:
  struct Hit {
    const std::string* path = nullptr;
    std::size_t line = 0;
  };
  struct Scope {
    std::string folder, include;
  };
  struct Found {
    std::vector<Hit> hits;
    bool is_too_many = false;
  };
  struct Candidate {
    std::string pattern;
    double cost = 0;
    std::size_t most_hits = 40;  // more lines tell nothing
  };
  struct Scored {
    GrepCall call;
    double cost = 0;
    bool is_named = false;  // by the request, as code
  };
  struct Hidden {  // lines that must not be shown
    std::size_t line = 0;
    Drop drop;
  };

  bool is_shown(const Target& target) const;
  std::vector<const Target*> open_targets() const;

  std::expected<std::optional<Call>, Drop> next_call();
  std::expected<std::optional<Call>, Drop> place_call(const std::vector<const Target*>& open);
  std::expected<std::optional<Call>, Drop> read_call(const std::vector<const Target*>& open) const;
  std::expected<std::optional<Call>, Drop> read_for(const Target& target) const;
  LineRange whole_around(const Target& target) const;
  LineRange with_neighbours(const Target& target, LineRange lines) const;
  std::optional<LineRange> window_at(const Target& target, std::size_t line) const;
  bool may_read_head(const Target& target) const;
  bool is_among_tests(const Target& target) const;
  bool goes_on(const LineRange& read, const Target& target) const;
  bool is_grounded(const std::string& path, const LineRange& lines) const;
  std::optional<LineRange> justified_window(const Target& target) const;
  std::expected<std::optional<Call>, Drop> reading(const Target& target, LineRange lines) const;
  const std::vector<Hidden>& hidden_lines(const std::string& path) const;

  std::optional<Scored> grep_for(const Target& target, const std::vector<const Target*>& open);
  std::optional<Scored> best_grep(const Target& target, const std::vector<Candidate>& all, const Scope& scope,
                                  const std::vector<const Target*>& open);
  std::optional<GrepCall> named_call();
  std::optional<Call> named_search(const Scored* best);
  std::set<std::string> names_that_lead(const std::vector<const Target*>& open);
  std::optional<Call> step_call(const std::vector<const Target*>& open);
  std::optional<Call> file_search(const Target& target);
  bool is_named_by_words(const Target& target) const;
  std::optional<Call> overview_for(const Target& target);
  std::optional<Call> grep_in(const std::vector<std::string>& patterns, const Scope& scope, std::size_t most,
                              const std::vector<const Target*>& targets);
  std::expected<std::optional<Call>, Drop> definition_call(const std::vector<const Target*>& open);
  void look_up_names();
  void look_up_grounds();
  void look_up_assumptions();
  std::optional<Target> dependency_line(const CrateName& use) const;
  bool is_crate_known(const CrateName& use, const Target& dependency) const;
  std::string type_in_chain(const MethodUse& use) const;
  bool is_called_alike(const MethodUse& use) const;
  std::optional<Call> crate_search();
  std::optional<Call> macro_search();
  std::vector<Target> sites(const std::string& pattern, const UsedName& name) const;
  std::vector<Target> impls_of(const std::string& trait, const std::string& type) const;
  std::vector<Target> functions_like(const Model& model) const;
  std::vector<Target> definitions_of_type(const std::string& type, const std::set<std::string>& paths) const;
  std::string payload_of(const std::string& variant) const;
  std::string type_of_value(const FieldAccess& access) const;
  std::string type_of_member(const std::string& type, const std::string& member,
                             const std::string& path) const;
  bool is_accessed(const FieldAccess& access) const;
  void look_up_uses(const TypeUses& uses);
  bool is_of_project(const std::string& root) const;
  bool is_used_alike(const TypeUse& use) const;
  std::vector<Target> definitions_of_use(const TypeUse& use) const;
  std::vector<Target> heads_of(const std::string& function, const std::string& type) const;
  LineRange head_of(const Target& function) const;
  void want_import(const TypeUse& use);
  void want_one_of(std::vector<Target> any);
  int steps_to(const Target& site) const;
  const Target& nearest(const std::vector<Target>& sites) const;  // at least one
  bool is_read_next(const Target& target) const;
  void want_head(std::vector<Target> sites);
  bool is_file_known(const std::string& name) const;
  bool is_new_definition(NameUse use, const std::string& name) const;
  std::map<UsedName, std::vector<Target>> definitions_of(const std::vector<UsedName>& names) const;
  bool is_part(const std::string& path, std::size_t line, NameUse use) const;
  std::optional<Call> interface_of(const Target& target);
  std::expected<std::optional<Call>, Drop> use_search();
  std::optional<Call> replaced_search();
  std::optional<GrepCall> first_that_finds(const std::vector<std::string>& patterns, const Scope& scope,
                                           std::size_t most);
  bool is_sought(std::string_view name) const;
  bool is_topical(std::string_view name) const;
  bool is_of_target(std::string_view name) const;
  std::vector<Candidate> candidates(const Target& target) const;
  void add_phrases(const std::string& near, std::vector<Candidate>& into) const;
  void add_definitions(const Target& target, std::vector<Candidate>& into) const;
  void add_names(const std::string& near, std::vector<Candidate>& into) const;
  void add_line_pairs(const std::string& near, std::vector<Candidate>& into) const;
  Scope scope_of(const Target& target) const;
  std::vector<Scope> scopes_of(const Target& target) const;
  bool is_conventional(const std::string& folder) const;
  bool is_named_folder(const std::string& folder) const;
  bool is_package(const std::string& folder) const;
  const Found& find(const std::string& pattern, const Scope& scope, std::size_t most);
  bool leads_to(const Hit& hit, const Target& target) const;
  static std::vector<std::string> paths_of(const Found& found);
  bool may_be_shown(const Found& found) const;

  std::optional<Call> glob_for(const Target& target) const;
  std::optional<Call> listing(std::string pattern, std::string_view front, std::string_view back,
                              std::size_t most) const;
  std::expected<std::optional<Call>, Drop> page_for(const Target& target) const;

  std::string near_text(const Target& target) const;
  std::size_t line_count(const std::string& path) const { return files_.lines(path).count(); }
  bool is_new(const Call& call) const;
  bool is_new_search(const GrepCall& call) const;

  const ProjectFiles& files_;
  const Shown& shown_;
  const secrets::Scanner& scanner_;
  SearchLimits limits_;
  std::vector<SearchPhrase> phrases_;
  std::set<std::string, std::less<>> first_words_;  // of the request's first sentence
  std::vector<Target> targets_;
  std::vector<UsedName> names_;               // not searched for yet
  std::set<UsedName> new_calls_;              // likewise, of names_
  std::vector<std::string> replaced_;         // likewise
  std::vector<ChangedInterface> interfaces_;  // likewise
  Grounds grounds_;                           // likewise
  Assumptions assumptions_;                   // likewise
  std::vector<CrateName> crates_;             // that the project depends on
  std::vector<std::string> macros_;           // to be looked up
  std::set<TakenName> taken_;                 // to have been shown in the end
  std::size_t named_searches_ = 0;
  bool has_sought_named_ = false;  // what the request names first
  std::set<std::string> made_;     // calls
  std::set<std::string> asked_;    // definitions
  std::map<std::string, Found> found_;
  mutable std::map<std::string, std::vector<Hidden>> hidden_;
  std::size_t tried_ = 0;
};

}  // namespace git_miner
