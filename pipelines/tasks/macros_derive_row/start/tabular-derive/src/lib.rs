//! `#[derive(Row)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result, parse_macro_input};

/// Makes each named field a column.
#[proc_macro_derive(Row)]
pub fn derive_row(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "Row is for structs"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(&input.ident, "Row needs named fields"));
    };
    let name = &input.ident;
    let members: Vec<_> = fields.named.iter().map(|field| &field.ident).collect();
    let heads = fields
        .named
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .map(ToString::to_string);
    Ok(quote! {
        impl Row for #name {
            fn heads() -> Vec<String> {
                vec![#(String::from(#heads)),*]
            }

            fn cells(&self) -> Vec<String> {
                vec![#(self.#members.to_string()),*]
            }
        }
    })
}
