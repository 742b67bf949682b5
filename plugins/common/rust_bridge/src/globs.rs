//! Which files a pattern chooses and which a .gitignore leaves out, as ripgrep decides it.
use crate::result::bytes_at;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::{Override, OverrideBuilder};
use ignore::Match;
use std::ffi::{c_char, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::Path;

/// Each rule is a compiled pattern; a hostile file could hold millions. What lies behind is not read.
const MOST_RULES: usize = 2000;

/// `None`: the pattern is invalid and matches nothing.
pub enum Globs {
    Choice(Option<Override>),
    Ignore(Gitignore),
}

fn choice(pattern: &str) -> Option<Override> {
    let mut builder = OverrideBuilder::new("");
    builder.add(pattern).ok()?;
    builder.build().ok()
}

fn ignore(text: &[u8]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in String::from_utf8_lossy(text).lines().take(MOST_RULES) {
        let _ = builder.add_line(None, line); // an invalid line is no rule
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

impl Globs {
    fn matched(&self, path: &Path, is_folder: bool) -> i32 {
        let of = |found: Match<()>| match found {
            Match::None => 0,
            Match::Ignore(()) => 1,
            Match::Whitelist(()) => 2,
        };
        match self {
            Globs::Choice(None) => 1,
            Globs::Choice(Some(choice)) => of(choice.matched(path, is_folder).map(|_| ())),
            Globs::Ignore(rules) => of(rules.matched(path, is_folder).map(|_| ())),
        }
    }
}

/// A pattern for which the crate panics matches nothing.
fn handle(make: impl FnOnce() -> Globs) -> *mut Globs {
    let globs = catch_unwind(AssertUnwindSafe(make)).unwrap_or(Globs::Choice(None));
    Box::into_raw(Box::new(globs))
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_globs_choice(pattern: *const c_char, size: usize) -> *mut Globs {
    let pattern = bytes_at(pattern, size);
    handle(|| Globs::Choice(std::str::from_utf8(pattern).ok().and_then(choice)))
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_globs_gitignore(text: *const c_char, size: usize) -> *mut Globs {
    let text = bytes_at(text, size);
    handle(|| Globs::Ignore(ignore(text)))
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_globs_match(
    globs: *const Globs,
    path: *const c_char,
    size: usize,
    is_folder: bool,
) -> i32 {
    let path = Path::new(OsStr::from_bytes(bytes_at(path, size)));
    let globs = &*globs;
    catch_unwind(AssertUnwindSafe(|| globs.matched(path, is_folder))).unwrap_or(0)
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_globs_free(globs: *mut Globs) {
    if !globs.is_null() {
        drop(Box::from_raw(globs));
    }
}
