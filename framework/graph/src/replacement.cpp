#include "replacement.hpp"

#include <optional>
#include <system_error>
#include <vector>

#include <graph/provenance.hpp>
#include <store/durable_file.hpp>

#include "exchange.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view aside_ending = ".flowrun-new", between_ending = ".flowrun-old",
                           removed_ending = ".flowrun-gone";

fs::path beside(const fs::path& folder, const std::string& name, std::string_view ending) {
  return folder / ("." + name + std::string(ending));
}

Exchange names_of(const fs::path& folder, const std::string& name) {
  return {.place = folder / name,
          .aside = aside_of(folder, name),
          .between = beside(folder, name, between_ending)};
}

void discard(const fs::path& path) {
  std::error_code ignored;  // the next run removes it
  fs::remove_all(path, ignored);
}

base::Error cannot_place(const fs::path& place, const std::error_code& error) {
  return {.problem = "cannot put " + place.string() + " in its place",
          .why = error.message(),
          .what_to_do = "check the folder and the disk"};
}

// What stands at a path; none where nothing does. What a link leads to is not flowrun's.
base::Result<std::optional<store::Contents>> contents_at(const fs::path& path, store::FileMemory& memory) {
  if (!is_there(path)) return std::nullopt;
  store::Contents contents;
  if (fs::is_symlink(path)) return store::Contents{{"", "link"}};
  if (const auto digest = store::digest_path(path, {.memory = &memory, .contents = &contents}); !digest)
    return std::unexpected(digest.error().as_error());
  return contents;
}

// Whether what was exchanged for the result, and waits aside now, is what flowrun wrote there before. It was looked at
// before the exchange; meanwhile somebody may have changed it.
base::Result<void> check_replaced(const fs::path& folder, const std::string& name,
                                  const PublishedFiles& published, store::FileMemory& memory) {
  const auto replaced = contents_at(aside_of(folder, name), memory);
  if (!replaced) return std::unexpected(replaced.error());
  return check_ours(published, name, *replaced);
}

// Moves `from` to the place of a previous version. At any moment there is a whole one or none.
void move_to_previous(const fs::path& folder, const fs::path& from, const std::string& name) {
  const fs::path place = previous_of(folder, name), removed = beside(folder, name, removed_ending);
  std::error_code error;
  fs::create_directories(place.parent_path(), error);
  if (!error && is_there(place)) error = try_rename(place, removed);
  if (!error) (void)try_rename(from, place);
  discard(removed);
}

// Keeps what was exchanged for the result and waits aside, and the provenance where that lies beside the result. Where that
// cannot be, as with another file system mounted there, nothing is kept.
void keep_previous(const fs::path& folder, const std::string& name, const PublishedFiles& published) {
  if (!is_there(aside_of(folder, name))) return;
  const std::string provenance = name + "." + std::string(provenance_name);
  const fs::path moved = previous_of(folder, provenance);
  const store::Contents* const replaced = published.written(name);
  const auto belongs = [&](const std::optional<Provenance>& known) {
    return known && replaced && replaced->contains("") && replaced->at("").ends_with(known->digest);
  };
  if (read_provenance(folder / provenance))
    move_to_previous(folder, folder / provenance, provenance);
  else if (!belongs(read_provenance(moved)))  // not one that a killed run has moved already
    discard(moved);
  move_to_previous(folder, aside_of(folder, name), name);
}

// A run without RENAME_EXCHANGE may have been killed between two names.
std::error_code leave_between(const Exchange& names) {
  if (!is_there(names.between)) return {};
  if (!is_there(names.place)) return try_rename(names.between, names.place);
  return is_there(names.aside) ? std::error_code() : try_rename(names.between, names.aside);
}

