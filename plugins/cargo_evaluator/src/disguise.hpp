// Hides from the code under test which tests of a program must pass.
//
// A program of tests can be asked for its list (`--list`), and its report is text that any code in it may
// write. So every test that must pass gets a name that says nothing, and beside it a twin that does the same
// and then panics:
//
//   #[test] fn works() { .. }   ->   #[test] fn t_91c2..() { .. } #[test] fn t_0b7e..() { t_91c2..(); panic }
//
// Code that runs within one of the two sees no difference before it has returned, and the names, in whose
// order libtest runs them, come from a secret. Lines keep their numbers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cargo_evaluator {

struct Disguise {
  std::string test;   // as the task names it: "works", "sums::adds"
  std::string alias;  // what libtest prints for it now
  std::string twin;   // what libtest prints for the one that must fail
};

struct Disguised {
  std::string text;
  std::vector<Disguise> tests;  // those of `expected` that are functions with a test attribute here
};

// `secret` decides all names; the same input gives the same text.
Disguised disguise(const std::string& text, std::span<const std::string> expected, std::string_view secret);

// An identifier that says nothing to who lacks the secret.
std::string nameless(std::string_view secret, std::string_view what);

}  // namespace cargo_evaluator
