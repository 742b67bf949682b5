//! Checks and settles the messages and tools of a request before the template sees them: what transformers'
//! `apply_chat_template` does (null members dropped, `thinking` and `reasoning` read as `reasoning_content`), its
//! refusals, and refusals of what it would render wrongly without a word.
use crate::json;
use minijinja::value::ValueKind;
use minijinja::Value;

/// How calls and tools stand in the JSON text.
#[derive(Clone, Copy, PartialEq)]
pub enum Spelling {
    /// `arguments` and each tool are JSON objects.
    Objects,
    /// `arguments` and each tool are strings that hold the text of a JSON object.
    Texts,
}

fn member(object: &Value, key: &str) -> Option<Value> {
    object.get_attr(key).ok().filter(|value| !value.is_undefined())
}

fn pairs_of(object: &Value) -> Vec<(String, Value)> {
    let keys = object.try_iter().into_iter().flatten();
    keys.map(|key| {
        let value = object.get_item(&key).unwrap_or_default();
        (key.as_str().unwrap_or_default().to_owned(), value)
    })
    .collect()
}

fn items_of(list: &Value, what: &str) -> Result<Vec<Value>, String> {
    if list.kind() != ValueKind::Seq {
        return Err(format!("{what} is a {}: give a list", list.kind()));
    }
    Ok(list.try_iter().map_err(|error| error.to_string())?.collect())
}

fn require_object(value: &Value, what: &str) -> Result<(), String> {
    if value.kind() != ValueKind::Map {
        return Err(format!("{what} is a {}: give a JSON object", value.kind()));
    }
    Ok(())
}

fn object_in(text: &Value, what: &str) -> Result<Value, String> {
    let text = text.as_str().ok_or_else(|| format!("{what} is not a text"))?;
    let value =
        json::parse(text).map_err(|error| format!("{what} is not JSON ({error}): give a JSON object"))?;
    require_object(&value, what)?;
    Ok(value)
}

fn settle_function(function: &Value, spelling: Spelling, what: &str) -> Result<Value, String> {
    require_object(function, what)?;
    if member(function, "name").is_none_or(|name| name.kind() != ValueKind::String) {
        return Err(format!("{what} has no `name`: name the function with a string"));
    }
    let mut pairs = pairs_of(function);
    for (_, arguments) in pairs.iter_mut().filter(|(key, _)| key == "arguments") {
        let what = format!("{what}.arguments");
        match spelling {
            Spelling::Texts => *arguments = object_in(arguments, &what)?,
            Spelling::Objects => require_object(arguments, &what)?,
        }
    }
    Ok(Value::from_pairs(pairs))
}

fn settle_calls(calls: &Value, spelling: Spelling, what: &str) -> Result<Value, String> {
    let mut settled = Vec::new();
    for (index, call) in items_of(calls, what)?.iter().enumerate() {
        let what = format!("{what}[{index}]");
        require_object(call, &what)?;
        if member(call, "function").is_none() {
            settled.push(settle_function(call, spelling, &what)?);
            continue;
        }
        let mut pairs = pairs_of(call);
        for (_, function) in pairs.iter_mut().filter(|(key, _)| key == "function") {
            *function = settle_function(function, spelling, &what)?;
        }
        settled.push(Value::from_pairs(pairs));
    }
    Ok(Value::from(settled))
}

fn check_parts(content: &Value, what: &str) -> Result<(), String> {
    if content.kind() == ValueKind::Seq {
        for (index, part) in items_of(content, what)?.iter().enumerate() {
            require_object(part, &format!("{what}[{index}]"))?;
        }
    }
    Ok(())
}

/// The members of one message, without nulls and aliases.
fn settle_message(message: &Value, spelling: Spelling, what: &str) -> Result<Vec<(String, Value)>, String> {
    require_object(message, what)?;
    let has_reasoning = member(message, "reasoning_content").is_some_and(|value| !value.is_none());
    let mut settled: Vec<(String, Value)> = Vec::new();
    for (key, value) in pairs_of(message) {
        if value.is_none() {
            continue;
        }
        match key.as_str() {
            "content" => check_parts(&value, &format!("{what}.content"))?,
            "tool_calls" => {
                let calls = settle_calls(&value, spelling, &format!("{what}.tool_calls"))?;
                settled.push((key, calls));
                continue;
            }
            "thinking" | "reasoning" if !has_reasoning => {
                if settled.iter().any(|(known, _)| known == "reasoning_content") {
                    return Err(format!("{what} has `thinking` and `reasoning`: give one of them"));
                }
                settled.push(("reasoning_content".to_owned(), value));
                continue;
            }
            _ => {}
        }
        settled.push((key, value));
    }
    Ok(settled)
}

/// The messages of a JSON list, each as its members.
pub fn messages(text: &str, spelling: Spelling) -> Result<Vec<Vec<(String, Value)>>, String> {
    let list =
        json::parse(text).map_err(|error| format!("messages are not JSON ({error}): give a JSON list"))?;
    let messages = items_of(&list, "messages")?;
    if messages.is_empty() {
        return Err("no messages: give at least a user message".to_owned());
    }
    if member(&messages[0], "role").is_some_and(|role| role.as_str() == Some("tool")) {
        return Err(
            "messages[0] is a tool result (the template would leave out its header): put the call that it \
                    answers before it"
                .to_owned(),
        );
    }
    let settle = |(index, message)| settle_message(message, spelling, &format!("messages[{index}]"));
    messages.iter().enumerate().map(settle).collect()
}

/// The tools of a JSON list; null for null and for an empty list, which are no tools.
pub fn tools(text: &str, spelling: Spelling) -> Result<Value, String> {
    let list =
        json::parse(text).map_err(|error| format!("tools are not JSON ({error}): give a JSON list"))?;
    if list.is_none() {
        return Ok(list);
    }
    let mut settled = Vec::new();
    for (index, tool) in items_of(&list, "tools")?.iter().enumerate() {
        let what = format!("tools[{index}]");
        settled.push(if spelling == Spelling::Texts { object_in(tool, &what)? } else { tool.clone() });
        require_object(&settled[index], &what)?;
    }
    Ok(if settled.is_empty() { Value::from(()) } else { Value::from(settled) })
}
