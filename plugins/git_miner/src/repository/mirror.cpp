#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include <base/flush.hpp>
#include <chat/repository_group.hpp>
#include <digest/sha256.hpp>
#include <git_miner/mirror.hpp>
#include <git_miner/repository.hpp>

#include "repository/damage_mark.hpp"
#include "repository/file_lock.hpp"
#include "repository/git_failure.hpp"
#include "repository/git_program.hpp"
#include "repository/place.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr const char* kept_head = "refs/flowrun/head";

class Mirroring {
 public:
  Mirroring(std::string place, PlaceKind kind, const MirrorOptions& options, GitProgram git)
      : place_(std::move(place)), kind_(kind), git_(std::move(git)) {
    if (kind_ != PlaceKind::url) place_ = fs::weakly_canonical(place_).string();
    const std::string stem = digest::sha256_hex(place_).substr(0, 16);
    const fs::path cache = fs::absolute(options.cache);  // git runs in another folder
    mirror_.path = cache / (stem + ".git");
    cache_ = cache;
    part_ = stem + ".part";
    lock_file_ = cache / (stem + ".lock");
    mirror_.name = name_of_place(place_);
    wall_ = options.wall;
  }

  base::Result<Mirror> update(const std::stop_token& stop) {
    auto lock = FileLock::take(lock_file_, wall_, stop);
    if (!lock) {
      return std::unexpected(base::Error{fmt::format("cannot lock the mirror of {}", mirror_.name),
                                         lock.error().why, "let the other run finish, then try again", true});
    }
    auto ready = is_followed() ? fetch_and_read() : clone_and_read();
    if (!ready) return std::unexpected(ready.error());
    add_note();
    return mirror_;
  }

 private:
  using Done = base::Result<void>;

  // What was copied as it is, or cut off, is not to be completed piece by piece.
  bool is_followed() const {
    return fs::exists(mirror_.path) && !fs::exists(mirror_.path / "shallow") &&
           !fs::exists(mirror_.path / damage_mark);
  }

  Done clone_and_read() {
    if (auto cloned = clone(); !cloned) return cloned;
    return read_name_and_identity();
  }

  // A mirror that cannot follow its place, or is damaged itself, is made anew.
  Done fetch_and_read() {
    auto fetched = fetch();
    if (!fetched && fetched.error().is_transient) return fetched;
    if (fetched && read_name_and_identity()) return {};
    return clone_and_read();
  }

  void add_note() {
    if (!mirror_.damage.empty())
      mirror_.note =
          fmt::format("{} ({}): what can be read is mined, and each commit that needs more is rejected",
                      mirror_.name, mirror_.damage);
    else if (fs::exists(mirror_.path / "shallow"))
      mirror_.note = fmt::format(
          "{} is a shallow clone: what it has is mined, and the commits at which it is cut off have no "
          "parent to "
          "compare with (`git fetch --unshallow` brings the rest)",
          mirror_.name);
  }

  Done clone() {
    remove_left_parts();
    // A name of its own: a git whose parent was killed may still write to the folder of another run.
    std::string own = (cache_ / (part_ + "-XXXXXX")).string();
    if (::mkdtemp(own.data()) == nullptr) return cannot_keep(std::strerror(errno));
    const fs::path folder = own;
    aside_ = folder / "mirror";
    auto done = clone_aside();
    std::error_code error, ignored;
    if (done) error = base::flush_file_system(aside_);
    if (done && !error) fs::rename(mirror_.path, folder / "old", ignored);
    if (done && !error) fs::rename(aside_, mirror_.path, error);
    fs::remove_all(folder, ignored);
    if (error) return cannot_keep(error.message());
    return done;
  }

  Done clone_aside() {
    // --no-local: through the transport that checks objects, and no hard links into the user's repository.
    auto result = git_.run(
        {"clone", "--mirror", "--no-local", "--quiet", "--template=", "--", place_, aside_.string()});
    if (!result) return std::unexpected(result.error());
    if (result->succeeded) return forget_place();
    FetchFailure failure = failure_of(*result);
    if (failure.is_damage && kind_ == PlaceKind::folder) {
      auto copied = copy_as_it_is(failure.error.why);
      if (copied || copied.error().is_transient) return copied;
    }
    return std::unexpected(std::move(failure.error));
  }

  // Its URL may hold a token.
  Done forget_place() {
    const auto forgotten = git_.run({"-C", aside_.string(), "config", "--remove-section", "remote.origin"});
    if (!forgotten) return std::unexpected(forgotten.error());
    return check_clone();
  }

  // Of a damaged repository all that is there, so that its sound commits can be mined. Git refuses to send it, but copies
  // the files.
  Done copy_as_it_is(const std::string& damage) {
    std::error_code ignored;
    fs::remove_all(aside_, ignored);
    const auto copied = git_.run({"clone", "--mirror", "--local", "--no-hardlinks", "--quiet",
                                  "--template=", "--", place_, aside_.string()});
    if (!copied) return std::unexpected(copied.error());
    if (!copied->succeeded) return std::unexpected(failure_of(*copied).error);
    if (!(std::ofstream(aside_ / damage_mark) << damage << '\n').flush())
      return cannot_keep(std::strerror(errno));
    mirror_.damage = damage;
    return check_clone();
  }

  FetchFailure failure_of(const GitProgram::Result& result) const {
    return explain(mirror_.name, place_, kind_, result, git_.version());
  }

  // Of processes that were killed; nobody else clones here while we hold our lock.
  void remove_left_parts() const {
    std::vector<fs::path> left;
    std::error_code ignored;
    for (fs::directory_iterator it(cache_, ignored), end; it != end; it.increment(ignored)) {
      if (it->path().filename().string().starts_with(part_)) left.push_back(it->path());
    }
    for (const fs::path& path : left) fs::remove_all(path, ignored);
  }

