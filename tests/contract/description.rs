//! A service as its OpenAPI document describes it, made ready for JSON Schema.

use serde_json::{Map, Value, json};

use crate::overlays::Overlay;

/// A document whose schemas a JSON Schema validator understands.
#[derive(Debug)]
pub(crate) struct Description {
    /// The URI by which schemas refer into the document.
    pub(crate) uri: String,
    pub(crate) document: Value,
    /// The overlays that changed nothing: the fault they mend is no longer there.
    pub(crate) idle: Vec<&'static str>,
}

/// One call that the document describes.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The path as the document writes it.
    pub(crate) template: String,
    pub(crate) description: Value,
    /// Parameters of the path and of the operation, references followed.
    pub(crate) parameters: Vec<Value>,
}

impl Description {
    /// The document of `name` with its known faults mended.
    pub(crate) fn new(name: &str, mut document: Value, overlays: &[Overlay]) -> Self {
        let mended = |overlay: &&Overlay| (overlay.mend)(&mut document) == 0;
        let idle = overlays.iter().filter(mended).map(|overlay| overlay.name).collect();
        let uri = format!("https://{name}.invalid/description");
        translate(&mut document, &uri);
        Self { uri, document, idle }
    }

    /// The operation behind a method and a path, the template with the most literal segments first.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<Operation> {
        let method = method.to_ascii_lowercase();
        let paths = self.document["paths"].as_object().unwrap().iter();
        let (template, item) = paths
            .filter(|(template, item)| fits(template, path) && item.get(&method).is_some())
            .min_by_key(|(template, _)| template.matches('{').count())?;
        let own = [item.get("parameters"), item[&method].get("parameters")];
        let parameters = own.into_iter().flatten().filter_map(Value::as_array).flatten();
        let parameters = parameters.map(|parameter| self.resolved(parameter).clone()).collect();
        Some(Operation { template: template.clone(), description: item[&method].clone(), parameters })
    }

    /// What a reference refers to, or the value itself.
    pub(crate) fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value.get("$ref").and_then(Value::as_str).and_then(|it| it.split_once('#'));
        pointer.map_or(value, |(_, pointer)| self.document.pointer(pointer).expect("the document is whole"))
    }
}

/// Whether a path is of a template: equal segments, anything but nothing in the place of `{name}`.
fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {}
            (Some(name), Some(segment)) if name == segment => {}
            _ => return false,
        }
    }
}

/// Lays the paths and components of `later` over those of `earlier`: method by method, name by name.
pub(crate) fn overlaid(mut earlier: Value, later: &Value) -> Value {
    for (path, item) in later["paths"].as_object().unwrap() {
        merge(&mut earlier["paths"][path], item);
    }
    for (kind, components) in later["components"].as_object().unwrap() {
        merge(&mut earlier["components"][kind], components);
    }
    earlier
}

fn merge(into: &mut Value, from: &Value) {
    if into.is_null() {
        *into = json!({});
    }
    for (name, value) in from.as_object().unwrap() {
        into[name] = value.clone();
    }
}

/// References that say which document they mean, and `nullable` as JSON Schema writes it.
fn translate(value: &mut Value, uri: &str) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| translate(value, uri)),
        Value::Object(map) => {
            map.values_mut().for_each(|value| translate(value, uri));
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && reference.starts_with('#')
            {
                reference.insert_str(0, uri);
            }
            if map.get("nullable") == Some(&Value::Bool(true)) {
                *value = or_null(std::mem::take(map));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn or_null(mut schema: Map<String, Value>) -> Value {
    schema.remove("nullable");
    json!({ "anyOf": [schema, { "type": "null" }] })
}