base::Result<void> finish_one(const fs::path& folder, const Replacement& one, PublishedFiles& published,
                              store::FileMemory& memory) {
  const Exchange names = names_of(folder, one.name);
  if (const auto error = leave_between(names)) return std::unexpected(cannot_place(names.place, error));
  auto standing = contents_at(names.place, memory);
  if (!standing) return std::unexpected(standing.error());
  if (!standing->has_value() || !is_as_written(**standing, one.contents)) {
    const auto waiting = contents_at(names.aside, memory);
    if (!waiting) return std::unexpected(waiting.error());
    if (!check_ours(published, one.name, *standing) || !waiting->has_value() ||
        !is_as_written(**waiting, one.contents))
      return published.forget(one.name), base::Result<void>();
    if (const auto error = exchange(names)) return std::unexpected(cannot_place(names.place, error));
  }
  if (check_replaced(folder, one.name, published, memory)) {
    keep_previous(folder, one.name, published);
    published.settle(one.name, one.contents);
  } else {
    if (const auto error = exchange(names)) return std::unexpected(cannot_place(names.place, error));
    published.forget(one.name);
  }
  return {};
}

base::Result<void> put_in_place(const fs::path& folder, const std::string& name) {
  const Exchange names = names_of(folder, name);
  const auto error =
      is_there(names.aside) ? exchange(names) : std::make_error_code(std::errc::no_such_file_or_directory);
  if (error) return std::unexpected(cannot_place(names.place, error));
  return {};
}

// Whether what is aside then is of no use any more. What cannot be put back stays expected, and what it replaced stays aside:
// the next run looks again.
bool put_back(const fs::path& folder, const std::string& name, bool is_placed, PublishedFiles& published) {
  const Exchange names = names_of(folder, name);
  if (is_placed && exchange(names)) return false;
  if (!is_there(names.between)) published.forget(name);
  return true;
}

std::vector<fs::path> leftovers(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.') &&
        (name.ends_with(aside_ending) || name.ends_with(between_ending) || name.ends_with(removed_ending)))
      found.push_back(entry->path());
  }
  return found;
}

}  // namespace

fs::path aside_of(const fs::path& folder, const std::string& name) {
  return beside(folder, name, aside_ending);
}

fs::path previous_of(const fs::path& folder, const std::string& name) { return folder / ".previous" / name; }

base::Result<void> check_ours(const PublishedFiles& published, const std::string& name,
                              const std::optional<store::Contents>& standing) {
  const auto objection = standing ? published.objection(name, *standing) : std::nullopt;
  if (objection) return base::failure(*objection, {}, std::string(move_away));
  return {};
}

base::Result<void> replace_all(const fs::path& folder, std::span<const Replacement> replacements,
                               PublishedFiles& published, store::FileMemory& memory) {
  // From here to the end both what stands there and what comes are known as flowrun's, whenever the process dies.
  for (const Replacement& one : replacements) published.expect(one.name, one.contents);
  auto outcome = published.save();
  std::size_t done = 0;
  for (; outcome && done < replacements.size(); ++done) {
    outcome = put_in_place(folder, replacements[done].name);
    if (!outcome) break;
  }
  for (std::size_t i = 0; outcome && i < done; ++i)
    outcome = check_replaced(folder, replacements[i].name, published, memory);
  if (outcome) {
    if (const auto flushed = store::flush(folder); !flushed)
      outcome = std::unexpected(flushed.error().as_error());
  }
  std::vector<fs::path> to_discard;
  for (std::size_t i = 0; i < replacements.size(); ++i) {
    const Replacement& one = replacements[i];
    if (outcome) {
      keep_previous(folder, one.name, published);
      published.settle(one.name, one.contents);
    } else if (!put_back(folder, one.name, i < done, published)) {
      continue;
    }
    to_discard.push_back(aside_of(folder, one.name));
  }
  // Should this fail, the next run finds what was expected and looks where it stands.
  (void)published.save();
  for (const fs::path& path : to_discard) discard(path);
  return outcome;
}

base::Result<void> finish_interrupted(const fs::path& folder, PublishedFiles& published,
                                      store::FileMemory& memory) {
  const PublishedFiles::Results expected = published.expected();
  for (const auto& [name, contents] : expected) {
    if (auto done = finish_one(folder, {name, contents}, published, memory); !done) return done;
  }
  if (auto saved = published.save(); !saved) return saved;
  for (const fs::path& path : leftovers(folder)) discard(path);
  return {};
}

}  // namespace flowrun::graph
