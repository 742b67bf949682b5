#include <rust_code/unsafe_code.hpp>

#include "parse.hpp"

namespace {

// "block+ function-": documented or not, in the order of the text.
std::string unsafe(std::string source) {
  std::string text;
  for (const auto& site : rust_code::find_unsafe(parse_clean(std::move(source)))) {
    text += (text.empty() ? "" : " ") + std::string(rust_code::name_of(site.kind)) +
            (site.is_documented ? "+" : "-");
  }
  return text;
}

}  // namespace

TEST_CASE("a block is documented by a comment above its statement, beside it, or first inside") {
  CHECK(unsafe("fn f() {\n    // SAFETY: checked above.\n    let x = g(unsafe { h() });\n}") == "block+");
  CHECK(unsafe("fn f() {\n    // Safety: long\n    // reason.\n    #[allow(x)]\n    unsafe { h() }\n}") ==
        "block+");
  CHECK(unsafe("fn f() {\n    let x = /* SAFETY: fine */ unsafe { h() };\n}") == "block+");
  CHECK(unsafe("fn f() {\n    unsafe {\n        // SAFETY: fine\n        h()\n    }\n}") == "block+");
  CHECK(unsafe("fn f() {\n    match x {\n        // SAFETY: fine\n        1 => unsafe { h() },\n        _ => "
               "unsafe { i() },\n    }\n}") == "block+ block-");
}

TEST_CASE("a comment elsewhere, or about something else, documents nothing") {
  CHECK(unsafe("fn f() {\n    unsafe { h() }\n}") == "block-");
  CHECK(unsafe("fn f() {\n    // Fast path.\n    unsafe { h() }\n}") == "block-");
  CHECK(unsafe("fn f() {\n    // SAFETY: of the other\n    g();\n    unsafe { h() }\n}") == "block-");
  CHECK(unsafe("fn f() {\n    // SAFETY: apart\n\n    unsafe { h() }\n}") == "block-");
  CHECK(unsafe("fn f() {\n    a(/* SAFETY: one */ unsafe { h() }, unsafe { i() });\n}") == "block+ block-");
}

TEST_CASE("functions and traits are documented by a heading, impls by a comment") {
  CHECK(unsafe("/// Does.\n///\n/// # Safety\n/// `p` is valid.\npub unsafe fn f(p: *const u8) {}") ==
        "function+");
  CHECK(unsafe("/// Does.\nunsafe fn f() {}\nunsafe trait T {}") == "function- trait-");
  CHECK(unsafe("// SAFETY: no interior.\nunsafe impl Send for A {}\nunsafe impl Sync for A {}") ==
        "impl+ impl-");
  CHECK(unsafe("unsafe extern \"C\" { fn g(); }") == "extern block-");
  CHECK(unsafe("type F = unsafe fn(u8);").empty());
}

TEST_CASE("blocks among macro tokens are found, tests and words are not") {
  CHECK(unsafe("fn f() { assert_eq!(unsafe { g() }, 1); }") == "in macro-");
  CHECK(unsafe("fn f() {\n    // SAFETY: fine\n    assert_eq!(unsafe { g() }, 1);\n}") == "in macro+");
  CHECK(unsafe("#[test] fn t() { unsafe { g() } } fn f() { h(\"unsafe { }\"); } // unsafe { }").empty());
}
