//! A model's tokenizer: byte-level BPE as `tokenizer.json` describes it.
use crate::result::{answer, text_at, Answer};
use crate::token_bytes::{table, TokenBytes};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ffi::c_char;
use std::path::Path;
use tokenizers::tokenizer::{Normalizer, OffsetType, PreTokenizedString, PreTokenizer};
use tokenizers::{
    AddedToken, DecoderWrapper, Encoding, Model, NormalizedString, PostProcessorWrapper, Tokenizer,
};

/// A longer run of white space is refused: the regular expression would give up within it (at about a million
/// characters), and the pieces after it would silently be wrong.
const MAX_BLANK_RUN: usize = 500_000;

pub struct Handle {
    tokenizer: Tokenizer,
    bytes: Vec<Option<TokenBytes>>,
}

#[derive(Deserialize)]
struct IdOfToken {
    id: u32,
    content: String,
}

#[derive(Deserialize)]
struct TokenizerFile {
    added_tokens: Option<Vec<IdOfToken>>,
}

#[derive(Deserialize)]
#[serde(default)]
struct DeclaredToken {
    content: String,
    lstrip: bool,
    normalized: bool,
    rstrip: bool,
    single_word: bool,
    special: bool,
}

impl Default for DeclaredToken {
    fn default() -> Self {
        DeclaredToken {
            content: String::new(),
            lstrip: false,
            normalized: true,
            rstrip: false,
            single_word: false,
            special: false,
        }
    }
}

