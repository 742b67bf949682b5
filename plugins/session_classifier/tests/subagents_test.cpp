// What the user took back, or archived, reaches the sessions of sub-agents.
#include <session_classifier/examples.hpp>
#include <session_classifier/listing_memory.hpp>
#include <session_classifier/store.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::fs::path;

// A tree of three generations: the parent's turn at 3000 is undone; one child was made before, one in it.
void write_sessions(const test::TemporaryFolder& folder, const std::string& parent_info) {
  const path storage = folder.path() / "storage";
  const auto session = [&](const std::string& id, const std::string& info) {
    test::write_file(storage / "session/p1" / (id + ".json"), info);
  };
  const auto message = [&](const std::string& session_id, const std::string& id, int created) {
    test::write_file(storage / "message" / session_id / (id + ".json"),
                     R"({"role":"user","time":{"created":)" + std::to_string(created) + "}}");
    test::write_file(storage / "part" / id / ("prt_" + id + ".json"), R"({"type":"text","text":"do it"})");
  };
  session("ses_parent", parent_info);
  message("ses_parent", "msg_1", 1000);
  message("ses_parent", "msg_2", 3000);
  session("ses_before", R"({"parentID":"ses_parent","time":{"created":2000,"updated":2000}})");
  message("ses_before", "msg_3", 2000);
  message("ses_before", "msg_4", 3500);  // asked again in the turn that is undone
  session("ses_within", R"({"parentID":"ses_parent","time":{"created":3200,"updated":3200}})");
  message("ses_within", "msg_5", 3200);
  session("ses_below", R"({"parentID":"ses_within","time":{"created":3300,"updated":3300}})");
  message("ses_below", "msg_6", 3300);
}

std::map<std::string, SessionRef> marked(const test::TemporaryFolder& folder) {
  const test::TemporaryFolder scratch;
  std::vector<StoreListing> listings;
  listings.push_back(list_sessions(folder.path(), scratch.path()));
  MergedListing merged = merge_listings(std::move(listings));
  ListingMemory memory;
  mark_subagents(merged.sessions, memory);
  std::map<std::string, SessionRef> found;
  for (SessionRef& ref : merged.sessions) found.emplace(ref.id, ref);
  return found;
}

std::vector<std::string> reasons(const SessionRef& ref) {
  const auto session = read_session(ref);
  REQUIRE(session);
  std::vector<std::string> found;
  for (const TurnResult& turn : training_examples(*session, {})) found.push_back(turn.reason);
  return found;
}

}  // namespace

TEST_CASE("what sub-agents did in an undone turn is undone, too, and what they did before is not") {
  const test::TemporaryFolder folder;
  write_sessions(folder, R"({"time":{"created":1000,"updated":1000},"revert":{"messageID":"msg_2"}})");
  const auto refs = marked(folder);
  REQUIRE(refs.size() == 4);
  CHECK_FALSE(refs.at("ses_parent").undone_from);
  CHECK(refs.at("ses_within").undone_from == 3000);
  CHECK(refs.at("ses_below").undone_from == 3000);
  CHECK(reasons(refs.at("ses_within")) == std::vector<std::string>{"reverted"});
  CHECK(reasons(refs.at("ses_below")) == std::vector<std::string>{"reverted"});
  CHECK(reasons(refs.at("ses_before")) == std::vector<std::string>{"not rust work", "reverted"});
}

TEST_CASE("an undo gives the sub-agents' sessions another fingerprint, and its end the old one") {
  const test::TemporaryFolder folder;
  write_sessions(folder, R"({"time":{"created":1000,"updated":1000}})");
  const auto before = marked(folder);
  write_sessions(folder, R"({"time":{"created":1000,"updated":1000},"revert":{"messageID":"msg_2"}})");
  const auto undone = marked(folder);
  CHECK(undone.at("ses_within").fingerprint != before.at("ses_within").fingerprint);
  write_sessions(folder, R"({"time":{"created":1000,"updated":1000}})");
  CHECK(marked(folder).at("ses_within").fingerprint == before.at("ses_within").fingerprint);
}

TEST_CASE("the sessions of an archived session's sub-agents are archived with it") {
  const test::TemporaryFolder folder;
  write_sessions(folder, R"({"time":{"created":1000,"updated":1000,"archived":9000}})");
  for (const auto& [id, ref] : marked(folder)) CHECK_MESSAGE(ref.archived, id);
  const test::TemporaryFolder other;
  write_sessions(other, R"({"time":{"created":1000,"updated":1000}})");
  for (const auto& [id, ref] : marked(other)) CHECK_FALSE_MESSAGE(ref.archived, id);
}
