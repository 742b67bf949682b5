// One result on its way to its place.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "origins.hpp"
#include "replacement.hpp"
#include "run_state.hpp"
#include "write_aside.hpp"

namespace flowrun::graph {

class Publisher {
 public:
  // `index` in Plan::publish.
  Publisher(RunState& run, std::size_t index);

  // "" or the stage because of which there is nothing to publish.
  [[nodiscard]] std::string obstacle() const;

  // Writes the result aside, unless it stands there already; `replacement` tells which. Throws std::filesystem's errors.
  base::Result<void> prepare(PublishedFiles& files);
  // Puts its provenance into what waits aside, so that both come into their place in one step, if it is a folder.
  base::Result<void> add_provenance(Origins& origins) const;
  // Once it stands in its place: makes its provenance what it should be, unless it is that already.
  base::Result<void> settle_provenance(Origins& origins) const;

  [[nodiscard]] const std::optional<Replacement>& replacement() const { return replacement_; }
  [[nodiscard]] const std::string& name() const { return report_.name; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const store::Digest& digest() const { return digest_; }  // once prepared

  void give_up(std::string why, std::string what_to_do = {});
  void give_up(const base::Error& error);
  // Of what this run wrote. Before finish_interrupted a killed run's result waits there, which may be completed.
  void discard_aside() const;
  // It stands in its place now, or did before.
  PublishReport finish();

 private:
  struct Standing {
    store::Digest digest;
    store::Contents contents;
  };

  [[nodiscard]] bool is_artifact() const;
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] base::Error empty_error() const;
  base::Result<void> prepare_object(PublishedFiles& files);
  base::Result<void> prepare_lines(PublishedFiles& files);
  base::Result<store::Digest> object();
  // What stands in the result's place, without the provenance that flowrun put there.
  [[nodiscard]] base::Result<std::optional<Standing>> look(const PublishedFiles& files) const;
  [[nodiscard]] base::Result<void> check(const PublishedFiles& files,
                                         const std::optional<Standing>& standing) const;
  base::Result<void> keep(PublishedFiles& files, const Standing& standing);
  base::Result<void> wait_aside(base::Result<WrittenAside> written, bool replaces);
  [[nodiscard]] std::filesystem::path aside() const;

  RunState& run_;
  const std::size_t index_;
  const PublishedPort& published_;
  Intake& intake_;
  PublishReport report_;
  store::Digest digest_;
  bool comes_with_provenance_ = false;  // a folder with a provenance.json of its own
  bool replaces_ = false;               // something stood there that is replaced
  std::optional<Replacement> replacement_;
};

}  // namespace flowrun::graph
