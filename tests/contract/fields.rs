//! Which fields a body may have: names that no branch of its schema knows are likely misspelt.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::description::Description;

/// The fields of `body` that `schema` knows in none of its branches; empty where the schema is open.
pub(crate) fn unknown(description: &Description, schema: &Value, body: &Value) -> Vec<String> {
    let (Some(body), Some(known)) = (body.as_object(), known(description, schema)) else { return Vec::new() };
    body.keys().filter(|name| !known.contains(name.as_str())).cloned().collect()
}

/// The names that any branch knows; `None` where one of them takes any name.
fn known<'a>(description: &'a Description, schema: &'a Value) -> Option<BTreeSet<&'a str>> {
    let schema = description.resolved(schema);
    let mut names = BTreeSet::new();
    if schema.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false)) {
        return None;
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        names.extend(properties.keys().map(String::as_str));
    }
    for kind in ["allOf", "anyOf", "oneOf"] {
        for branch in schema.get(kind).and_then(Value::as_array).into_iter().flatten() {
            names.extend(known(description, branch)?);
        }
    }
    Some(names)
}