  std::unexpected<base::Error> cannot_keep(std::string why) const {
    return std::unexpected(base::Error{"cannot keep the mirror of " + mirror_.name, std::move(why),
                                       "make room and writing possible in the store's folder", true});
  }

  Done check_clone() {
    const auto repository = Repository::open(aside_);
    if (!repository) return std::unexpected(about_place(repository.error()));
    const auto head = repository->head();
    if (!head) return std::unexpected(about_place(head.error()));
    return {};
  }

  base::Error about_place(base::Error problem) const {
    problem.problem = fmt::format("cannot mine {}", mirror_.name);
    return problem;
  }

  Done fetch() {
    remove_left_locks();
    auto head = git_.run({"ls-remote", "--symref", "--", place_, "HEAD"});
    if (!head) return std::unexpected(head.error());
    if (!head->succeeded) return as_it_was(*head);
    std::vector<std::string> fetch{
        "-C",   mirror_.path.string(), "fetch", "--quiet", "--prune", "--no-write-fetch-head", "--",
        place_, "+refs/*:refs/*"};
    // The commit of a HEAD that names no branch is on no branch, maybe.
    if (!head->out.empty()) fetch.push_back(std::string("+HEAD:") + kept_head);
    auto result = git_.run(std::move(fetch));
    if (!result) return std::unexpected(result.error());
    if (!result->succeeded) return as_it_was(*result);
    return follow_head(head->out);
  }

  // A place that cannot be reached for now.
  Done as_it_was(const GitProgram::Result& result) {
    base::Error problem = failure_of(result).error;
    if (!problem.is_transient || result.stopped) return std::unexpected(std::move(problem));
    mirror_.note = fmt::format("{} is as it was fetched last: {}", mirror_.name, problem.why);
    return {};
  }

  // git takes them away itself unless it is killed; nobody else writes here while we hold our lock.
  void remove_left_locks() {
    std::vector<fs::path> left;
    std::error_code ignored;
    for (auto it = fs::recursive_directory_iterator(mirror_.path, ignored);
         it != fs::recursive_directory_iterator(); it.increment(ignored)) {
      if (it->path().filename() == "objects" && it.depth() == 0) it.disable_recursion_pending();
      if (it->path().extension() == ".lock") left.push_back(it->path());
    }
    for (const fs::path& path : left) fs::remove(path, ignored);
  }

  // The default branch of the place may be another one by now, or none: a detached HEAD, or a bundle, which
  // tells the commit alone. `listed` is what ls-remote says. Without a HEAD ours leads nowhere, as after a
  // clone.
  Done follow_head(const std::string& listed) {
    std::vector<std::string> set{"-C", mirror_.path.string()};
    const std::string branch =
        listed.starts_with("ref: ") ? listed.substr(5, listed.find_first_of("\t\n") - 5) : "";
    if (listed.empty() || branch.starts_with("refs/heads/")) {
      set.insert(set.end(), {"symbolic-ref", "HEAD", listed.empty() ? "refs/heads/main" : branch});
    } else {
      set.insert(set.end(), {"update-ref", "--no-deref", "HEAD", kept_head});
    }
    auto result = git_.run(std::move(set));
    if (!result) return std::unexpected(result.error());
    if (!result->succeeded) return std::unexpected(failure_of(*result).error);
    return {};
  }

  Done read_name_and_identity() {
    const auto repository = Repository::open(mirror_.path);
    if (!repository) return std::unexpected(about_place(repository.error()));
    if (auto head = repository->head(); !head) return std::unexpected(about_place(head.error()));
    const auto roots = repository->roots();
    if (!roots) return std::unexpected(about_place(roots.error()));
    mirror_.identity = digest::sha256_hex(roots->oldest).substr(0, 16);
    mirror_.group = chat::repository_group(roots->first);
    if (kind_ != PlaceKind::folder) return {};
    auto origin = git_.run({"config", "--file", config_of_place().string(), "--get", "remote.origin.url"});
    if (!origin || !origin->succeeded) return {};
    const std::string url = origin->out.substr(0, origin->out.find('\n'));
    if (!simdjson::validate_utf8(url)) return {};
    if (const auto kind = kind_of_place(url);
        kind && *kind == PlaceKind::url && !url.starts_with("file://")) {
      mirror_.name = public_url(url);
    }
    return {};
  }

  // Of a linked work tree that of the repository to which it belongs.
  fs::path config_of_place() const {
    const fs::path place = place_, git = place / ".git";
    if (!fs::exists(git)) return place / "config";
    if (fs::is_directory(git)) return git / "config";
    const fs::path own = place / line_of(git, "gitdir: ");
    return own / line_of(own / "commondir", "") / "config";
  }

  // The first line without what it begins with; "" if it does not.
  static std::string line_of(const fs::path& file, std::string_view begin) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line.starts_with(begin) ? line.substr(begin.size()) : "";
  }

  std::string place_;
  PlaceKind kind_;
  GitProgram git_;
  Mirror mirror_;
  fs::path cache_, aside_, lock_file_;
  std::string part_;  // how the names of folders begin in which clones are made
  std::chrono::milliseconds wall_{0};
};

}  // namespace

base::Result<Mirror> update_mirror(std::string_view place, const MirrorOptions& options,
                                   std::stop_token stop) {
  const auto kind = kind_of_place(place);
  if (!kind) return std::unexpected(kind.error());
  auto git = GitProgram::find(options.wall, stop);
  if (!git) return std::unexpected(git.error());
  return Mirroring(std::string(place), *kind, options, *std::move(git)).update(stop);
}

}  // namespace git_miner