impl DeclaredToken {
    fn added(&self) -> AddedToken {
        AddedToken::from(self.content.clone(), self.special)
            .lstrip(self.lstrip)
            .rstrip(self.rstrip)
            .normalized(self.normalized)
            .single_word(self.single_word)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ConfigFile {
    added_tokens_decoder: BTreeMap<String, DeclaredToken>,
}

fn check_id(tokenizer: &Tokenizer, token: &str, id: u32, file: &Path) -> Result<(), String> {
    match tokenizer.token_to_id(token) {
        Some(known) if known == id => Ok(()),
        known => Err(format!(
            "{} gives the token {token} the id {id}, but it would get {known:?}: use the model's own tokenizer files",
            file.display()
        )),
    }
}

/// Adds what only `tokenizer_config.json` declares, in the order of the ids: ids of added tokens count up.
fn add_declared_tokens(tokenizer: &mut Tokenizer, file: &Path) -> Result<(), String> {
    let Ok(text) = std::fs::read(file) else {
        return Ok(()); // the file is optional
    };
    let wrong = |error: String| format!("{} cannot be read ({error}): use the model's own", file.display());
    let config: ConfigFile = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let mut declared = Vec::new();
    for (id, token) in &config.added_tokens_decoder {
        declared.push((id.parse::<u32>().map_err(|error| wrong(format!("id {id}: {error}")))?, token));
    }
    declared.sort_by_key(|(id, _)| *id);
    for (id, token) in declared {
        if tokenizer.token_to_id(&token.content).is_none() {
            tokenizer.add_tokens([token.added()]).map_err(|error| wrong(error.to_string()))?;
        }
        check_id(tokenizer, &token.content, id, file)?;
    }
    Ok(())
}

fn open(folder: &str) -> Result<Handle, String> {
    let file = Path::new(folder).join("tokenizer.json");
    let wrong = |error: String| format!("{} cannot be read ({error}): use the model's own", file.display());
    let text = std::fs::read(&file).map_err(|error| wrong(error.to_string()))?;
    if text.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err(format!(
            "{} is a pointer of Git LFS (the file itself was not fetched): run `git lfs pull` in the model's folder, or \
             download the model again",
            file.display()
        ));
    }
    let mut tokenizer = Tokenizer::from_bytes(&text).map_err(|error| wrong(error.to_string()))?;
    let ids: TokenizerFile = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    if !matches!(tokenizer.get_decoder(), Some(DecoderWrapper::ByteLevel(_))) {
        return Err(wrong("its decoder is not ByteLevel, the only one that is supported".to_owned()));
    }
    // What remains is the pure mapping: nothing is cut, filled up, or put around the text.
    tokenizer.with_truncation(None).map_err(|error| wrong(error.to_string()))?;
    tokenizer.with_padding(None);
    tokenizer.with_post_processor(None::<PostProcessorWrapper>);
    for token in ids.added_tokens.unwrap_or_default() {
        check_id(&tokenizer, &token.content, token.id, &file)?;
    }
    add_declared_tokens(&mut tokenizer, &Path::new(folder).join("tokenizer_config.json"))?;
    let bytes = table(&tokenizer);
    Ok(Handle { tokenizer, bytes })
}

/// As if no added token were known: `<|im_end|>` in the text is seven ordinary tokens.
fn encode_plain(tokenizer: &Tokenizer, text: &str) -> tokenizers::Result<Encoding> {
    let mut normalized = NormalizedString::from(text);
    if let Some(normalizer) = tokenizer.get_normalizer() {
        normalizer.normalize(&mut normalized)?;
    }
    let mut pieces = PreTokenizedString::from(normalized);
    if let Some(pre_tokenizer) = tokenizer.get_pre_tokenizer() {
        pre_tokenizer.pre_tokenize(&mut pieces)?;
    }
    pieces.tokenize(|piece| tokenizer.get_model().tokenize(piece.get()))?;
    pieces.into_encoding(None, 0, OffsetType::Byte)
}

fn check_blank_runs(text: &str) -> Result<(), String> {
    if text.len() <= MAX_BLANK_RUN {
        return Ok(());
    }
    let mut run = 0;
    for character in text.chars() {
        run = if character.is_whitespace() { run + 1 } else { 0 };
        if run > MAX_BLANK_RUN {
            return Err(format!("the text has more than {MAX_BLANK_RUN} blanks in a row: shorten them"));
        }
    }
    Ok(())
}

/// The ids, then the end of each token as a byte offset in `text`.
fn encode(handle: &Handle, text: &str, cut_added_tokens: bool) -> Result<Answer, String> {
    if u32::try_from(text.len()).is_err() {
        return Err("the text exceeds 4 GiB: split it".to_owned());
    }
    check_blank_runs(text)?;
    let encoding = if cut_added_tokens {
        handle.tokenizer.encode(text, false)
    } else {
        encode_plain(&handle.tokenizer, text)
    }
    .map_err(|error| format!("the text cannot be encoded: {error}"))?;
    let mut numbers = encoding.get_ids().to_vec();
    numbers.extend(encoding.get_offsets().iter().map(|(_, end)| *end as u32));
    Ok(Answer::new("", numbers))
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_tokenizer_open(
    folder: *const c_char,
    size: usize,
    tokenizer: *mut *mut Handle,
) -> *mut Answer {
    answer(|| {
        *tokenizer = Box::into_raw(Box::new(open(text_at(folder, size, "the folder's name")?)?));
        Ok(Answer::new("", Vec::new()))
    })
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_tokenizer_free(tokenizer: *mut Handle) {
    if !tokenizer.is_null() {
        drop(Box::from_raw(tokenizer));
    }
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_tokenizer_encode(
    tokenizer: *const Handle,
    text: *const c_char,
    size: usize,
    cut_added_tokens: bool,
) -> *mut Answer {
    answer(|| encode(&*tokenizer, text_at(text, size, "the text")?, cut_added_tokens))
}

/// The id as the only number, or no number.
#[no_mangle]
pub unsafe extern "C" fn rust_bridge_tokenizer_id_of(
    tokenizer: *const Handle,
    token: *const c_char,
    size: usize,
) -> *mut Answer {
    answer(|| {
        let id = (*tokenizer).tokenizer.token_to_id(text_at(token, size, "the token")?);
        Ok(Answer::new("", id.into_iter().collect()))
    })
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_tokenizer_size(tokenizer: *const Handle) -> usize {
    (*tokenizer).bytes.len()
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_tokenizer_token(
    tokenizer: *const Handle,
    id: u32,
    size: *mut usize,
    special: *mut bool,
) -> *const c_char {
    let table: &[Option<TokenBytes>] = &(*tokenizer).bytes;
    let Some(Some(token)) = table.get(id as usize) else {
        return std::ptr::null();
    };
    *size = token.bytes.len();
    *special = token.special;
    token.bytes.as_ptr().cast()
}
