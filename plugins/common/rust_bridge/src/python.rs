//! What a chat template written for Python's Jinja prints: `str()`, `json.dumps` and `str.strip()` of Python, where
//! they differ from minijinja's own.
use minijinja::value::{Object, ObjectRepr, ValueKind};
use minijinja::{Error, ErrorKind, Value};
use std::fmt::{self, Write};
use std::sync::Arc;

/// An integer beyond 64 bits, as its decimal digits.
#[derive(Debug)]
pub struct BigInt(pub String);

impl Object for BigInt {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// `repr(float)`: the shortest digits that read back the same; an exponent below 1e-4 and from 1e16 on.
///
/// Between two equally near shortest numbers Python takes the even one and Rust's shortest form the larger one. Rust's
/// form with a given number of digits takes the even one, too, so only the number of digits comes from the shortest.
fn float_repr(number: f64) -> String {
    if !number.is_finite() {
        return if number.is_nan() {
            "nan"
        } else if number > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    let shortest = format!("{number:e}");
    let (mantissa, exponent) = shortest.split_once('e').expect("{:e} writes an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    let after_point = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len());
    if (-4..16).contains(&exponent) {
        let decimals = (after_point as i32 - exponent).max(1) as usize;
        return format!("{number:.decimals$}");
    }
    let digits = format!("{number:.after_point$e}");
    let mantissa = digits.split_once('e').map_or(mantissa, |(mantissa, _)| mantissa);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

fn number_text(value: &Value) -> Result<String, Error> {
    if value.is_integer() {
        return Ok(value.to_string());
    }
    f64::try_from(value.clone()).map(float_repr)
}

fn unprintable(value: &Value) -> Error {
    Error::new(
        ErrorKind::InvalidOperation,
        format!("the template prints a {} as Python would, which is not supported", value.kind()),
    )
}

/// `str(value)` for scalars; a template that prints a list or an object without `tojson` is refused.
pub fn str_of(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Undefined => Ok(String::new()),
        ValueKind::None => Ok("None".to_owned()),
        ValueKind::Bool => Ok(if value.is_true() { "True" } else { "False" }.to_owned()),
        ValueKind::Number => number_text(value),
        ValueKind::String | ValueKind::Plain => Ok(value.to_string()),
        _ => Err(unprintable(value)),
    }
}

fn write_json_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn write_json_number(out: &mut String, value: &Value) -> Result<(), Error> {
    out.push_str(match number_text(value)?.as_str() {
        "inf" => "Infinity",
        "-inf" => "-Infinity",
        "nan" => "NaN",
        finite => finite,
    });
    Ok(())
}

fn write_json(out: &mut String, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::None => out.push_str("null"),
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Number => write_json_number(out, value)?,
        ValueKind::Plain if value.downcast_object_ref::<BigInt>().is_some() => {
            out.push_str(&value.to_string())
        }
        ValueKind::String => write_json_string(out, value.as_str().unwrap_or_default()),
        ValueKind::Seq | ValueKind::Iterable => {
            out.push('[');
            for (index, item) in value.try_iter()?.enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_json(out, &item)?;
            }
            out.push(']');
        }
        ValueKind::Map => {
            out.push('{');
            for (index, key) in value.try_iter()?.enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_json_string(out, &str_of(&key)?);
                out.push_str(": ");
                write_json(out, &value.get_item(&key)?)?;
            }
            out.push('}');
        }
        kind => {
            return Err(Error::new(ErrorKind::BadSerialization, format!("{kind} is not JSON serializable")))
        }
    }
    Ok(())
}

/// `json.dumps(value, ensure_ascii=False)`.
pub fn to_json(value: &Value) -> Result<String, Error> {
    let mut out = String::new();
    write_json(&mut out, value)?;
    Ok(out)
}

/// What `str.isspace` takes for white space: Unicode's, and the four separators U+001C to U+001F.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// `str.strip()`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}
