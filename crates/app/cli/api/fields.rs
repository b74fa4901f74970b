//! The fields of a call: `k=v` is text, `k:=v` raw JSON.

use serde_json::{Map, Value};

use crate::message::escape;

/// One field.
#[derive(Debug, PartialEq)]
pub(super) struct Field {
    name: String,
    value: Value,
}

impl Field {
    /// The field as a parameter of a query: text as it is, anything else as JSON.
    pub(super) fn into_query(self) -> (String, String) {
        let value = match self.value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        (self.name, value)
    }
}

/// Reads fields.
pub(super) fn read(texts: &[String]) -> Result<Vec<Field>, String> {
    texts.iter().map(|text| field(text)).collect()
}

fn field(text: &str) -> Result<Field, String> {
    let wrong = |what: &str| format!("--field: `{}` {what}; write `k=v`, or `k:=JSON`", escape(text));
    let (name, value) = text.split_once('=').ok_or_else(|| wrong("has no `=`"))?;
    let (name, value) = match name.strip_suffix(':') {
        Some(name) => (name, serde_json::from_str(value).map_err(|_| wrong("has no JSON behind `:=`"))?),
        None => (name, Value::String(value.to_owned())),
    };
    if name.is_empty() {
        return Err(wrong("has no name"));
    }
    Ok(Field { name: name.to_owned(), value })
}

/// The JSON object of the fields.
pub(super) fn body(fields: Vec<Field>) -> Result<Value, String> {
    let mut object = Map::new();
    for Field { name, value } in fields {
        if object.contains_key(&name) {
            return Err(format!("--field: `{}` is given twice; write a list as `k:=[…]`", escape(&name)));
        }
        object.insert(name, value);
    }
    Ok(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn text_stays_text_and_raw_json_becomes_what_it_is() {
        let fields =
            read(&texts(&["n=1", "m:=1", "list:=[1,\"a\"]", "url=https://x/?a=b", "none="])).unwrap();
        let expected = json!({ "n": "1", "m": 1, "list": [1, "a"], "url": "https://x/?a=b", "none": "" });
        assert_eq!(body(fields), Ok(expected));
    }

    #[test]
    fn in_a_query_raw_json_is_written_out() {
        let fields = read(&texts(&["a:=true", "a=b"])).unwrap();
        let pairs: Vec<_> = fields.into_iter().map(Field::into_query).collect();
        assert_eq!(pairs, [("a".to_owned(), "true".to_owned()), ("a".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn what_is_no_field_is_refused() {
        for wrong in ["a", "=b", ":=1", "a:=", "a:={"] {
            assert!(read(&texts(&[wrong])).is_err(), "{wrong}");
        }
        assert!(body(read(&texts(&["a=1", "a=2"])).unwrap()).is_err());
    }
}
