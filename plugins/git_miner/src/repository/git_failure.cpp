#include "repository/git_failure.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <base/printable.hpp>
#include <base/url.hpp>

#include "says_any.hpp"

namespace git_miner {
namespace {

// Without the mark of the other side; what belongs to the line before begins with a tab.
std::vector<std::string> messages_of(std::string_view err) {
  std::vector<std::string> messages;
  while (!err.empty()) {
    const std::size_t end = std::min(err.find('\n'), err.size());
    std::string_view line = err.substr(0, end);
    err.remove_prefix(std::min(end + 1, err.size()));
    if (line.starts_with("remote: ")) line.remove_prefix(8);
    line = line.substr(0, line.find_last_not_of(" \r") + 1);
    if (line.starts_with('\t') && !messages.empty())
      messages.back().append(" ").append(base::printable_line(line.substr(1)));
    else if (!line.empty())
      messages.push_back(base::printable_line(line));
  }
  return messages;
}

// What a server says of a commit that it does not have, in the words of a repository on this machine.
std::string in_plain_words(const std::string& message) {
  constexpr std::string_view missing = "not our ref ";
  const auto at = message.find(missing);
  if (at == message.npos) return message;
  const std::string id = message.substr(at + missing.size());
  if (id.find_first_not_of('0') == id.npos) return "a branch or a tag is damaged";
  return fmt::format("commit {}, which a branch or a tag names, is missing", id);
}

// "fatal: ", "error: " or "ssh: " before the text.
std::string without_name(const std::string& message) {
  for (const std::string_view name : {"fatal: ", "error: ", "ssh: "}) {
    if (message.starts_with(name)) return message.substr(name.size());
  }
  return message;
}

// The first that ended git, else the first error, else the last that it said. An error tells more than the missing commit
// that it leads to.
std::string cause_in(const std::string& err) {
  const auto messages = messages_of(err);
  const auto first = [&](std::string_view mark, bool with_missing) {
    return std::ranges::find_if(messages, [&](const std::string& message) {
      return message.starts_with(mark) && (with_missing || !message.contains("not our ref"));
    });
  };
  for (const auto found : {first("fatal: ", false), first("error: ", false), first("fatal: ", true)}) {
    if (found == messages.end()) continue;
    // What git says after a program that it started has failed; that said why.
    if (says_any(*found, {"Could not read from remote repository", "unable to fork"}) &&
        found != messages.begin())
      return in_plain_words(without_name(*std::prev(found)));
    return in_plain_words(without_name(*found));
  }
  return messages.empty() ? "git said nothing" : messages.back();
}

std::string version_that_reads(std::string_view extension) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> since = {
      {{"refstorage", "2.45"},
       {"relativeworktrees", "2.48"},
       {"compatobjectformat", "2.45"},
       {"objectformat", "2.29"}}};
  for (const auto& [name, version] : since) {
    if (extension.contains(name)) return fmt::format("git {} or later", version);
  }
  return "the git that wrote it, or a later one";
}

// None: git can read the repository's format.
std::optional<base::Error> format_problem(const std::string& problem, const std::string& cause,
                                          const std::string& version) {
  constexpr std::string_view extension = "repository extension found: ",
                             older = "Expected git repo version <= ";
  if (const auto at = cause.find(extension); at != cause.npos) {
    const std::string names = cause.substr(at + extension.size());
    return base::Error{
        problem,
        fmt::format("its format has the extension {}, which this git ({}) cannot read", names, version),
        fmt::format("install {}, or leave the repository out", version_that_reads(names))};
  }
  if (cause.starts_with(older))
    return base::Error{problem, fmt::format("its format is newer than this git ({}): {}", version, cause),
                       "install the git that wrote it, or leave the repository out"};
  return std::nullopt;
}

std::string trusting_command(const std::string& err, const std::string& place) {
  constexpr std::string_view command = "git config --global --add safe.directory ";
  const auto at = err.find(command);
  return at == err.npos ? fmt::format("{}'{}'", command, place) : err.substr(at, err.find('\n', at) - at);
}

std::optional<base::Error> fault_of_machine(const std::string& problem, const GitProgram::Result& result) {
  const auto transient = [&](std::string why, std::string what_to_do) {
    return base::Error{problem, std::move(why), std::move(what_to_do), true};
  };
  const std::string cause = cause_in(result.err);
  if (result.stopped) return transient("the run was stopped", "start it again");
  if (result.timed_out)
    return transient("git took too long", "try again, or clone it yourself and name the clone");
  if (result.killed || says_any(result.err, {"died of signal"}))
    return transient("git was killed", "see that memory suffices, and try again");
  if (says_any(result.err, {"No space left on device", "Disk quota exceeded"}))
    return transient(cause, "make room in the store's folder, and try again");
  if (says_any(result.err, {"Out of memory", "out of memory", "Cannot allocate memory", "Too many open files",
                            "Resource temporarily unavailable"}))
    return transient(cause, "try again when the machine has less to do");
  return std::nullopt;
}

// What the user can set right without touching the repository.
std::optional<base::Error> fault_of_setting(const std::string& problem, const std::string& place,
                                            PlaceKind kind, const std::string& err) {
  if (says_any(err, {"dubious ownership"}))
    return base::Error{problem, "the repository belongs to another user",
                       fmt::format("if you trust it, allow it with `{}`", trusting_command(err, place))};
  if (kind != PlaceKind::url && says_any(err, {"Permission denied"}))
    return base::Error{problem, fmt::format("access is denied: {}", cause_in(err)),
                       "let the user who runs this read all of the repository"};
  if (says_any(err, {"Host key verification failed"}))
    return base::Error{problem, "the key of its host is not known here, or is another one",
                       "connect to it once with ssh and look at its key"};
  if (says_any(err, {"cannot run ssh"}))
    return base::Error{problem, "the program ssh is not on the PATH",
                       "install it (apt-get install openssh-client)"};
  if (says_any(err, {"Could not resolve host"}))
    return base::Error{problem, cause_in(err), "check the name of the host and the network, and try again",
                       true};
  if (says_any(err, {"Authentication failed", "could not read Username", "Permission denied",
                     "terminal prompts disabled", "Repository not found", "returned error: 403",
                     "returned error: 404"}))
    return base::Error{problem, "it does not exist, or access is denied",
                       "check the URL and your credentials for it"};
  return std::nullopt;
}

base::Error rejection(base::Error error) {
  error.is_rejection = true;
  return error;
}

// What git takes for missing where it may not look: the first that is there and cannot be read; "" if all can.
std::string unreadable_part(const std::string& place) {
  const std::filesystem::path folder(place);
  for (const char* part : {".", ".git", ".git/HEAD", ".git/config", ".git/objects", ".git/refs", "HEAD",
                           "config", "objects", "refs"}) {
    const std::filesystem::path path = folder / part;
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES) return part;
  }
  return "";
}

