#include <doctest/doctest.h>

#include "apply.hpp"

using edits::apply;
using edits::Edit;
using edits::edits_between;

TEST_CASE("equal texts need no edit") { CHECK(edits_between("a\nb\n", "a\nb\n").empty()); }

TEST_CASE("a changed line that is unique is replaced alone") {
  CHECK(edits_between("a\nb\nc\n", "a\nx\nc\n") == std::vector<Edit>{{"b\n", "x\n"}});
}

TEST_CASE("a line that is added takes a neighbour along, for an edit replaces something") {
  CHECK(edits_between("a\nb\n", "a\nx\nb\n") == std::vector<Edit>{{"a\n", "a\nx\n"}});
  CHECK(edits_between("a\nb\n", "x\na\nb\n") == std::vector<Edit>{{"a\n", "x\na\n"}});
}

TEST_CASE("context grows until the old text is unique") {
  CHECK(edits_between("f\n}\ng\n}\n", "f\n}\ng\nx\n}\n") == std::vector<Edit>{{"g\n", "g\nx\n"}});
  CHECK(edits_between("p\n}\nq\n}\n", "p\n}\nq\n]\n") == std::vector<Edit>{{"q\n}\n", "q\n]\n"}});
}

TEST_CASE("a line that is part of another is not unique") {
  CHECK(edits_between("ab\nb\n", "ab\nc\n") == std::vector<Edit>{{"ab\nb\n", "ab\nc\n"}});
}

TEST_CASE("changes up to three lines apart are one edit, those further apart are several") {
  CHECK(edits_between("a\n1\n2\n3\nb\n", "A\n1\n2\n3\nB\n").size() == 1);
  CHECK(edits_between("a\n1\n2\n3\n4\nb\n", "A\n1\n2\n3\n4\nB\n") ==
        std::vector<Edit>{{"a\n", "A\n"}, {"b\n", "B\n"}});
  CHECK(edits_between("a\n1\nb\n", "A\n1\nB\n", 0).size() == 2);
}

TEST_CASE("an old text is unique in what earlier edits have left, not in the original") {
  // "b" occurs once in the original, but the first edit brings another one.
  const std::string before = "a\n1\n2\n3\n4\nb\n";
  const std::string after = "b\n1\n2\n3\n4\nc\n";
  const auto edits = edits_between(before, after);
  CHECK(edits == std::vector<Edit>{{"a\n", "b\n"}, {"4\nb\n", "4\nc\n"}});
  CHECK(apply(before, edits) == after);
}

TEST_CASE("line ends are kept, and so is a last line without one") {
  CHECK(edits_between("a\r\nb\r\n", "a\r\nc\r\n") == std::vector<Edit>{{"b\r\n", "c\r\n"}});
  CHECK(apply("a\nb", edits_between("a\nb", "a\nb\n")) == "a\nb\n");
  CHECK(apply("a\nb\n", edits_between("a\nb\n", "a\nb")) == "a\nb");
  CHECK(apply("a\nb\n", edits_between("a\nb\n", "a\r\nb\r\n")) == "a\r\nb\r\n");
}

TEST_CASE("a text may lose all that it holds") {
  CHECK(edits_between("a\nb\n", "") == std::vector<Edit>{{"a\nb\n", ""}});
}

TEST_CASE("where every line is the same, the whole text is replaced") {
  CHECK(edits_between("a\na\na\n", "a\na\na\na\n") == std::vector<Edit>{{"a\na\na\n", "a\na\na\na\n"}});
}

TEST_CASE("bytes that are no text are replaced like others") {
  const std::string before("\0\xff\n\x80\n", 5);
  const std::string after("\0\xff\n\x81\n", 5);
  CHECK(apply(before, edits_between(before, after)) == after);
}

TEST_CASE("an edit whose old text is missing, repeated or empty cannot be applied") {
  CHECK_FALSE(apply("a\n", std::vector<Edit>{{"b", "c"}}));
  CHECK_FALSE(apply("aa", std::vector<Edit>{{"a", "c"}}));
  CHECK_FALSE(apply("aaa", std::vector<Edit>{{"aa", "c"}}));
  CHECK_FALSE(apply("a", std::vector<Edit>{{"", "c"}}));
}
