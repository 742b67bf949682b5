//! `#[derive(Row)]`.

mod column;

use column::{Column, Content};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Data, DeriveInput, Error, Fields, Generics, Result, Type, parse_macro_input, parse_quote,
};

/// Makes each named field a column. A field's `#[row(..)]` may hold `head = ".."`, `with = path`, `skip` or `flatten`.
#[proc_macro_derive(Row, attributes(row))]
pub fn derive_row(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let columns = columns(input)?;
    let heads = columns.iter().map(Column::heads);
    let cells = columns.iter().map(Column::cells);
    let generics = bounded(&input.generics, &columns);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let name = &input.ident;
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics ::tabular::Row for #name #type_generics #where_clause {
            fn heads() -> ::std::vec::Vec<::std::string::String> {
                let columns: [::std::vec::Vec<::std::string::String>; _] = [#(#heads),*];
                ::std::iter::Iterator::collect(::std::iter::Iterator::flatten(
                    ::std::iter::IntoIterator::into_iter(columns),
                ))
            }

            fn cells(&self) -> ::std::vec::Vec<::std::string::String> {
                let columns: [::std::vec::Vec<::std::string::String>; _] = [#(#cells),*];
                ::std::iter::Iterator::collect(::std::iter::Iterator::flatten(
                    ::std::iter::IntoIterator::into_iter(columns),
                ))
            }
        }
    })
}

fn columns(input: &DeriveInput) -> Result<Vec<Column<'_>>> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "Row is for structs"));
    };
    let columns = match &data.fields {
        Fields::Named(fields) => fields.named.iter().map(Column::read).collect(),
        Fields::Unit => Ok(Vec::new()),
        Fields::Unnamed(_) => Err(Error::new_spanned(&input.ident, "Row needs named fields")),
    };
    Ok(columns?.into_iter().flatten().collect())
}

/// The generics, with the bounds that the columns put on type parameters.
fn bounded(generics: &Generics, columns: &[Column<'_>]) -> Generics {
    let mut bounded = generics.clone();
    for column in columns {
        let bound = match column.content {
            Content::Display => quote!(::std::fmt::Display),
            Content::Flatten => quote!(::tabular::Row),
            Content::With(_) => continue,
        };
        let ty = column.ty;
        if is_parameter(generics, ty) {
            let clause = bounded.make_where_clause();
            clause.predicates.push(parse_quote!(#ty: #bound));
        }
    }
    bounded
}

fn is_parameter(generics: &Generics, ty: &Type) -> bool {
    match ty {
        Type::Path(path) => generics
            .type_params()
            .any(|parameter| path.path.is_ident(&parameter.ident)),
        _ => false,
    }
}
