#include <doctest/doctest.h>

#include <report/text_table.hpp>
#include <report/text_width.hpp>

using flowrun::report::clipped;
using flowrun::report::TextTable;

TEST_CASE("columns are aligned by characters, without blanks at the end of a line") {
  TextTable table({{"stage"}, {"units", TextTable::Align::right}, {"status"}});
  CHECK(table.is_empty());
  table.add({"ä", "7", "ok"});
  table.add({"curated", "1200", ""});
  CHECK(table.text(0, false) ==
        "stage    units  status\n"
        "ä            7  ok\n"
        "curated   1200\n");
}

TEST_CASE("cells cannot steer the terminal or break a line") {
  TextTable table({{"a"}});
  table.add({"x\x1b[31m\ny"});
  CHECK(table.text(0, false) == "a\nx\\x1b[31m\\ny\n");
}

TEST_CASE("lines are clipped to the width, colours apart") {
  TextTable table({{"one"}, {"two"}});
  table.add({"äbc", "defgh"});
  CHECK(table.text(7, true) == "\x1b[1mone  t…\x1b[0m\näbc  d…\n");
  CHECK(clipped("äöü", 3) == "äöü");
  CHECK(clipped("äöü", 2) == "ä…");
  CHECK(clipped("abc", 0) == "abc");
}

TEST_CASE("wide characters take two columns, and combining ones none") {
  using flowrun::report::columns_of;
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("目录") == 4);
  CHECK(columns_of("e\u0301") == 1);
  CHECK(clipped("目录x", 4) == "目…");
  CHECK(clipped("目录", 4) == "目录");
}
