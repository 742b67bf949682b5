#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <git_miner/mine.hpp>
#include <secrets/redactor.hpp>

#include "change/change_facts.hpp"
#include "change/classify.hpp"
#include "change/crate_facts.hpp"
#include "change/crate_use.hpp"
#include "change/help_texts.hpp"
#include "change/new_names.hpp"
#include "change/rights.hpp"
#include "change/scope.hpp"
#include "change/subject.hpp"
#include "change/touched_words.hpp"
#include "conversation/compose.hpp"
#include "conversation/file_sentence.hpp"
#include "conversation/wording.hpp"
#include "filter/beside_filter.hpp"
#include "filter/change_filter.hpp"
#include "filter/class_filter.hpp"
#include "filter/dead_code_filter.hpp"
#include "filter/incomplete_fix.hpp"
#include "filter/left_behind.hpp"
#include "filter/left_elsewhere.hpp"
#include "filter/read_change_set.hpp"
#include "filter/reference_filter.hpp"
#include "filter/repeated_edit.hpp"
#include "filter/reshaped_beside.hpp"
#include "filter/sibling_place.hpp"
#include "filter/untested.hpp"
#include "filter/unused_filter.hpp"
#include "proof/scratch_file.hpp"
#include "proof/test_runs.hpp"
#include "repository/safe_path.hpp"
#include "repository/transient.hpp"
#include "search/project_files.hpp"
#include "search/replaced_names.hpp"

