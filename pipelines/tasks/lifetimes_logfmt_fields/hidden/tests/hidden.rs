use std::borrow::Cow;

use linelog::{Field, ParseError, Record, fields};

fn pairs(line: &str) -> Vec<(&str, String)> {
    fields(line)
        .map(|field| field.map(|f| (f.key, f.value.into_owned())))
        .collect::<Result<_, _>>()
        .unwrap()
}

fn error(line: &str) -> ParseError {
    Record::parse(line).map(|record| record.len()).unwrap_err()
}

#[test]
fn reads_bare_quoted_and_lone_fields() {
    assert_eq!(
        pairs(r#"  level=info  msg="disk full" retry host=web-1 "#),
        [
            ("level", "info".to_owned()),
            ("msg", "disk full".to_owned()),
            ("retry", "true".to_owned()),
            ("host", "web-1".to_owned()),
        ]
    );
    assert_eq!(
        pairs("q=a=b= e= z"),
        [
            ("q", "a=b=".into()),
            ("e", String::new()),
            ("z", "true".into())
        ]
    );
    assert!(pairs("").is_empty());
    assert!(pairs("    ").is_empty());
    assert_eq!(pairs(" \tk=1"), [("\tk", "1".into())]);
    assert_eq!(
        pairs(r#"empty="" t=1"#),
        [("empty", String::new()), ("t", "1".into())]
    );
    assert_eq!(
        pairs("a=x\ty\tz"),
        [("a", "x\ty\tz".into())],
        "only spaces separate"
    );
}

#[test]
fn unescapes_and_keeps_unicode() {
    assert_eq!(
        pairs(r#"msg="zażółć \"gęślą\" \\ 🦀\n\tend" ключ=значение"#),
        [
            ("msg", "zażółć \"gęślą\" \\ 🦀\n\tend".into()),
            ("ключ", "значение".into())
        ]
    );
}

#[test]
fn copies_only_values_with_escapes() {
    let line = String::from(r#"a=plain b="two words" c="tab\there" d="" flag"#);
    let all: Vec<Field> = fields(&line).collect::<Result<_, _>>().unwrap();
    let owned: Vec<bool> = all
        .iter()
        .map(|f| matches!(f.value, Cow::Owned(_)))
        .collect();
    assert_eq!(owned, [false, false, true, false, false]);
    assert_eq!(all[0].value.as_ptr(), line[2..].as_ptr());
    assert_eq!(all[1].key.as_ptr(), line[8..].as_ptr());
}

#[test]
fn fields_outlive_the_iterator() {
    let line = String::from("a=1 b=2");
    let (first, second) = {
        let mut iterator = fields(&line);
        let first = iterator.next().unwrap().unwrap();
        let second = iterator.next().unwrap().unwrap();
        (first, second)
    };
    assert_eq!((first.key, second.key), ("a", "b"));
    assert_eq!(second.clone(), second);
}

#[test]
fn raw_slices_outlive_the_record_and_the_key() {
    let line = String::from(r#"msg="a \"b\"" n=7 on"#);
    let raw = {
        let record = Record::parse(&line).unwrap();
        let key = String::from("msg");
        assert_eq!(record.get(&key), Some(r#"a "b""#));
        record.raw(&key)
    };
    assert_eq!(raw, Some(r#"a \"b\""#));
    assert_eq!(raw.map(str::as_ptr), Some(line[5..].as_ptr()));
    let value = {
        let record = Record::parse(&line).unwrap();
        record.raw(&String::from("n"))
    };
    assert_eq!(value, Some("7"));
}

#[test]
fn a_record_answers_with_the_first_field_of_a_name() {
    let record = Record::parse("k=1 k=2 on on=no").unwrap();
    assert_eq!(record.len(), 4);
    assert!(!record.is_empty());
    assert_eq!(record.get("k"), Some("1"));
    assert_eq!(record.raw("k"), Some("1"));
    assert_eq!(
        (record.get("on"), record.raw("on")),
        (Some("true"), Some("true"))
    );
    assert_eq!((record.get("K"), record.raw("")), (None, None));
    assert!(Record::parse("").unwrap().is_empty());
}

#[test]
fn errors_name_the_byte() {
    assert_eq!(error("ä=1 =2"), ParseError::EmptyKey { at: 5 });
    assert_eq!(error(r#"a "b""#), ParseError::EmptyKey { at: 2 });
    assert_eq!(error(r#"ke"y=1"#), ParseError::StrayQuote { at: 2 });
    assert_eq!(error(r#"k=va"l"#), ParseError::StrayQuote { at: 4 });
    assert_eq!(error(r#"k="é"x=1"#), ParseError::StrayQuote { at: 6 });
    assert_eq!(error(r#"k="v"""#), ParseError::StrayQuote { at: 5 });
    assert_eq!(
        error(r#"a=1 k="open"#),
        ParseError::UnterminatedQuote { at: 6 }
    );
    assert_eq!(
        error(r#"k="open\"#),
        ParseError::UnterminatedQuote { at: 2 }
    );
    assert_eq!(error(r#"k="é\r""#), ParseError::BadEscape { at: 5 });
}

#[test]
fn nothing_follows_an_error() {
    let mut iterator = fields("a=1 =x b=2");
    assert!(matches!(iterator.next(), Some(Ok(_))));
    assert_eq!(iterator.next(), Some(Err(ParseError::EmptyKey { at: 4 })));
    assert_eq!(iterator.next(), None);
    assert_eq!(iterator.next(), None);
}
