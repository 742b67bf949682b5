#include "change/common_words.hpp"

#include <set>

#include "change/verbs.hpp"

namespace git_miner {
namespace {

using Words = std::set<std::string_view>;

// Words of any request, those that tell where a program runs, and words that mean something else in prose than in code.
const Words common_words{
    "about",         "above",        "accidentally", "actual",         "actually",     "adding",
    "additional",    "additionally", "after",        "again",          "against",      "allow",
    "allows",        "almost",       "already",      "also",           "although",     "always",
    "amount",        "another",      "answer",       "anything",       "anyway",       "apparently",
    "application",   "apply",        "approach",     "arguably",       "argument",     "arguments",
    "around",        "available",    "avoid",        "basically",      "because",      "become",
    "been",          "before",       "behave",       "behaves",        "behavior",     "behaviour",
    "being",         "believe",      "below",        "besides",        "better",       "between",
    "bigger",        "boolean",      "both",         "branch",         "broken",       "bugs",
    "bunch",         "called",       "calls",        "cannot",         "care",         "case",
    "cases",         "cause",        "caused",       "causes",         "causing",      "certain",
    "certainly",     "change",       "changed",      "changes",        "check",        "checking",
    "checks",        "cleaner",      "cleanup",      "code",           "commit",       "common",
    "completely",    "constructor",  "contains",     "correct",        "correctly",    "correctness",
    "could",         "course",       "crate",        "currently",      "default",      "details",
    "difference",    "differences",  "different",    "directly",       "disable",      "disabled",
    "does",          "doesn",        "doing",        "done",           "each",         "edge",
    "effect",        "effective",    "effectively",  "either",         "else",         "enable",
    "enabled",       "enough",       "entire",       "entirely",       "enum",         "enums",
    "especially",    "essentially",  "even",         "eventually",     "ever",         "every",
    "everything",    "exact",        "exactly",      "example",        "examples",     "expected",
    "explicit",      "explicitly",   "fail",         "failed",         "fails",        "faster",
    "field",         "fields",       "file",         "files",          "find",         "first",
    "fixed",         "fixes",        "fixing",       "following",      "follows",      "fortunately",
    "found",         "from",         "fully",        "function",       "functions",    "further",
    "general",       "generally",    "gets",         "give",           "given",        "gives",
    "good",          "handle",       "handled",      "handling",       "happen",       "happens",
    "have",          "having",       "help",         "here",           "hopefully",    "however",
    "idea",          "ideally",      "implement",    "implementation", "implemented",  "implementing",
    "implicit",      "implicitly",   "improvement",  "improvements",   "improves",     "include",
    "incorrect",     "incorrectly",  "instead",      "integer",        "into",         "invalid",
    "issue",         "issues",       "itself",       "just",           "kind",         "know",
    "large",         "larger",       "last",         "later",          "lead",         "leads",
    "least",         "less",         "library",      "like",           "likely",       "line",
    "lines",         "linux",        "list",         "little",         "logic",        "long",
    "longer",        "look",         "looks",        "macos",          "made",         "main",
    "make",          "makes",        "making",       "many",           "matter",       "maybe",
    "mean",          "means",        "mentioned",    "method",         "methods",      "might",
    "module",        "more",         "most",         "motivation",     "much",         "multiple",
    "must",          "name",         "namely",       "names",          "necessarily",  "necessary",
    "need",          "needed",       "needs",        "never",          "next",         "nicer",
    "notably",       "nothing",      "notice",       "noticed",        "number",       "obvious",
    "often",         "once",         "one",          "only",           "optimization", "originally",
    "other",         "others",       "otherwise",    "ours",           "over",         "overhead",
    "overheads",     "parameter",    "parameters",   "part",           "particular",   "per",
    "performance",   "perhaps",      "place",        "places",         "platform",     "platforms",
    "please",        "point",        "possible",     "possibly",       "potentially",  "presumably",
    "previous",      "previously",   "probably",     "problem",        "program",      "project",
    "properly",      "provide",      "provided",     "purpose",        "question",     "quite",
    "rather",        "really",       "reason",       "reasonable",     "recent",       "recently",
    "related",       "relatively",   "release",      "repository",     "result",       "results",
    "right",         "run",          "running",      "rust",           "same",         "seem",
    "seems",         "sense",        "several",      "should",         "side",         "similar",
    "simple",        "simply",       "since",        "single",         "slightly",     "slower",
    "small",         "smaller",      "some",         "something",      "sometimes",    "source",
    "specific",      "specifically", "speed",        "start",          "state",        "still",
    "string",        "strings",      "struct",       "structs",        "subtle",       "such",
    "support",       "sure",         "take",         "taken",          "takes",        "test",
    "tests",         "than",         "thanks",       "that",           "their",        "them",
    "then",          "there",        "therefore",    "these",          "they",         "thing",
    "things",        "this",         "those",        "though",         "thread",       "threads",
    "three",         "through",      "thus",         "time",           "together",     "too",
    "trait",         "traits",       "trick",        "tricky",         "tried",        "true",
    "turns",         "two",          "type",         "types",          "under",        "unexpected",
    "unfortunately", "unix",         "unless",       "until",          "used",         "user",
    "users",         "uses",         "using",        "usually",        "valid",        "value",
    "values",        "variable",     "variables",    "various",        "version",      "versions",
    "very",          "via",          "want",         "well",           "were",         "what",
    "whatever",      "when",         "whenever",     "where",          "whether",      "which",
    "while",         "whole",        "will",         "windows",        "with",         "within",
    "without",       "work",         "working",      "works",          "worth",        "would",
    "wrong",         "wrongly",      "your",
};

// Words of any sentence, and names of std, that stand inside so many others that nobody searches for them.
const Words short_words{"all", "and", "any", "are", "but", "can", "did", "had", "has", "how", "its", "may",
                        "not", "now", "off", "our", "own", "the", "The", "was", "who", "why", "you"};

const Words common_names{"self",          "Self",         "super",       "crate",
                         "true",          "false",        "Some",        "None",
                         "Err",           "let",          "mut",         "pub",
                         "use",           "mod",          "impl",        "struct",
                         "enum",          "trait",        "type",        "where",
                         "for",           "while",        "loop",        "match",
                         "else",          "return",       "break",       "continue",
                         "move",          "ref",          "dyn",         "async",
                         "await",         "const",        "static",      "unsafe",
                         "extern",        "std",          "core",        "alloc",
                         "String",        "str",          "Vec",         "Option",
                         "Result",        "Box",          "Arc",         "Rc",
                         "bool",          "usize",        "isize",       "char",
                         "new",           "from",         "into",        "clone",
                         "iter",          "map",          "unwrap",      "expect",
                         "len",           "push",         "get",         "set",
                         "insert",        "collect",      "into_iter",   "to_string",
                         "to_owned",      "as_ref",       "as_str",      "as_mut",
                         "is_some",       "is_none",      "is_empty",    "format",
                         "println",       "assert_eq",    "assert",      "derive",
                         "Debug",         "Clone",        "Copy",        "Default",
                         "Display",       "PartialEq",    "allow",       "cfg",
                         "test",          "tests",        "unwrap_or",   "unwrap_or_else",
                         "and_then",      "ok_or",        "path",        "PathBuf",
                         "Path",          "OsStr",        "OsString",    "HashMap",
                         "HashSet",       "BTreeMap",     "Write",       "Read",
                         "write",         "writeln",      "read",        "name",
                         "value",         "file",         "line",        "from_str",
                         "eprintln",      "u8",           "u16",         "u32",
                         "u64",           "i32",          "i64",         "f64",
                         "args",          "result",       "error",       "Error",
                         "main",          "filter",       "next",        "default",
                         "Iterator",      "IntoIterator", "AsRef",       "fmt",
                         "Formatter",     "io",           "Ok",          "process",
                         "panic",         "vec",          "matches",     "push_str",
                         "extend",        "contains",     "starts_with", "ends_with",
                         "to_vec",        "join",         "inline",      "must_use",
                         "non_exhaustive"};

}  // namespace

bool is_common_word(std::string_view word) {
  static const Words verbs = [] {
    Words all;
    for (const Verb& verb : subject_verbs()) all.insert(verb.base);
    return all;
  }();
  return common_words.contains(word) || short_words.contains(word) || verbs.contains(word);
}

bool is_telling_name(std::string_view name) {
  return name.size() >= 3 && !common_names.contains(name) && !short_words.contains(name);
}

}  // namespace git_miner
