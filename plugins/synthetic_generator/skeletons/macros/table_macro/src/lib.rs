//! Tables of {{plural.words}} written as in a list.

%if result=map
use std::collections::BTreeMap;

%end
%if style=struct
/// One {{noun.words}}.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}

impl {{noun.camel}} {
    pub fn new({{key}}: &str, {{quantity}}: u32) -> Self {
        Self { {{key}}: {{key}}.to_owned(), {{quantity}} }
    }
}
%else
/// {{key.title}} and {{quantity.words}} (unit: {{unit.words}}).
pub type {{noun.camel}} = (String, u32);

/// One entry of a table.
pub fn {{noun}}({{key}}: &str, {{quantity}}: u32) -> {{noun.camel}} {
    ({{key}}.to_owned(), {{quantity}})
}
%end

%if result=vec
/// In the order of the source text.
pub type Table = Vec<{{noun.camel}}>;

#[doc(hidden)]
pub fn put(table: &mut Table, {{noun}}: {{noun.camel}}) {
    table.push({{noun}});
}
%else
/// By {{key.words}}; a later entry replaces an earlier one.
pub type Table = BTreeMap<String, {{noun.camel}}>;

#[doc(hidden)]
pub fn put(table: &mut Table, {{noun}}: {{noun.camel}}) {
%if style=struct
    table.insert({{noun}}.{{key}}.clone(), {{noun}});
%else
    table.insert({{noun}}.0.clone(), {{noun}});
%end
}
%end

/// A [`Table`] of its entries.
#[macro_export]
macro_rules! {{macro_name}} {
%if trap=caller_variable & side=start
    (@put $key:expr, $value:expr) => {
%if style=struct
        $crate::put(&mut table, $crate::{{noun.camel}}::new($key, $value))
%else
        $crate::put(&mut table, $crate::{{noun}}($key, $value))
%end
    };
%elif trap=caller_variable
    (@put $table:ident, $key:expr, $value:expr) => {
%if style=struct
        $crate::put(&mut $table, $crate::{{noun.camel}}::new($key, $value))
%else
        $crate::put(&mut $table, $crate::{{noun}}($key, $value))
%end
    };
%end
%if separator=arrow & trap=no_trailing_comma & side=start
    ($($key:expr => $value:expr),*) => {{
%elif separator=arrow
    ($($key:expr => $value:expr),* $(,)?) => {{
%elif trap=no_trailing_comma & side=start
    ($($key:ident = $value:expr),*) => {{
%else
    ($($key:ident = $value:expr),* $(,)?) => {{
%end
        #[allow(unused_mut)]
        let mut table = $crate::Table::new();
%if trap=caller_variable & side=start & separator=arrow
        $($crate::{{macro_name}}!(@put $key, $value);)*
%elif trap=caller_variable & side=start
        $($crate::{{macro_name}}!(@put stringify!($key), $value);)*
%elif trap=caller_variable & separator=arrow
        $($crate::{{macro_name}}!(@put table, $key, $value);)*
%elif trap=caller_variable
        $($crate::{{macro_name}}!(@put table, stringify!($key), $value);)*
%elif trap=wrong_depth & side=start & separator=arrow & style=struct
        $crate::put(&mut table, $crate::{{noun.camel}}::new($key, $value));
%elif trap=wrong_depth & side=start & separator=arrow
        $crate::put(&mut table, $crate::{{noun}}($key, $value));
%elif trap=wrong_depth & side=start & style=struct
        $crate::put(&mut table, $crate::{{noun.camel}}::new(stringify!($key), $value));
%elif trap=wrong_depth & side=start
        $crate::put(&mut table, $crate::{{noun}}(stringify!($key), $value));
%elif trap=no_dollar_crate & side=start & separator=arrow & style=struct
        $(put(&mut table, {{noun.camel}}::new($key, $value));)*
%elif trap=no_dollar_crate & side=start & separator=arrow
        $(put(&mut table, {{noun}}($key, $value));)*
%elif trap=no_dollar_crate & side=start & style=struct
        $(put(&mut table, {{noun.camel}}::new(stringify!($key), $value));)*
%elif trap=no_dollar_crate & side=start
        $(put(&mut table, {{noun}}(stringify!($key), $value));)*
%elif separator=arrow & style=struct
        $($crate::put(&mut table, $crate::{{noun.camel}}::new($key, $value));)*
%elif separator=arrow
        $($crate::put(&mut table, $crate::{{noun}}($key, $value));)*
%elif style=struct
        $($crate::put(&mut table, $crate::{{noun.camel}}::new(stringify!($key), $value));)*
%else
        $($crate::put(&mut table, $crate::{{noun}}(stringify!($key), $value));)*
%end
        table
    }};
}
%if trap=total_macro & side=done

/// The sum of its arguments, each a `u32`, as a `u64`.
#[macro_export]
macro_rules! total_{{quantity}} {
    ($($value:expr),* $(,)?) => {
        0_u64 $(+ {
            let value: u32 = $value;
            u64::from(value)
        })*
    };
}
%end