// The texts are those of git 2.39 under LC_ALL=C.
FetchFailure explain_as_told(const std::string& name, const std::string& place, PlaceKind kind,
                             const GitProgram::Result& result, const std::string& version) {
  const std::string problem = fmt::format("cannot fetch {}", name);
  const std::string cause = cause_in(result.err);
  if (auto error = fault_of_machine(problem, result)) return {*std::move(error)};
  if (auto error = format_problem(problem, cause, version)) return {*std::move(error)};
  if (auto error = fault_of_setting(problem, place, kind, result.err)) return {*std::move(error)};
  if (says_any(result.err, {"does not appear to be a git repository", "not a git repository",
                            "not recognized as a git", "does not exist"})) {
    if (const std::string part = unreadable_part(place); kind != PlaceKind::url && !part.empty())
      return {base::Error{problem, fmt::format("access is denied: {} cannot be read", part),
                          "let the user who runs this read all of the repository"}};
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::path(place) / ".git", ignored))
      return {rejection({problem, "it is damaged: git takes its .git for no repository",
                         "see that .git holds HEAD, objects and refs, or leave the repository out"})};
    base::Error nothing{problem, "there is no git repository",
                        "name a repository's folder, a bundle or a URL"};
    return {kind == PlaceKind::url ? std::move(nothing) : rejection(std::move(nothing))};
  }
  if (says_any(result.err, {"promisor", "partial clone", "lazy fetch"}))
    return {rejection({problem, "it is a partial clone: objects are missing",
                       "complete it with `git fetch --refetch` after removing its filter"})};
  if (kind == PlaceKind::url) return {{problem, cause, "check the network and try again", true}};
  return {rejection(
              {problem, "it is damaged: " + cause, "check it with `git fsck` and mend it, or leave it out"}),
          true};
}

}  // namespace

FetchFailure explain(const std::string& name, const std::string& place, PlaceKind kind,
                     const GitProgram::Result& result, const std::string& version) {
  FetchFailure failure = explain_as_told(name, place, kind, result, version);
  for (std::string* text : {&failure.error.problem, &failure.error.why, &failure.error.what_to_do})
    *text = base::without_credentials(*text);
  return failure;
}

}  // namespace git_miner
