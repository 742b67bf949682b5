//! A model's chat template, rendered as transformers does, with the place of each message in the result.
//!
//! The place is observed, not searched for: a message tells the output's length whenever the template reads its
//! `content`, and Qwen's template reads it once more right before it writes the message. What a message contains can
//! therefore not move a border.
use crate::conversation::{messages, tools, Spelling};
use crate::python;
use crate::result::{answer, text_at, Answer};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Enumerator, Object};
use minijinja::{Environment, Error, ErrorKind, Value};
use std::ffi::c_char;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

const NAME: &str = "chat_template";
const ARGUMENTS_ARE_TEXTS: u32 = 1;
const ADD_GENERATION_PROMPT: u32 = 2;
const THINKING_SET: u32 = 4;
const THINKING_ON: u32 = 8;

pub struct ChatTemplate {
    environment: Environment<'static>,
}

/// The output, and its length where messages can read it.
struct Output {
    bytes: Vec<u8>,
    length: Arc<AtomicUsize>,
}

impl io::Write for &mut Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.length.store(self.bytes.len(), Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A message that notes how long the output was when its content was last read.
#[derive(Debug)]
struct Message {
    members: Value,
    output_length: Arc<AtomicUsize>,
    begin: AtomicUsize,
}

impl Object for Message {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if key.as_str() == Some("content") {
            self.begin.store(self.output_length.load(Ordering::Relaxed), Ordering::Relaxed);
        }
        self.members.get_item(key).ok().filter(|value| !value.is_undefined())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.members.try_iter().into_iter().flatten().collect())
    }
}

fn raise(message: String) -> Result<Value, Error> {
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

/// The filters that print: Python's, because models were trained on what Python printed.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("Jinja's own delimiters do not clash"));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.set_formatter(|out, _, value| Ok(out.write_str(&python::str_of(value)?)?));
    environment.add_function("raise_exception", raise);
    environment.add_filter("string", |value: Value| python::str_of(&value));
    environment.add_filter("tojson", |value: Value| python::to_json(&value));
    environment.add_filter("trim", |text: String, characters: Option<String>| match characters {
        Some(set) => text.trim_matches(|character| set.contains(character)).to_owned(),
        None => python::strip(&text).to_owned(),
    });
    environment
}

/// The template's text: `chat_template.jinja`, or the member `chat_template` of `tokenizer_config.json`.
fn source_in(folder: &Path) -> Result<String, String> {
    let file = folder.join("chat_template.jinja");
    match std::fs::read_to_string(&file) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(format!("cannot read {} ({error}): check the model's folder", file.display()))
        }
    }
    let config = folder.join("tokenizer_config.json");
    let text = std::fs::read_to_string(&config).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    value["chat_template"].as_str().map(str::to_owned).ok_or_else(|| {
        format!(
            "no chat template in {} (neither chat_template.jinja nor a text `chat_template` in \
                 tokenizer_config.json): give the folder of a chat model",
            folder.display()
        )
    })
}

/// The rest behind `{% name %}` at the start of `text`, whose name is one of the two, with the statement that prints the
/// same, nothing, in its place.
fn generation_tag(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix("{%")?;
    let (inside, rest) = inside.split_once("%}")?;
    let name = inside.trim_matches(|c: char| c.is_whitespace() || c == '-' || c == '+');
    let other = match name {
        "generation" => "with",
        "endgeneration" => "endwith",
        _ => return None,
    };
    Some((format!("{{%{}%}}", inside.replacen(name, other, 1)), rest))
}

/// `{% generation %}` and its end are transformers' own, and minijinja takes no tags of others: each becomes a block
/// `with` of no names, which opens a scope, too, and treats the white space around it alike.
fn without_generation(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("{%") {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, behind)) = generation_tag(rest) {
            text.push_str(&tag);
            rest = behind;
        } else {
            text.push_str("{%");
            rest = &rest[2..];
        }
    }
    text.push_str(rest);
    text
}

fn open(folder: &str) -> Result<ChatTemplate, String> {
    let source = without_generation(&source_in(Path::new(folder))?);
    let mut environment = environment();
    environment.add_template_owned(NAME, source).map_err(|error| {
        format!("the chat template in {folder} cannot be read ({error}): use the model's own")
    })?;
    Ok(ChatTemplate { environment })
}

fn refusal(error: Error) -> String {
    let detail = error.detail().map(str::to_owned).unwrap_or_else(|| error.kind().to_string());
    let line = error.line().map(|line| format!(", line {line}")).unwrap_or_default();
    format!("the chat template refuses the messages ({detail}{line}): correct the messages")
}

/// The rendered bytes, and where each message begins.
fn render(
    template: &ChatTemplate,
    messages_text: &str,
    tools_text: &str,
    flags: u32,
) -> Result<Answer, String> {
    let spelling = if flags & ARGUMENTS_ARE_TEXTS != 0 { Spelling::Texts } else { Spelling::Objects };
    let length = Arc::new(AtomicUsize::new(0));
    let messages: Vec<Arc<Message>> = messages(messages_text, spelling)?
        .into_iter()
        .map(|pairs| {
            let members = Value::from_pairs(pairs);
            Arc::new(Message { members, output_length: length.clone(), begin: AtomicUsize::new(0) })
        })
        .collect();
    let values: Vec<Value> = messages.iter().cloned().map(Value::from_dyn_object).collect();
    let mut context = vec![
        ("messages", Value::from(values)),
        ("tools", tools(tools_text, spelling)?),
        ("add_generation_prompt", Value::from(flags & ADD_GENERATION_PROMPT != 0)),
    ];
    if flags & THINKING_SET != 0 {
        context.push(("enable_thinking", Value::from(flags & THINKING_ON != 0)));
    }
    let mut output = Output { bytes: Vec::new(), length };
    let compiled = template.environment.get_template(NAME).map_err(refusal)?;
    compiled.render_captured_to(Value::from_pairs(context), &mut output).map_err(refusal)?;
    if u32::try_from(output.bytes.len()).is_err() {
        return Err("the rendered messages exceed 4 GiB: split them".to_owned());
    }
    let begins = messages.iter().map(|message| message.begin.load(Ordering::Relaxed) as u32).collect();
    Ok(Answer::new(output.bytes, begins))
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_chat_template_open(
    folder: *const c_char,
    size: usize,
    template: *mut *mut ChatTemplate,
) -> *mut Answer {
    answer(|| {
        *template = Box::into_raw(Box::new(open(text_at(folder, size, "the folder's name")?)?));
        Ok(Answer::new("", Vec::new()))
    })
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_chat_template_free(template: *mut ChatTemplate) {
    if !template.is_null() {
        drop(Box::from_raw(template));
    }
}

#[no_mangle]
pub unsafe extern "C" fn rust_bridge_chat_template_render(
    template: *const ChatTemplate,
    messages: *const c_char,
    messages_size: usize,
    tools: *const c_char,
    tools_size: usize,
    flags: u32,
) -> *mut Answer {
    answer(|| {
        let messages = text_at(messages, messages_size, "a message")?;
        let tools = text_at(tools, tools_size, "a tool")?;
        render(&*template, messages, tools, flags)
    })
}