namespace git_miner {
namespace {

constexpr std::int64_t rust_1 = 1'431'648'000;  // 15 May 2015, in seconds since 1970

Mined dropped(Drop drop) { return {std::nullopt, drop.reason, std::move(drop.evidence)}; }

// A number that is the same whenever the commit is mined.
std::uint64_t choice_of(const std::string& commit) {
  return std::strtoull(commit.substr(0, 15).c_str(), nullptr, 16);
}

// The first text with a secret, by the number of its message, and the rule that finds it.
std::optional<Drop> secret_drop(const secrets::Scanner& scanner, const chat::Example& example) {
  for (std::size_t i = 0; i < example.messages.size(); ++i) {
    const chat::Message& message = example.messages[i];
    std::vector<secrets::Finding> found;
    if (message.role != chat::Role::system) found = scanner.find(message.content);
    for (const chat::ToolCall& call : message.tool_calls) {
      if (found.empty()) found = scanner.find(call.function.arguments);
    }
    if (!found.empty())
      return Drop{DropReason::secret, fmt::format("messages[{}]: found by {}", i, found.front().rule)};
  }
  return std::nullopt;
}

chat::Metadata metadata_of(const RepositoryName& repository, const ChangeSet& set,
                           const Classification& best) {
  chat::Metadata metadata;
  metadata.id = "git-" + repository.identity + "-" + set.text.id.substr(0, 12);
  metadata.origin = chat::Origin::git;
  metadata.git = chat::GitOrigin{.repository = repository.name,
                                 .commit = set.text.id,
                                 .parent = set.text.parents.front(),
                                 .evidence = best.evidence,
                                 .confidence = best.confidence};
  metadata.category = best.category;
  metadata.time = set.text.author_time;
  metadata.group = repository.group;
  return metadata;
}

void add_proof(const Proof& proof, chat::Metadata& metadata) {
  metadata.verified = true;
  metadata.verification = chat::Verification{.commands = {}, .toolchain = proof.toolchain};
  for (const CapturedRun& run : proof.after)
    metadata.verification->commands.push_back({run.command, run.exit_code});
  for (const LeftOutCheck& check : proof.left_out)
    metadata.verification->left_out.push_back({check.command, check.why});
  for (const std::string& remedy : proof.remedies)
    metadata.verification->left_out.push_back({"cargo build --locked", remedy});
}

// The files of a commit whose names need no quotes; each text is read once.
struct Tree {
  std::vector<std::string> paths;
  ProjectFiles::Load load;
};

Tree tree_of(const Repository& repository, const std::string& commit) {
  std::map<std::string, std::string> ids;  // by path
  const auto files = repository.tree(commit);
  if (files && *files) {
    for (const FileSide& file : **files) {
      const bool is_text = file.mode != link_mode && file.mode != submodule_mode;
      if (is_text && is_safe_path(file.path)) ids[file.path] = file.id;
    }
  }
  Tree tree;
  for (const auto& [path, id] : ids) tree.paths.push_back(path);
  tree.load = [&repository, ids = std::move(ids),
               texts = std::make_shared<std::map<std::string, std::string>>()](const std::string& path) {
    const auto known = texts->find(path);
    if (known != texts->end()) return known->second;
    // What is missing is damage of the commit: without it nobody knows what a search finds.
    return texts->emplace(path, repository.blob(ids.at(path)).value_or("")).first->second;
  };
  return tree;
}

// What a request may name: nothing that comes with the change, but for what users see of a feature (the thing that its
// subject asks for, options, public items of a library), of a renaming the new name, and new crates.
NewNames refused_names(const Repository& repository, const ChangeSet& set, const ChangeFacts& facts,
                       const HelpTexts& help, Category category) {
  NewNames names(repository, set);
  if (category == Category::feature || category == Category::dependency) names.allow(set.message.subject);
  if (category == Category::feature) {
    for (const std::string& option : options_in(set.message)) names.allow(option);
    for (const auto& [option, text] : help.options) names.allow(option);
    for (const Entity& entity : facts.added) {
      if (facts.adds_to_api && entity.is_public && !entity.is_test) names.allow(entity.path);
    }
  }
  if (category == Category::refactor) names.allow(wished_name(set.message.subject));
  if (category == Category::dependency) {
    for (const std::string& crate : facts.crates_added) names.allow(crate + " " + code_name(crate));
  }
  return names;
}

// Whether the edits do all that they promise, as far as that shows.
std::optional<Drop> promise_drop(const Repository& repository, const ChangeSet& set, const ChangeFacts& facts,
                                 Category category, const std::string& mended) {
  if (is_fix_or_feature(category) && !mended.empty()) return Drop{DropReason::mended_later, mended};
  if (category == Category::bug_fix) {
    if (auto drop = incomplete_fix_drop(set)) return drop;
    if (auto drop = left_line_drop(repository, set)) return drop;
  }
  if (category == Category::bug_fix || category == Category::dependency) {
    if (auto drop = sibling_place_drop(set)) return drop;
  }
  if (auto drop = repeated_edit_drop(set)) return drop;
  if (auto drop = left_crate_drop(repository, set, facts)) return drop;
  if (auto drop = unused_drop(repository, set)) return drop;
  return left_behind_drop(repository, set);
}

// Whether the change brings a test that a proof may show to fail without it.
bool may_fail(const MineRequest& request, const ChangeFacts& facts, Category category) {
  const auto is_test = [](const Entity& entity) { return entity.is_run_as_test; };
  return request.may_be_proved && !request.proof && category == Category::bug_fix &&
         (std::ranges::any_of(facts.added, is_test) || std::ranges::any_of(facts.changed, is_test));
}

// Paths of Rust before the change, outside tests; of a new file its own.
std::vector<std::string> changed_sources(const ChangeSet& set) {
  std::vector<std::string> paths;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && !file.is_test)
      paths.push_back(file.change.before.path.empty() ? file.change.path() : file.change.before.path);
  }
  return paths;
}

