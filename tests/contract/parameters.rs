//! Query parameters and headers as values that a schema can be asked about.

use serde_json::{Map, Value};

/// What is sent in one query parameter: its name, and everything sent under it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) name: String,
    /// The brackets behind the name, and the text.
    values: Vec<(Vec<String>, String)>,
}

/// The path of a target and its query parameters, those of one name together.
pub(crate) fn split(target: &str) -> (&str, Vec<Sent>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut all: Vec<Sent> = Vec::new();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let mut keys = key.split('[').map(|key| key.trim_end_matches(']').to_owned());
        let name = keys.next().unwrap();
        let entry = (keys.collect(), value.into_owned());
        match all.iter_mut().find(|sent| sent.name == name) {
            Some(sent) => sent.values.push(entry),
            None => all.push(Sent { name, values: vec![entry] }),
        }
    }
    (path, all)
}

impl Sent {
    /// The value as the schema would have it; text that is not of the type stays text and will be refused.
    pub(crate) fn value(&self, schema: &Value) -> Value {
        let (keys, text) = &self.values[0];
        if !keys.is_empty() {
            return self.nested(schema);
        }
        if schema["type"] != "array" {
            return typed(schema, text);
        }
        let texts = self.values.iter().flat_map(|(_, text)| text.split(','));
        texts.map(|text| typed(&schema["items"], text)).collect()
    }

    /// `name[0][key]=text` as an array of objects.
    fn nested(&self, schema: &Value) -> Value {
        let mut entries: Vec<Map<String, Value>> = Vec::new();
        for (keys, text) in &self.values {
            let [index, key] = keys.as_slice() else { return Value::Null };
            let Ok(index) = index.parse::<usize>() else { return Value::Null };
            entries.resize(entries.len().max(index.min(1_000) + 1), Map::new());
            entries[index].insert(key.clone(), typed(&schema["items"]["properties"][key], text));
        }
        entries.into_iter().map(Value::Object).collect()
    }
}

/// A text as a value of the schema's type.
pub(crate) fn typed(schema: &Value, text: &str) -> Value {
    let read = match schema["type"].as_str() {
        Some("number" | "integer" | "boolean") => text.parse().ok(),
        _ => None,
    };
    read.unwrap_or_else(|| text.into())
}
