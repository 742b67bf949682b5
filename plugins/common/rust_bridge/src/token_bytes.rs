//! The bytes that each token stands for, and text from bytes that arrive token by token.
use crate::result::{answer, bytes_at, Answer};
use std::collections::HashMap;
use std::ffi::c_char;
use tokenizers::Tokenizer;

/// GPT-2's alphabet: the character that stands for each byte in a vocabulary of byte-level BPE. Printable bytes stand
/// for themselves, the others, in order, for U+0100 and on.
/// Source: github.com/openai/gpt-2, src/encoder.py, bytes_to_unicode.
fn byte_of_character() -> HashMap<char, u8> {
    let printable = |byte: u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let mut next = 0x100;
    let mut bytes = HashMap::new();
    for byte in 0..=255u8 {
        let character = if printable(byte) {
            char::from(byte)
        } else {
            next += 1;
            char::from_u32(next - 1).expect("below the surrogates")
        };
        bytes.insert(character, byte);
    }
    bytes
}

#[derive(Clone, Default)]
pub struct TokenBytes {
    pub bytes: Vec<u8>,
    pub special: bool,
}

/// The bytes of every id, `None` where the vocabulary has a gap.
pub fn table(tokenizer: &Tokenizer) -> Vec<Option<TokenBytes>> {
    let alphabet = byte_of_character();
    let mut table: Vec<Option<TokenBytes>> = Vec::new();
    let mut set = |id: u32, token: &str, special: bool| {
        let bytes: Option<Vec<u8>> =
            token.chars().map(|character| alphabet.get(&character).copied()).collect();
        let id = id as usize;
        if table.len() <= id {
            table.resize(id + 1, None);
        }
        table[id] = Some(TokenBytes { bytes: bytes.unwrap_or_else(|| token.as_bytes().to_vec()), special });
    };
    for (token, id) in tokenizer.get_vocab(false) {
        set(id, &token, false);
    }
    for (id, token) in tokenizer.get_added_tokens_decoder() {
        set(id, &token.content, token.special);
    }
    table
}

/// Text and its length in bytes of the input: all of it at the end, else all but a character that is not complete yet.
fn complete_text(bytes: &[u8], at_end: bool) -> Answer {
    let mut complete = bytes.len();
    if !at_end {
        let unfinished = bytes.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
        if std::str::from_utf8(unfinished).is_err_and(|error| error.error_len().is_none()) {
            complete -= unfinished.len();
        }
    }
    Answer::new(String::from_utf8_lossy(&bytes[..complete]).into_owned(), vec![complete as u32])
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_complete_text(
    bytes: *const c_char,
    size: usize,
    at_end: bool,
) -> *mut Answer {
    answer(|| Ok(complete_text(bytes_at(bytes, size), at_end)))
}
