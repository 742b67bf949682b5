#include "proof/verified_text.hpp"

#include <utility>

#include <base/json.hpp>
#include <base/json_writer.hpp>

#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

void write(base::JsonWriter& json, const CapturedRun& run) {
  json.begin_object().member("command", run.command).member("output", run.output);
  json.member("exit_code", run.exit_code).end_object();
}

void write(base::JsonWriter& json, std::string_view name, const std::vector<CapturedRun>& runs) {
  json.key(name).begin_array();
  for (const CapturedRun& run : runs) write(json, run);
  json.end_array();
}

void write(base::JsonWriter& json, const Proof& proof) {
  json.begin_object().member("kind", proof.kind).key("tests_first").begin_object();
  for (const auto& [path, text] : proof.tests_first) json.member(path, text);
  json.end_object();
  write(json, "before", proof.before);
  write(json, "after", proof.after);
  json.key("left_out").begin_array();
  for (const LeftOutCheck& check : proof.left_out) {
    json.begin_object().member("command", check.command).member("why", check.why);
    if (check.baseline) write(json.key("baseline"), *check.baseline);
    json.end_object();
  }
  json.end_array().key("remedies").begin_array();
  for (const std::string& remedy : proof.remedies) json.string(remedy);
  json.end_array().member("toolchain", proof.toolchain).end_object();
}

CapturedRun run_of(const base::Json& run) {
  return {std::string(run["command"].string()), std::string(run["output"].string()),
          static_cast<int>(run["exit_code"].integer().value_or(-1))};
}

std::vector<CapturedRun> runs_of(const base::Json& list) {
  std::vector<CapturedRun> runs;
  for (const base::Json& run : list.items) runs.push_back(run_of(run));
  return runs;
}

LeftOutCheck left_out_of(const base::Json& check) {
  LeftOutCheck left_out{std::string(check["command"].string()), std::string(check["why"].string())};
  if (!check["baseline"].members.empty()) left_out.baseline = run_of(check["baseline"]);
  return left_out;
}

std::optional<Proof> proof_of(const base::Json& json) {
  const auto kind = base::enum_of<ProofKind>(json["kind"].string());
  if (!kind) return std::nullopt;
  Proof proof{.kind = *kind,
              .tests_first = {},
              .before = runs_of(json["before"]),
              .after = runs_of(json["after"]),
              .left_out = {},
              .remedies = {},
              .toolchain = std::string(json["toolchain"].string())};
  for (const auto& [path, text] : json["tests_first"].members)
    proof.tests_first.emplace(path, std::string(text.string()));
  for (const base::Json& check : json["left_out"].items) proof.left_out.push_back(left_out_of(check));
  for (const base::Json& remedy : json["remedies"].items) proof.remedies.emplace_back(remedy.string());
  return proof;
}

}  // namespace

std::string text_of(const Verified& verified) {
  base::JsonWriter json;
  json.begin_object();
  if (verified.proof) {
    json.key("proof");
    write(json, *verified.proof);
  }
  if (verified.reason) json.member("reason", *verified.reason).member("evidence", verified.evidence);
  return std::move(json.end_object()).take();
}

std::optional<Verified> verified_of(std::string_view text) {
  const auto json = base::parse_json(text);
  if (!json) return std::nullopt;
  Verified verified{.proof = proof_of((*json)["proof"]),
                    .reason = base::enum_of<Unproved>((*json)["reason"].string()),
                    .evidence = std::string((*json)["evidence"].string())};
  if (!verified.proof && !verified.reason) return std::nullopt;
  // It would skip tests for no reason that can be told: it is to be made again.
  if (verified.proof && !shows_skipped_tests(*verified.proof)) return std::nullopt;
  return verified;
}

}  // namespace git_miner
