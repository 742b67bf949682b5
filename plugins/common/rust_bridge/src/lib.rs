//! The C interface to the crates that flowrun uses; one module for each part.
mod chat_template;
mod conversation;
mod globs;
mod json;
mod python;
mod result;
mod syntax;
mod token_bytes;
mod tokenizer;
