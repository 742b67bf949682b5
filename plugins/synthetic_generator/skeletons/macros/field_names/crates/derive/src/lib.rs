//! `#[derive(Fields)]` for the {{domain.words}} types.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, parse_macro_input};

/// Implements `Fields` for a struct with named fields.
%if skip=attribute
///
/// A field with `#[fields(skip)]` is left out.
#[proc_macro_derive(Fields, attributes(fields))]
%else
#[proc_macro_derive(Fields)]
%end
pub fn derive_fields(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
%if trap=panics & side=start
    expand(&input).into()
%else
    expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
%end
}

%if trap=panics & side=start
fn expand(input: &DeriveInput) -> TokenStream {
    let fields = named_fields(input);
%else
fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = named_fields(input)?;
%end
    let name = &input.ident;
%if trap=lost_generics & side=start
%else
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
%end
%if output=names
    let names = fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string);
%else
    let count = fields.len();
%end
%if trap=panics & side=start
    quote! {
%else
    Ok(quote! {
%end
%if trap=lost_generics & side=start
        impl ::{{model}}::Fields for #name {
%elif trap=shadowed_path & side=start
        impl #impl_generics Fields for #name #type_generics #where_clause {
%else
        impl #impl_generics ::{{model}}::Fields for #name #type_generics #where_clause {
%end
%if output=names
            const FIELDS: &'static [&'static str] = &[#(#names),*];
%else
            const FIELDS: usize = #count;
%end
        }
%if trap=panics & side=start
    }
%else
    })
%end
}

%if trap=panics & side=start
fn named_fields(input: &DeriveInput) -> Vec<&Field> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().filter(|field| is_listed(field)).collect(),
            Fields::Unnamed(_) | Fields::Unit => panic!("Fields needs named fields"),
        },
        Data::Enum(_) | Data::Union(_) => panic!("Fields needs a struct"),
    }
}
%else
fn named_fields(input: &DeriveInput) -> syn::Result<Vec<&Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter().filter(|field| is_listed(field)).collect()),
            Fields::Unnamed(_) | Fields::Unit => {
                Err(syn::Error::new_spanned(&input.ident, "Fields needs named fields"))
            }
        },
        Data::Enum(_) | Data::Union(_) => {
            Err(syn::Error::new_spanned(&input.ident, "Fields needs a struct"))
        }
    }
}
%end

%if skip=attribute
fn is_listed(field: &Field) -> bool {
    !field.attrs.iter().any(|attribute| {
        attribute.path().is_ident("fields")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "skip")
    })
}
%else
fn is_listed(field: &Field) -> bool {
    field.ident.is_some()
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_struct_gets_its_impl() -> syn::Result<()> {
        let input = syn::parse_str("struct {{noun.camel}} { {{key}}: String, {{quantity}}: u32 }")?;
%if trap=panics & side=start
        let code = expand(&input).to_string();
%else
        let code = expand(&input)?.to_string();
%end
%if output=names
        assert!(code.contains(r#"& ["{{key}}" , "{{quantity}}"]"#), "{code}");
%else
        assert!(code.contains("FIELDS : usize = 2usize"), "{code}");
%end
        Ok(())
    }
%if trap=panics & side=done

    #[test]
    fn an_enum_is_an_error() -> syn::Result<()> {
        let input = syn::parse_str("enum {{noun.camel}} { {{one.camel}} }")?;
        let message = expand(&input).map_err(|error| error.to_string());
        assert_eq!(message.err().as_deref(), Some("Fields needs a struct"));
        Ok(())
    }

    #[test]
    fn a_tuple_struct_is_an_error() -> syn::Result<()> {
        let input = syn::parse_str("struct {{noun.camel}}(u32);")?;
        let message = expand(&input).map_err(|error| error.to_string());
        assert_eq!(message.err().as_deref(), Some("Fields needs named fields"));
        Ok(())
    }
%end
}