RequestFacts request_facts(const ChangeSet& set, const ChangeFacts& known, const HelpTexts& help,
                           Category category, const Proof* proof, const NewNames& names,
                           const std::vector<std::string>& paths) {
  const auto touched =
      std::make_shared<TouchedWords>(set, [&names](const std::string& word) { return names.is_rare(word); });
  RequestFacts facts{
      .is_refused = [&](std::string_view text) { return names.first_in(text).has_value(); },
      .leads = {.to_place = [touched](std::string_view text) { return touched->lead_from(text); },
                .to_addition = [touched](std::string_view text) { return touched->add_name_of(text); }},
      .place = place_of(set.message.scope, paths, changed_sources(set)),
      .help = {},
      .tests = {},
      .failing = {}};
  if (proof) facts.failing = reported_test(*proof, set);
  if (category == Category::feature)
    facts.help = wanted_help(help, set.message.subject, known.brings_named, facts.is_refused);
  return facts;
}

// Who writes tests decides which crates they use, and in which files they stand.
std::expected<std::vector<GivenTests>, std::string> tests_told(const ChangeSet& set, const ChangeFacts& facts,
                                                               NewNames names) {
  for (const std::string& crate : facts.crates_for_tests) names.allow(crate + " " + code_name(crate));
  for (const ChangedFile& file : set.files) {
    if (file.is_test) names.allow(file.change.path());
  }
  return given_tests(set, [&](std::string_view text) { return names.first_in(text).has_value(); });
}

std::unexpected<Drop> not_asked_for(DropReason reason, const ChangeSet& set) {
  return std::unexpected(
      Drop{reason, fmt::format("nothing to act on in the subject \"{}\"", set.message.subject)});
}

// What is said about the change; `compose` adds the calls.
std::expected<Composition, Drop> composition_of(const Repository& repository, const ChangeSet& set,
                                                const ChangeFacts& facts, Category category,
                                                const MineRequest& request,
                                                const std::string& system_prompt) {
  const Proof* proof = request.proof;
  const std::uint64_t choice = choice_of(set.text.id);
  const HelpTexts help = category == Category::feature ? help_texts_of(set) : HelpTexts{};
  const NewNames names = refused_names(repository, set, facts, help, category);
  Tree tree = tree_of(repository, set.text.parents.front());
  RequestFacts asked = request_facts(set, facts, help, category, proof, names, tree.paths);
  asked.may_fail = may_fail(request, facts, category);
  if (is_fix_or_feature(category)) {
    auto tests = tests_told(set, facts, names);
    if (!tests) return std::unexpected(Drop{DropReason::tests_not_told, std::move(tests.error())});
    asked.tests = *std::move(tests);
  }
  auto question = request_text(set.message, category, asked, choice);
  if (!question) return not_asked_for(question.error(), set);
  if (category == Category::feature && (lacks_wished_item(set) || lacks_wished_impl(set, question->wish)))
    return not_asked_for(DropReason::message_leads_nowhere, set);
  if (lacks_old_name(set, question->wish) || lacks_move_target(set, tree.paths) ||
      lacks_owner(set, question->wish))
    return not_asked_for(DropReason::message_no_end, set);
  const std::vector<FileDeeds> deeds = deeds_of(set);
  return Composition{.set = set,
                     .system_prompt = system_prompt,
                     .wish = question->wish,
                     .request = question->text(),
                     .report =
                         [&set, deeds, proof, choice](const WordTest& is_shown) {
                           return report_text(set.message, told_deeds(deeds, is_shown), proof, choice);
                         },
                     .remarks = Remarks(set, deeds, facts, choice),
                     .paths = std::move(tree.paths),
                     .load = std::move(tree.load),
                     .is_dependency = category == Category::dependency,
                     .proof = proof};
}

}  // namespace

Miner::Miner(RepositoryName repository, Options options, secrets::Scanner scanner)
    : repository_(std::move(repository)), options_(std::move(options)), scanner_(std::move(scanner)) {}

base::Result<Mined> Miner::mine(const Repository& repository, const MineRequest& request,
                                const ScratchFolder& scratch) const {
  (void)repository.take_damage();  // of other commits
  auto mined = mine_readable(repository, request, scratch);
  if (auto damage = repository.take_damage()) return std::unexpected(*std::move(damage));
  // Subjects and paths may hold secrets, too.
  if (mined && mined->reason) mined->evidence = secrets::Redactor(scanner_).redact(mined->evidence);
  return mined;
}

