#include <rust_code/error_handling.hpp>

#include "parse.hpp"

namespace {

std::string passes(const std::string& body,
                   const std::string& head = "fn f(r: Result<u8, E>) -> Result<u8, F>") {
  std::string text;
  for (const auto& pass : rust_code::find_manual_passes(parse_clean(head + " {" + body + "}"))) {
    text += (text.empty() ? "" : " ") + std::string(rust_code::name_of(pass.form));
  }
  return text;
}

}  // namespace

TEST_CASE("a match that only returns the error is found, wrapped or not") {
  CHECK(passes("let v = match g() { Ok(v) => v, Err(e) => return Err(e) }; h(v)") == "match_return");
  CHECK(passes("let v = match r { Err(e) => { return Err(e.into()); } Ok(v) => v }; h(v)") == "match_return");
  CHECK(passes("match g() { Ok(v) => { a(v); b() } Err(e) => return Err(F::Parse { source: e }), }") ==
        "match_return");
  CHECK(
      passes("let v = match g().await { Ok(v) => v, Err(_) => return Err(F::Bad(format!(\"x\"))) }; h(v)") ==
      "match_return");
}

TEST_CASE("a match that ends the function with the error is found, at any depth of tails") {
  CHECK(passes("match g() { Ok(v) => Ok(v), Err(e) => Err(F::Parse(e)) }") == "match_tail");
  CHECK(passes("if a { match g() { Ok(v) => Ok(v + 1), Err(e) => Err(e.into()) } } else { Ok(1) }") ==
        "match_tail");
  CHECK(passes("return match g() { Ok(v) => h(v), Err(e) => Err(e.into()) };") == "match_tail");
  CHECK(passes("x.map(|y| match g(y) { Ok(v) => Ok(v), Err(e) => Err(F(e)) }); Ok(1)") == "match_tail");
  CHECK(passes("let kept = match g() { Ok(v) => Ok(v), Err(e) => Err(F(e)) }; log(&kept); kept").empty());
}

TEST_CASE("if-let, let-else and checks that only return are found") {
  CHECK(passes("if let Err(e) = g() { return Err(e.into()); } Ok(1)") == "if_let_return");
  CHECK(passes("let Ok(v) = g() else { return Err(F::Bad) }; Ok(v)") == "let_else");
  CHECK(passes("if let Ok(v) = g() { Ok(v) } else { Err(F::Bad) }") == "if_let_ok_else");
  CHECK(passes("let v = if let Ok(v) = g() { v } else { return Err(F::Bad) }; Ok(v)") == "if_let_ok_else");
  CHECK(passes("if r.is_err() { return Err(F::Bad); } Ok(1)") == "check_return");
  CHECK(passes("if o.is_none() { return None; } o", "fn f(o: Option<u8>) -> Option<u8>") == "check_return");
}

TEST_CASE("what does more than pass the error on is left alone") {
  CHECK(passes("match g() { Ok(v) => Ok(v), Err(e) => { warn!(\"{e}\"); return Err(e.into()); } }").empty());
  CHECK(passes("match g() { Ok(v) => Ok(v), Err(_) => Ok(0) }").empty());
  CHECK(passes("match g() { Ok(v) => Ok(v), Err(e) if e.retry() => h(), Err(e) => Err(e.into()) }").empty());
  CHECK(
      passes("match g() { Ok(v) => Ok(v), Err(E::Gone) => Ok(0), Err(e) => return Err(e.into()) }").empty());
  CHECK(passes("loop { match g() { Ok(v) => return Ok(v), Err(_) => continue } }").empty());
  CHECK(passes("match g() { Ok(v) => Ok(v), Err(e) => return Err(wrap(e).await) }").empty());
  CHECK(passes("match o { Some(v) => Ok(v), None => return Err(F::Bad) }").empty());
  CHECK(passes("let Ok(Some(v)) = g() else { return Err(F::Bad) }; Ok(v)").empty());
  CHECK(passes("if let Err(e) = g() { return Err(e.into()); } else { h(); } Ok(1)").empty());
  CHECK(
      passes("if let Ok(v) = a() { Ok(v) } else if let Ok(v) = b() { Ok(v) } else { Err(F::Bad) }").empty());
  CHECK(passes("if r.is_err() && strict { return Err(F::Bad); } Ok(1)").empty());
}

TEST_CASE("a borrowed result, or one that is needed again, is left alone") {
  CHECK(passes("match &self.state { Ok(v) => Ok(*v), Err(e) => return Err(e.clone()) }").empty());
  CHECK(passes("match r.as_ref() { Ok(v) => Ok(*v), Err(e) => return Err(wrap(e)) }").empty());
  CHECK(passes("if let Err(e) = r { return Err(e); } done(r)").empty());
  CHECK(passes("fn inner(r: u8) -> u8 { r } match r { Ok(v) => Ok(v), Err(e) => return Err(e) }") ==
        "match_return");
}

TEST_CASE("asking whether a value is there, without taking it, is left alone") {
  CHECK(passes("if self.name.is_none() { return Err(Closed); } self.lines.push(x); Ok(())").empty());
  CHECK(passes("if self.name.is_none() { return Err(Closed); } Ok(self.name.unwrap())") == "check_return");
  CHECK(passes("if o.is_none() { return Err(E); } oo(p.o2)").empty());
}

TEST_CASE("constant functions have no question mark") {
  const std::string body = "let n = match h(n) { Ok(n) => n, Err(e) => return Err(e) }; h(n)";
  CHECK(passes(body, "pub const fn f(n: u8) -> Result<u8, E>").empty());
  CHECK(passes(body, "pub async fn f(n: u8) -> Result<u8, E>") == "match_return");
}

TEST_CASE("main and tests are left alone") {
  const std::string body = "if let Err(e) = g() { return Err(e.into()); } Ok(())";
  CHECK(passes(body, "fn main() -> Result<(), F>").empty());
  CHECK(passes(body, "#[test] fn f() -> Result<(), F>").empty());
  CHECK(passes(body, "fn g() -> Result<(), F>") == "if_let_return");
}

TEST_CASE("question marks count outside tests") {
  const auto file = parse_clean("fn f() -> R { a()?.b()?; Ok(c?) } #[test] fn t() -> R { d()?; Ok(()) }");
  CHECK(rust_code::count_question_marks(file) == 3);
}
