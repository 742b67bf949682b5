//! JSON text to template values as Python's `json.loads` reads it: integers of any size stay exact, a number with a
//! point or an exponent is a float, keys keep their order, and of equal keys the last value stands at the first place.
use crate::python::BigInt;
use indexmap::IndexMap;
use minijinja::Value;
use serde_json::value::RawValue;

/// Nesting beyond this is refused: each level is scanned once more by the levels around it.
const MAX_DEPTH: usize = 128;

/// Python's own limit for reading an integer (sys.int_info.default_max_str_digits).
const MAX_INTEGER_DIGITS: usize = 4300;

/// The value of one JSON text.
pub fn parse(text: &str) -> Result<Value, String> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| error.to_string())?;
    value_of(raw.get(), 0)
}

fn value_of(text: &str, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err(format!("nested deeper than {MAX_DEPTH} levels"));
    }
    match text.as_bytes().first() {
        Some(b'{') => object_of(text, depth),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
            let values: Result<Vec<Value>, String> =
                items.into_iter().map(|item| value_of(item.get(), depth + 1)).collect();
            Ok(Value::from(values?))
        }
        Some(b'"') => {
            serde_json::from_str::<String>(text).map(Value::from).map_err(|error| error.to_string())
        }
        Some(b't') => Ok(Value::from(true)),
        Some(b'f') => Ok(Value::from(false)),
        Some(b'n') => Ok(Value::from(())),
        _ => number_of(text),
    }
}

fn object_of(text: &str, depth: usize) -> Result<Value, String> {
    let members: IndexMap<String, &RawValue> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut pairs = Vec::with_capacity(members.len());
    for (key, member) in members {
        pairs.push((key, value_of(member.get(), depth + 1)?));
    }
    Ok(Value::from_pairs(pairs))
}

fn number_of(text: &str) -> Result<Value, String> {
    if text.contains(['.', 'e', 'E']) {
        return text.parse::<f64>().map(Value::from).map_err(|error| error.to_string());
    }
    if let Ok(number) = text.parse::<i64>() {
        return Ok(Value::from(number));
    }
    if text.trim_start_matches('-').len() > MAX_INTEGER_DIGITS {
        return Err(format!("an integer of more than {MAX_INTEGER_DIGITS} digits"));
    }
    Ok(Value::from_object(BigInt(text.to_owned())))
}
