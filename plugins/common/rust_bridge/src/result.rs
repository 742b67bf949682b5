//! What a call gives back to C: a text and numbers, or an error text; freed by the caller in one call.
//!
//! No panic crosses the border: `answer` turns it into an error text. Texts come in as pointer and length.
use std::ffi::c_char;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Success: `text` and `numbers` as the called function says. Failure: `text` is the error.
pub struct Answer {
    ok: bool,
    text: Vec<u8>,
    numbers: Vec<u32>,
}

impl Answer {
    pub fn new(text: impl Into<Vec<u8>>, numbers: Vec<u32>) -> Answer {
        Answer { ok: true, text: text.into(), numbers }
    }
}

/// Runs `work` and hands its outcome out, a panic as an error.
pub fn answer(work: impl FnOnce() -> Result<Answer, String>) -> *mut Answer {
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let reason = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        Err(format!("internal error in a Rust library ({reason}): report it with the input"))
    });
    Box::into_raw(Box::new(outcome.unwrap_or_else(|error| Answer {
        ok: false,
        text: error.into_bytes(),
        numbers: Vec::new(),
    })))
}

/// The bytes at `data`; none if `size` is 0, whatever `data` is.
///
/// # Safety
/// `size` bytes at `data` must be readable as long as the result is used.
pub unsafe fn bytes_at<'a>(data: *const c_char, size: usize) -> &'a [u8] {
    if size == 0 {
        return &[];
    }
    std::slice::from_raw_parts(data.cast(), size)
}

/// The text at `data`, or an error that names it `what`.
///
/// # Safety
/// As for `bytes_at`.
pub unsafe fn text_at<'a>(data: *const c_char, size: usize, what: &str) -> Result<&'a str, String> {
    std::str::from_utf8(bytes_at(data, size))
        .map_err(|error| format!("{what} is not UTF-8 (byte {}): give valid UTF-8", error.valid_up_to()))
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_answer_ok(answer: *const Answer) -> bool {
    (*answer).ok
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_answer_text(answer: *const Answer, size: *mut usize) -> *const c_char {
    *size = (*answer).text.len();
    (*answer).text.as_ptr().cast()
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_answer_numbers(answer: *const Answer, count: *mut usize) -> *const u32 {
    *count = (*answer).numbers.len();
    (*answer).numbers.as_ptr()
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_answer_free(answer: *mut Answer) {
    if !answer.is_null() {
        drop(Box::from_raw(answer));
    }
}
