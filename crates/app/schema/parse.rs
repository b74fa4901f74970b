//! From the text of a document to its fields.
//!
//! A good document is read once and straight into its types. Only one that is wrong is read again, slower, to
//! find out where.

use std::ops::Range;

use serde::de::{DeserializeOwned, DeserializeSeed};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::{Segment, Track};

use super::document::Document;
use super::error::{SchemaError, one_line, shown};
use super::field::{Object, TOML_DATE};
use super::nearest::suggestion;

/// In which notation a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    Json,
    Toml,
}

impl Notation {
    /// The notation of a text that does not name it: TOML where its first line looks like that, else JSON.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
        if is_toml_line(first) { Self::Toml } else { Self::Json }
    }
}

/// Whether a line is a comment, the header of a table or the assignment of a field, as in TOML.
fn is_toml_line(line: &str) -> bool {
    let is_name = |text: &str| {
        let text = text.trim();
        let quoted = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
        let text = quoted.unwrap_or(text);
        text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte))
    };
    match line.strip_prefix('[') {
        Some(header) => header.trim_start_matches('[').split_once(']').is_some_and(|(name, _)| is_name(name)),
        None => line.starts_with('#') || line.split_once('=').is_some_and(|(name, _)| is_name(name)),
    }
}

/// The longest field name shown as part of a path, in characters.
const LONGEST_NAME: usize = 60;

/// Reads the text of a document.
///
/// # Errors
/// What is wrong and where: the path of a field that is unknown, doubled or of the wrong type; line and column
/// of what is neither JSON nor TOML.
pub(crate) fn parse(text: &str, notation: Notation) -> Result<Document, SchemaError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        let message = "is empty; give at least `duration_minutes`, `window` and `participants`";
        return Err(SchemaError::new(&"request", message));
    }
    match notation {
        Notation::Json => parse_json(text),
        Notation::Toml => parse_toml(text, Values::Shown),
    }
}

/// Reads the text of a configuration, in TOML. No value of it is ever part of an error, for it may be a secret.
///
/// # Errors
/// As of [`parse`].
pub(crate) fn parse_settings<T: DeserializeOwned>(text: &str) -> Result<T, SchemaError> {
    parse_toml(text.strip_prefix('\u{feff}').unwrap_or(text), Values::Withheld)
}

/// Whether an error shows the value that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    Shown,
    Withheld,
}

fn parse_json(text: &str) -> Result<Document, SchemaError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Object::new().deserialize(&mut deserializer);
    let error = match read.and_then(|document| deserializer.end().map(|()| document)) {
        Ok(document) => return Ok(document),
        Err(error) => error,
    };
    if !error.is_data() {
        return Err(json_syntax(&error, text));
    }
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let path = path_of_error::<Document, _>(&mut serde_json::Deserializer::from_str(text));
    Err(Wrong { path, message, object: "an object", values: Values::Shown }.explained())
}

fn parse_toml<T: DeserializeOwned>(text: &str, values: Values) -> Result<T, SchemaError> {
    let parsed = toml::Deserializer::parse(text).map_err(|error| toml_syntax(&error, text))?;
    let error = match Object::new().deserialize(parsed) {
        Ok(document) => return Ok(document),
        Err(error) => error,
    };
    let again = toml::Deserializer::parse(text).map_err(|error| toml_syntax(&error, text))?;
    let path = path_of_error::<T, _>(again);
    Err(Wrong { path, message: error.message(), object: "a table", values }.explained())
}

/// The way to the value that does not fit, as far as it is known.
fn path_of_error<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Vec<Segment> {
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
    // Whether and why it fails is known already.
    drop(Object::<T>::new().deserialize(tracked));
    track.path().iter().cloned().collect()
}

/// A value that does not fit, in serde's words.
struct Wrong<'a> {
    path: Vec<Segment>,
    message: &'a str,
    /// What the notation calls an object.
    object: &'static str,
    values: Values,
}

