//! Types of the {{domain.words}} that know their fields.

// So that `::{{model}}::Fields` in generated code works in this crate, too.
extern crate self as {{model}};

pub use {{crate}}::Fields;

pub trait Fields {
%if output=names
    const FIELDS: &'static [&'static str];
%else
    const FIELDS: usize;
%end
}

%if holder=model
%if trap=shadowed_path
pub mod parts {
    //! What {{noun.a}} is made of.

    /// One {{part.words}}.
    #[derive(Debug, Clone, PartialEq, Eq, crate::Fields)]
    pub struct {{part.camel}} {
        pub {{key}}: String,
        /// Unit: {{unit.words}}.
        pub {{quantity}}: u32,
    }
}

pub use parts::{{part.camel}};
%else
/// One {{part.words}}.
#[derive(Debug, Clone, PartialEq, Eq, Fields)]
pub struct {{part.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}
%end

%end
#[cfg(test)]
mod tests {
%if trap=shadowed_path & holder=tests
    use super::Fields as HasFields;
%else
    use super::*;
%end

%if trap=shadowed_path & holder=tests
    #[derive(super::Fields)]
%else
    #[derive(Fields)]
%end
    #[allow(dead_code)]
    struct {{noun.camel}} {
        {{key}}: String,
        {{quantity}}: u32,
%if skip=attribute
        #[fields(skip)]
        note: String,
%end
    }
%if trap=lost_generics

    #[derive(Fields)]
    #[allow(dead_code)]
    struct Labelled<'a, T> {
        {{key}}: &'a str,
        inner: T,
    }

    #[test]
    fn a_generic_struct_lists_its_fields() {
%if output=names
        assert_eq!(Labelled::<u8>::FIELDS, ["{{key}}", "inner"]);
%else
        assert_eq!(Labelled::<u8>::FIELDS, 2);
%end
    }
%end

    #[test]
    fn a_struct_lists_its_fields() {
%if trap=shadowed_path & holder=tests
%if output=names
        assert_eq!(<{{noun.camel}} as HasFields>::FIELDS, ["{{key}}", "{{quantity}}"]);
%else
        assert_eq!(<{{noun.camel}} as HasFields>::FIELDS, 2);
%end
%elif output=names
        assert_eq!({{noun.camel}}::FIELDS, ["{{key}}", "{{quantity}}"]);
%else
        assert_eq!({{noun.camel}}::FIELDS, 2);
%end
    }
%if holder=model

    #[test]
    fn a_{{part}}_lists_its_fields() {
%if output=names
        assert_eq!({{part.camel}}::FIELDS, ["{{key}}", "{{quantity}}"]);
%else
        assert_eq!({{part.camel}}::FIELDS, 2);
%end
    }
%end
}