base::Result<Mined> Miner::mine_readable(const Repository& repository, const MineRequest& request,
                                         const ScratchFolder& scratch) const {
  // The change, as far as it can become an example.
  if (auto drop = blocked_commit(repository_.name, request.commit, options_))
    return dropped(*std::move(drop));
  if (!request.reverted.empty()) return dropped({DropReason::reverted, request.reverted});
  auto read =
      read_change_set(repository, request.commit, request.merges_too, options_.limits, class_drop_by_message);
  if (!read) return std::unexpected(read.error());
  if (!read->set) return dropped(*std::move(read->drop));
  const ChangeSet& set = *read->set;
  if (auto drop = blocked_path(set, options_)) return dropped(*std::move(drop));
  if (set.text.author_time < rust_1)
    return dropped({DropReason::before_rust_1, "what was Rust then is no Rust now"});
  const auto edition_of = [&](const std::string& path) {
    return crate_facts(repository, request.commit, path).edition;
  };
  if (auto drop = change_drop(set, options_.limits, edition_of)) return dropped(*std::move(drop));
  // Its class and licence.
  const LibraryTest of_library = [&](const std::string& path) {
    return is_of_library(repository, request.commit, path);
  };
  const ChangeFacts facts = change_facts_of(set, of_library);
  if (auto drop = class_drop(set, facts, options_)) return dropped(*std::move(drop));
  if (auto drop = dead_code_drop(set, of_library)) return dropped(*std::move(drop));
  const Classification best = classify(set.message, facts).best;
  if (auto drop = promise_drop(repository, set, facts, best.category, request.mended))
    return dropped(*std::move(drop));
  if (!options_.untested) {
    if (auto drop = untested_drop(set, best.category)) return dropped(*std::move(drop));
  }
  auto rights = rights_of(repository, repository_.name, set, options_);
  if (rights.drop) return dropped(*std::move(rights.drop));
  if (best.category == Category::dependency) {
    if (auto drop = dependency_drop(repository, request, facts)) return dropped(*std::move(drop));
  }
  if (auto damage = repository.take_damage()) return std::unexpected(*std::move(damage));
  // The conversation, whose calls are carried out.
  const auto composition =
      composition_of(repository, set, facts, best.category, request, options_.system_prompt);
  if (!composition) return dropped(composition.error());
  if (auto drop = beside_drop(set, composition->wish, of_library)) return dropped(*std::move(drop));
  if (best.category != Category::refactor) {
    if (auto drop = reshaped_beside_drop(set, facts.shape, composition->wish))
      return dropped(*std::move(drop));
  }
  if (auto drop = reference_drop(set, composition->request)) return dropped(*std::move(drop));
  const std::filesystem::path folder = scratch();
  auto example = compose(*composition, options_.tokens, scanner_, folder);
  if (!example) {
    if (auto full = full_disk(folder)) return std::unexpected(*std::move(full));
    if (example.error().reason == DropReason::scratch_unusable)
      return std::unexpected(
          as_transient({"cannot carry out the edits of commit " + request.commit,
                        "the scratch folder cannot be used", "see who owns it, and try again"}));
    return dropped(example.error());
  }
  if (auto drop = secret_drop(scanner_, *example)) return dropped(*std::move(drop));
  const auto tokens = example->metadata.tokens;
  example->metadata = metadata_of(repository_, set, best);
  if (!rights.licence.empty()) example->metadata.licence = std::move(rights.licence);
  example->metadata.edition = edition_of(set.files.front().change.path());
  example->metadata.tokens = tokens;
  if (request.proof) {
    add_proof(*request.proof, example->metadata);
  } else {
    example->messages.back().weight = 0;  // who learns it learns to report without having checked
  }
  return Mined{*std::move(example), {}};
}

}  // namespace git_miner