impl Wrong<'_> {
    /// The same in our words.
    fn explained(mut self) -> SchemaError {
        let message = self.message;
        if let Some(name) = message.strip_prefix("duplicate field ") {
            self.path.push(Segment::Map { key: name.trim_matches('`').to_owned() });
            return self.error("is given twice; keep one");
        }
        if let Some((_, known)) = quoted_then_rest(message, "unknown field `", "`, expected ") {
            return self.unknown_field(known);
        }
        for serde in ["invalid type: ", "invalid value: "] {
            if let Some((found, wanted)) = quoted_then_rest(message, serde, ", expected ") {
                self.path.pop_if(|last| is_toml_date(last));
                return self.error(&format!("is {}, not {wanted}", self.found(found)));
            }
        }
        self.error(message)
    }

    /// That the last name of the path is none of the `known` ones, which serde lists in backticks.
    fn unknown_field(mut self, known: &str) -> SchemaError {
        if self.path.pop_if(|last| is_toml_date(last)).is_some() {
            return self.error("is a date, not a table; write its fields in `{` and `}`");
        }
        let key = match self.path.last() {
            Some(Segment::Map { key }) => key.as_str(),
            _ => "",
        };
        let names: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let all = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let otherwise = format!("the fields here are {all}");
        let mend = suggestion(key, names.into_iter(), &otherwise);
        self.error(&format!("is no field that is known here; {mend}"))
    }

    /// What serde calls a value, in words that people use.
    fn found(&self, found: &str) -> String {
        match found {
            "null" | "unit value" => "`null`".to_owned(),
            "sequence" => "a list".to_owned(),
            "map" => self.object.to_owned(),
            "date" => "a date".to_owned(),
            // serde calls a number beyond its usual types by the name of a type.
            _ => match found.trim_end_matches(" as i128").trim_end_matches(" as u128").split_once(' ') {
                Some(("string", _)) if self.values == Values::Withheld => "a text".to_owned(),
                Some(("string", text)) => format!("the text {}", shown(unquoted(text, '"'))),
                Some(("boolean", text)) => shown(unquoted(text, '`')),
                Some((_, _)) if self.values == Values::Withheld => "a number".to_owned(),
                Some((_, text)) => format!("the number {}", shown(unquoted(last_word(text), '`'))),
                None => shown(found),
            },
        }
    }

    fn error(&self, message: &str) -> SchemaError {
        SchemaError::new(&written(&self.path), message)
    }
}

/// Whether this is the name under which the toml crate hands out dates.
fn is_toml_date(segment: &Segment) -> bool {
    matches!(segment, Segment::Map { key } if key == TOML_DATE)
}

/// What lies between `start` and the last `separator`, and what follows: a value out of the document may
/// contain anything, our own words after it do not.
fn quoted_then_rest<'a>(message: &'a str, start: &str, separator: &str) -> Option<(&'a str, &'a str)> {
    message.strip_prefix(start)?.rsplit_once(separator)
}

fn unquoted(text: &str, quote: char) -> &str {
    text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)).unwrap_or(text)
}

/// `point 0.5` of `floating point 0.5`.
fn last_word(text: &str) -> &str {
    text.rsplit(' ').next().unwrap_or(text)
}

/// The path in our notation; names that are no plain words stand in double quotes.
fn written(path: &[Segment]) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&written_name(name));
            }
            Segment::Unknown => {}
        }
    }
    if text.is_empty() { "request".to_owned() } else { text }
}

fn written_name(name: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$');
    let short = one_line(name, LONGEST_NAME);
    if !name.is_empty() && name.chars().all(is_word) { short } else { format!("\"{short}\"") }
}

/// A text that is no JSON.
fn json_syntax(error: &serde_json::Error, text: &str) -> SchemaError {
    let line = error.line();
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let column = characters(text, start..start.saturating_add(error.column())).max(1);
    let place = format!(" at line {line} column {}", error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let mend = match message {
        "trailing characters" => "remove what follows the end of the request",
        "trailing comma" => "remove the comma before the closing bracket",
        "key must be a string" => "put the name of the field in double quotes",
        "recursion limit exceeded" => "nest less; `who` may be nested at most 32 deep",
        _ if error.is_eof() => "close what was opened, or send the rest",
        _ if Notation::of_text(text) == Notation::Toml => "name the file `.toml` if it is TOML",
        _ if text.trim_start().starts_with('{') => "write JSON here",
        _ => "write the fields of the request in `{` and `}`",
    };
    syntax(line, column, &format!("is no JSON: {message}; {mend}"))
}

/// A text that is no TOML.
fn toml_syntax(error: &toml::de::Error, text: &str) -> SchemaError {
    let span = error.span().unwrap_or(0..0);
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = characters(text, start..span.start) + 1;
    let message = error.message();
    let mend = if message.contains("recurs") {
        "nest less; `who` may be nested at most 32 deep".to_owned()
    } else if message.starts_with("duplicate key") {
        format!("keep one {}", shown(text.get(span).unwrap_or_default()))
    } else if text.trim_start().starts_with('{') {
        "name the file `.json` if it is JSON".to_owned()
    } else {
        "write TOML here".to_owned()
    };
    syntax(line, column, &format!("is no TOML: {message}; {mend}"))
}

fn syntax(line: usize, column: usize, message: &str) -> SchemaError {
    SchemaError::new(&format_args!("line {line}, column {column}"), message)
}

/// How many characters begin within a range of bytes.
fn characters(text: &str, bytes: Range<usize>) -> usize {
    let end = bytes.end.min(text.len());
    let begins = |byte: &&u8| !matches!(byte, 0x80..=0xbf);
    text.as_bytes().get(bytes.start..end).map_or(0, |bytes| bytes.iter().filter(begins).count())
}
