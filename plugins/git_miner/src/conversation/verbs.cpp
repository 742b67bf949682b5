#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "conversation/wording.hpp"

namespace git_miner {
namespace {

struct Verb {
  std::string_view base;
  std::string_view report;  // how a report begins: what was done, or what the program does now
};

// Verbs with which subjects of commits begin. Left out are those that are as often nouns there (test, format,
// log, build).
constexpr std::array verbs{Verb{"fix", "Fixed"},
                           Verb{"add", "Added"},
                           Verb{"remove", "Removed"},
                           Verb{"rm", "Removed"},
                           Verb{"rename", "Renamed"},
                           Verb{"move", "Moved"},
                           Verb{"use", "Now uses"},
                           Verb{"make", "Made"},
                           Verb{"change", "Changed"},
                           Verb{"replace", "Replaced"},
                           Verb{"improve", "Improved"},
                           Verb{"update", "Updated"},
                           Verb{"implement", "Implemented"},
                           Verb{"introduce", "Introduced"},
                           Verb{"support", "Added support for"},
                           Verb{"allow", "Now allows"},
                           Verb{"enable", "Enabled"},
                           Verb{"disable", "Disabled"},
                           Verb{"extract", "Extracted"},
                           Verb{"simplify", "Simplified"},
                           Verb{"refactor", "Refactored"},
                           Verb{"rework", "Reworked"},
                           Verb{"rewrite", "Rewrote"},
                           Verb{"split", "Split"},
                           Verb{"merge", "Merged"},
                           Verb{"handle", "Now handles"},
                           Verb{"avoid", "Now avoids"},
                           Verb{"prevent", "Prevented"},
                           Verb{"correct", "Corrected"},
                           Verb{"clean", "Cleaned"},
                           Verb{"convert", "Converted"},
                           Verb{"switch", "Switched"},
                           Verb{"migrate", "Migrated"},
                           Verb{"return", "Now returns"},
                           Verb{"print", "Now prints"},
                           Verb{"show", "Now shows"},
                           Verb{"set", "Now sets"},
                           Verb{"ensure", "Now ensures"},
                           Verb{"reduce", "Reduced"},
                           Verb{"optimize", "Optimized"},
                           Verb{"optimise", "Optimised"},
                           Verb{"parse", "Now parses"},
                           Verb{"validate", "Now validates"},
                           Verb{"check", "Now checks"},
                           Verb{"drop", "Dropped"},
                           Verb{"delete", "Deleted"},
                           Verb{"deprecate", "Deprecated"},
                           Verb{"expose", "Exposed"},
                           Verb{"export", "Exported"},
                           Verb{"create", "Created"},
                           Verb{"write", "Wrote"},
                           Verb{"skip", "Now skips"},
                           Verb{"ignore", "Now ignores"},
                           Verb{"limit", "Now limits"},
                           Verb{"increase", "Increased"},
                           Verb{"decrease", "Decreased"},
                           Verb{"restore", "Restored"},
                           Verb{"store", "Now stores"},
                           Verb{"collect", "Now collects"},
                           Verb{"unify", "Unified"},
                           Verb{"generalize", "Generalized"},
                           Verb{"reuse", "Now reuses"},
                           Verb{"pass", "Now passes"},
                           Verb{"call", "Now calls"},
                           Verb{"throw", "Now throws"},
                           Verb{"emit", "Now emits"},
                           Verb{"accept", "Now accepts"},
                           Verb{"reject", "Now rejects"},
                           Verb{"adjust", "Adjusted"},
                           Verb{"adapt", "Adapted"},
                           Verb{"apply", "Applied"},
                           Verb{"align", "Aligned"},
                           Verb{"hide", "Now hides"},
                           Verb{"highlight", "Now highlights"},
                           Verb{"derive", "Derived"},
                           Verb{"detect", "Now detects"},
                           Verb{"display", "Now displays"},
                           Verb{"expand", "Expanded"},
                           Verb{"extend", "Extended"},
                           Verb{"factor", "Factored"},
                           Verb{"flush", "Now flushes"},
                           Verb{"force", "Now forces"},
                           Verb{"include", "Now includes"},
                           Verb{"inline", "Inlined"},
                           Verb{"insert", "Inserted"},
                           Verb{"keep", "Now keeps"},
                           Verb{"load", "Now loads"},
                           Verb{"lower", "Lowered"},
                           Verb{"mark", "Marked"},
                           Verb{"normalize", "Normalized"},
                           Verb{"override", "Overrode"},
                           Verb{"perform", "Now performs"},
                           Verb{"port", "Ported"},
                           Verb{"preserve", "Now preserves"},
                           Verb{"propagate", "Now propagates"},
                           Verb{"provide", "Now provides"},
                           Verb{"raise", "Raised"},
                           Verb{"refine", "Refined"},
                           Verb{"register", "Registered"},
                           Verb{"require", "Now requires"},
                           Verb{"resolve", "Resolved"},
                           Verb{"respect", "Now respects"},
                           Verb{"retry", "Now retries"},
                           Verb{"save", "Now saves"},
                           Verb{"send", "Now sends"},
                           Verb{"separate", "Separated"},
                           Verb{"share", "Shared"},
                           Verb{"shorten", "Shortened"},
                           Verb{"sort", "Now sorts"},
                           Verb{"stop", "Now stops"},
                           Verb{"strip", "Now strips"},
                           Verb{"tidy", "Tidied"},
                           Verb{"track", "Now tracks"},
                           Verb{"treat", "Now treats"},
                           Verb{"trim", "Now trims"},
                           Verb{"turn", "Turned"},
                           Verb{"tweak", "Tweaked"},
                           Verb{"upgrade", "Upgraded"},
                           Verb{"verify", "Now verifies"},
                           Verb{"wrap", "Wrapped"},
                           Verb{"deduplicate", "Deduplicated"},
                           Verb{"consider", "Now considers"},
                           Verb{"prerender", "Prerendered"},
                           Verb{"bail", "Now bails"},
                           Verb{"compute", "Now computes"},
                           Verb{"calculate", "Now calculates"},
                           Verb{"prefer", "Now prefers"},
                           Verb{"warn", "Now warns"},
                           Verb{"swap", "Swapped"},
                           Verb{"bring", "Brought"},
                           Verb{"let", "Now lets"},
                           Verb{"give", "Now gives"},
                           Verb{"take", "Now takes"},
                           Verb{"put", "Put"},
                           Verb{"start", "Now starts"},
                           Verb{"wait", "Now waits"},
                           Verb{"wake", "Now wakes"},
                           Verb{"reset", "Now resets"},
                           Verb{"clear", "Now clears"},
                           Verb{"close", "Now closes"},
                           Verb{"open", "Now opens"},
                           Verb{"read", "Now reads"},
                           Verb{"escape", "Now escapes"},
                           Verb{"encode", "Now encodes"},
                           Verb{"decode", "Now decodes"},
                           Verb{"serialize", "Now serializes"},
                           Verb{"deserialize", "Now deserializes"},
                           Verb{"spawn", "Now spawns"},
                           Verb{"sanitize", "Now sanitizes"},
                           Verb{"initialize", "Now initializes"},
                           Verb{"initialise", "Now initialises"},
                           Verb{"invoke", "Now invokes"},
                           Verb{"narrow", "Narrowed"},
                           Verb{"widen", "Widened"},
                           Verb{"relax", "Relaxed"},
                           Verb{"tighten", "Tightened"},
                           Verb{"loosen", "Loosened"},
                           Verb{"harden", "Hardened"},
                           Verb{"speed", "Sped"},
                           Verb{"clamp", "Now clamps"},
                           Verb{"compare", "Now compares"},
                           Verb{"find", "Now finds"},
                           Verb{"fetch", "Now fetches"},
                           Verb{"download", "Now downloads"},
                           Verb{"connect", "Now connects"},
                           Verb{"bind", "Now binds"},
                           Verb{"listen", "Now listens"},
                           Verb{"broadcast", "Now broadcasts"},
                           Verb{"notify", "Now notifies"},
                           Verb{"publish", "Now publishes"},
                           Verb{"append", "Now appends"},
                           Verb{"prepend", "Now prepends"},
                           Verb{"join", "Now joins"},
                           Verb{"combine", "Combined"},
                           Verb{"concatenate", "Now concatenates"},
                           Verb{"copy", "Now copies"},
                           Verb{"borrow", "Now borrows"},
                           Verb{"hoist", "Hoisted"},
                           Verb{"lift", "Lifted"},
                           Verb{"flatten", "Flattened"},
                           Verb{"reorder", "Reordered"},
                           Verb{"rearrange", "Rearranged"},
                           Verb{"reorganize", "Reorganized"},
                           Verb{"reorganise", "Reorganised"},
                           Verb{"restructure", "Restructured"},
                           Verb{"consolidate", "Consolidated"},
                           Verb{"centralize", "Centralized"},
                           Verb{"encapsulate", "Encapsulated"},
                           Verb{"generate", "Now generates"},
                           Verb{"infer", "Now infers"},
                           Verb{"rely", "Now relies"},
                           Verb{"assert", "Now asserts"},
                           Verb{"assume", "Now assumes"},
                           Verb{"guarantee", "Now guarantees"},
                           Verb{"permit", "Now permits"},
                           Verb{"forbid", "Now forbids"},
                           Verb{"deny", "Now denies"},
                           Verb{"disallow", "Now disallows"},
                           Verb{"restrict", "Restricted"},
                           Verb{"suppress", "Now suppresses"},
                           Verb{"silence", "Silenced"},
                           Verb{"respond", "Now responds"},
                           Verb{"reply", "Now replies"},
                           Verb{"catch", "Now catches"},
                           Verb{"recover", "Now recovers"},
                           Verb{"distinguish", "Now distinguishes"},
                           Verb{"recognize", "Now recognizes"},
                           Verb{"recognise", "Now recognises"},
                           Verb{"interpret", "Now interprets"},
                           Verb{"truncate", "Now truncates"},
                           Verb{"pad", "Now pads"},
                           Verb{"indent", "Now indents"},
                           Verb{"colorize", "Now colorizes"},
                           Verb{"render", "Now renders"},
                           Verb{"draw", "Now draws"},
                           Verb{"refresh", "Now refreshes"},
                           Verb{"reload", "Now reloads"},
                           Verb{"reopen", "Now reopens"},
                           Verb{"reconnect", "Now reconnects"},
                           Verb{"repair", "Repaired"},
                           Verb{"undo", "Undid"},
                           Verb{"swallow", "Now swallows"},
                           Verb{"generalise", "Generalised"},
                           Verb{"modernize", "Modernized"},
                           Verb{"specify", "Now specifies"},
                           Verb{"configure", "Now configures"},
                           Verb{"accelerate", "Accelerated"},
                           Verb{"terminate", "Now terminates"},
                           Verb{"cancel", "Now cancels"},
                           Verb{"abort", "Now aborts"},
                           Verb{"evict", "Now evicts"},
                           Verb{"expire", "Now expires"},
                           Verb{"iterate", "Now iterates"},
                           Verb{"eliminate", "Eliminated"},
                           Verb{"inject", "Now injects"},
                           Verb{"isolate", "Isolated"},
                           Verb{"decouple", "Decoupled"},
                           Verb{"defer", "Now defers"},
                           Verb{"favor", "Now favors"},
                           Verb{"favour", "Now favours"},
                           Verb{"leverage", "Now leverages"},
                           Verb{"utilize", "Now utilizes"},
                           Verb{"bypass", "Now bypasses"},
                           Verb{"mention", "Now mentions"},
                           Verb{"explain", "Explained"},
                           Verb{"differentiate", "Now differentiates"},
                           Verb{"precalculate", "Precalculated"},
                           Verb{"organize", "Organized"},
                           Verb{"alter", "Altered"},
                           Verb{"clarify", "Clarified"},
                           Verb{"document", "Documented"}};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// Every spelling that such a verb may have; more than exist do no harm.
const std::map<std::string, const Verb*>& forms() {
  static const std::map<std::string, const Verb*> all = [] {
    std::map<std::string, const Verb*> map;
    for (const Verb& verb : verbs) {
      const std::string base(verb.base);
      std::string stem = base;
      if (base.ends_with('e') || base.ends_with('y')) stem.pop_back();
      for (const std::string& form : {base, lower(verb.report), base + "s", base + "es", stem + "ies",
                                      base + "ed", stem + "ed", stem + "ied", base + base.back() + "ed",
                                      base + "ing", stem + "ing", base + base.back() + "ing"}) {
        map.emplace(form, &verb);
      }
    }
    return map;
  }();
  return all;
}

struct Split {
  const Verb* verb = nullptr;
  std::string rest;  // with the blank in front
};

Split split(const std::string& subject) {
  const std::size_t end = std::min(subject.find(' '), subject.size());
  const auto found = forms().find(lower(subject.substr(0, end)));
  if (found == forms().end() || end == subject.size()) return {};
  return {found->second, subject.substr(end)};
}

// "fix the cursor and add a test" cannot be put into the past by its first word alone.
bool may_hold_another_verb(const std::string& rest) {
  for (const std::string_view joint : {" and ", " & ", " && ", ", ", "; ", " + ", " so ", " to "}) {
    for (std::size_t at = rest.find(joint); at != rest.npos; at = rest.find(joint, at + 1)) {
      if (split(rest.substr(at + joint.size()) + " ").verb) return true;
    }
  }
  return false;
}

}  // namespace

std::string as_request(const std::string& subject) {
  const Split parts = split(subject);
  if (!parts.verb) return "";
  return (parts.verb->base == "rm" ? "remove" : std::string(parts.verb->base)) + parts.rest;
}

std::string as_report(const std::string& subject) {
  const Split parts = split(subject);
  if (!parts.verb || may_hold_another_verb(parts.rest)) return "";
  return std::string(parts.verb->report) + parts.rest;
}

}  // namespace git_miner
