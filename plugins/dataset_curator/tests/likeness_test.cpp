#include "likeness.hpp"

#include <doctest/doctest.h>

using dataset_curator::CodeChange;
using dataset_curator::Likeness;
using dataset_curator::OwnWork;
using dataset_curator::shingles_of;

namespace {

const std::string tank_code = R"(
/// Litres per minute, of all pumps that run.
pub fn inflow(&self, since: Instant) -> Result<f64, TankError> {
    let passed = since.elapsed().as_secs_f64();
    if passed < self.shortest_interval { return Err(TankError::TooSoon(passed)); }
    let mut total = 0.0;
    for pump in self.pumps.iter() { total += pump.litres - pump.drained * passed; }
    self.history.push(Sample { total, passed, valves: self.valves.len() });
    Ok(total / passed * 60.0)
}
)";

const std::string barn_code = R"(
pub fn harvest(&self, start: Moment) -> Result<f64, BarnFault> {
    let days = start.elapsed().as_secs_f64();
    if days < self.first_season { return Err(BarnFault::Early(days)); }
    let mut grain = 1.0;
    for field in self.fields.iter() { grain += field.tons - field.eaten * days; }
    self.log.push(Entry { grain, days, carts: self.carts.len() });
    Ok(grain / days * 7.5)
}
)";

OwnWork tank() {
  return {
      .request = "Tell the `inflow` of the tank. Refuse intervals that are shorter than `shortest_interval`.",
      .told = "The inflow is there now, with an error for short intervals.",
      .changes = {{"src/tank.rs", tank_code, tank_code}}};
}

Likeness::Kind kind(const OwnWork& a, const OwnWork& b) {
  return likeness(shingles_of(a), shingles_of(b), {}).kind;
}

}  // namespace

TEST_CASE("white space and comments do not count, and order does not") {
  OwnWork copy = tank();
  std::string& code = copy.changes[0].text;
  for (std::size_t at = 0; (at = code.find("    ", at)) != std::string::npos;) code.replace(at, 4, "\t");
  CHECK(kind(tank(), copy) == Likeness::Kind::near_duplicate);
  copy.changes[0].text =
      tank_code.substr(tank_code.find("    let mut")) + tank_code.substr(0, tank_code.find("    let mut"));
  const auto found = likeness(shingles_of(tank()), shingles_of(copy), {});
  CHECK(found.kind == Likeness::Kind::near_duplicate);
  CHECK(found.index > 0.9);
}

TEST_CASE("a copy with other names is a near duplicate if its request is one, too") {
  OwnWork copy{
      .request = "Tell the `harvest` of the tank. Refuse intervals that are shorter than `first_season`.",
      .told = "Done.",
      .changes = {{"src/barn.rs", barn_code, barn_code}}};
  CHECK(kind(tank(), copy) == Likeness::Kind::near_duplicate);
  copy.request = "Our farmers want to see what came in so far. Never before autumn.";
  CHECK(kind(tank(), copy) == Likeness::Kind::same_shape);
}

TEST_CASE(
    "the same added lines are a near duplicate, whatever was said: a session and the commit it became") {
  OwnWork commit{.request = "Fix level() returning 0 for everything below full scale",
                 .told = "Levels are computed in 32 bits.",
                 .changes = {{"src/lib.rs", "", ""}}};
  commit.changes[0].text = commit.changes[0].added =
      "(u32::from(raw) * 100 / 1023) as u16\n#[test]\nfn half() {\n    assert_eq!(level(512), 50);\n}\n";
  OwnWork session = commit;
  session.request = "my gauge always shows zero, have a look please";
  session.told = "raw / 1023 is an integer division. I multiply first, and added a test.";
  CHECK(kind(session, commit) == Likeness::Kind::near_duplicate);
  session.changes[0].added = session.changes[0].text = "        _ => \"high\",\n";
  CHECK(kind(session, commit) == Likeness::Kind::none);
}

TEST_CASE(
    "a commit that has a test beside what a session did is its duplicate, if both were asked for alike") {
  const std::string line = "    let full = (u32::from(raw) * 100 / 1023) as u16;\n";
  const std::string test =
      "#[test]\nfn half_of_the_scale_is_fifty() {\n    assert_eq!(level(512), 50);\n    "
      "assert_eq!(level(0), 0, \"nothing is nothing\");\n}\n";
  OwnWork session{.request = "Fix level() returning 0 for everything below full scale",
                  .told = "Done.",
                  .changes = {{"src/lib.rs", line, line}}};
  OwnWork commit{.request = "Please fix level() returning 0 for everything below full scale.",
                 .told = "I changed it.",
                 .changes = {{"src/lib.rs", line + test, line + test}}};
  CHECK(kind(session, commit) == Likeness::Kind::near_duplicate);
  session.request = "Why do I get zero?";
  CHECK(kind(session, commit) == Likeness::Kind::none);
}

TEST_CASE("short code of one shape says nothing") {
  const auto one_line = [](const std::string& code) {
    return OwnWork{.request = code + " is asked for", .told = "", .changes = {{"a.rs", code, code}}};
  };
  CHECK(kind(one_line("let width = column.width(3);"), one_line("let taste = apple.smell(7);")) ==
        Likeness::Kind::none);
}

TEST_CASE("short code that differs in a literal is another task, though all else is alike") {
  const auto fix = [](const std::string& name, const std::string& index) {
    const std::string code = "pub fn " + name + "(values: &[i32]) -> i32 {\n    if values.len() <= " + index +
                             " {\n        return 0;\n    }\n";
    return OwnWork{.request = "Prevent a panic of " + name + " for short slices, please.",
                   .told = "I changed `" + name + "`.",
                   .changes = {{"src/lib.rs", code, code.substr(code.find('\n') + 1)}}};
  };
  CHECK(kind(fix("first", "0"), fix("second", "1")) == Likeness::Kind::none);
  CHECK(kind(fix("first", "0"), fix("erste", "0")) == Likeness::Kind::near_duplicate);
}

TEST_CASE("other code on the same file is no duplicate") {
  OwnWork other = tank();
  other.request = "Close the valves of a tank when it is full.";
  other.told = "They close now.";
  other.changes[0].text = other.changes[0].added = R"(
    pub fn close_valves(&mut self) -> usize {
        let full = self.level() >= self.capacity;
        let open = self.valves.iter_mut().filter(|valve| full && valve.is_open());
        open.map(|valve| valve.close(Reason::Full)).count()
    })";
  CHECK(kind(tank(), other) == Likeness::Kind::none);
}
