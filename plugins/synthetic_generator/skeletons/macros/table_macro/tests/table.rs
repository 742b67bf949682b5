//! The macro as other crates see it.

use {{crate}}::{{macro_name}};
%if trap=total_macro & side=done
use {{crate}}::total_{{quantity}};
%end

#[test]
fn a_table_holds_its_entries() {
%if separator=arrow
    let table = {{macro_name}}! { "{{one}}" => 30, "{{two}}" => 12 };
%else
    let table = {{macro_name}}! { {{one}} = 30, {{two}} = 12 };
%end
    assert_eq!(table.len(), 2);
%if result=vec & style=struct
    assert_eq!(table[1].{{key}}, "{{two}}");
    assert_eq!(table[0].{{quantity}}, 30);
%elif result=vec
    assert_eq!(table[1].0, "{{two}}");
    assert_eq!(table[0].1, 30);
%elif style=struct
    assert_eq!(table["{{one}}"].{{quantity}}, 30);
%else
    assert_eq!(table["{{one}}"].1, 30);
%end
}

#[test]
fn a_last_comma_is_fine() {
%if separator=arrow
    let table = {{macro_name}}! {
        "{{three}}" => 1 + 2,
    };
%else
    let table = {{macro_name}}! {
        {{three}} = 1 + 2,
    };
%end
    assert_eq!(table.len(), 1);
}
%if trap=total_macro & side=done

#[test]
fn a_total_adds_up() {
    assert_eq!(total_{{quantity}}!(30, 4 * 3), 42);
    assert_eq!(total_{{quantity}}!(u32::MAX, 1,), 4_294_967_296);
}

#[test]
fn a_total_of_nothing_is_zero() {
    assert_eq!(total_{{quantity}}!(), 0);
}
%end
