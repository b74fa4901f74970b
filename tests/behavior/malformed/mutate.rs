//! Mutations of a JSON answer that know its structure: each leaves something that its service never sends.
//!
//! A mutation damages; it does not tell another story. Taking a whole entry out of a list, or moving a time to
//! another valid time, would be a different answer that nobody could see through, so neither is here.

use serde_json::{Map, Value, json};

/// A small generator of numbers, the same on every machine (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// What was done to an answer, for the message when a test fails.
#[derive(Debug, Clone)]
pub(crate) struct Mutated {
    pub(crate) bytes: Vec<u8>,
    pub(crate) what: String,
}

/// Damages one place of `original`, as `draw` decides.
pub(crate) fn mutated(original: &Value, draw: &mut Draw) -> Mutated {
    let text = original.to_string();
    match draw.below(12) {
        0 => cut(&text, draw),
        1 => doubled_key(original, draw),
        2 => garbage(draw),
        _ => in_tree(original, draw),
    }
}

/// The text cut off somewhere.
fn cut(text: &str, draw: &mut Draw) -> Mutated {
    let at = draw.below(text.len());
    Mutated { bytes: text.as_bytes()[..at].to_vec(), what: format!("cut at byte {at}") }
}

/// Something that is no answer at all.
fn garbage(draw: &mut Draw) -> Mutated {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let all: [&[u8]; 9] = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"<html><body>503 Service Unavailable</body></html>",
        b"\xff\xfe\x00{",
        b"{\"status\":\"success\"}",
        b"{\"collection\":null}",
        deep.as_bytes(),
    ];
    let index = draw.below(all.len());
    Mutated { bytes: all[index].to_vec(), what: format!("garbage {index}") }
}

/// An object that names one of its keys a second time, with another value.
fn doubled_key(original: &Value, draw: &mut Draw) -> Mutated {
    let paths = objects(original);
    let path = &paths[draw.below(paths.len())];
    let object = at(original, path).as_object().unwrap();
    let Some(key) = object.keys().nth(draw.below(object.len().max(1))).cloned() else {
        return in_tree(original, draw);
    };
    let wrong = wrong_value(draw);
    let written = object.iter().map(|(key, value)| format!("{}:{value}", json!(key)));
    let mut fields: Vec<String> = written.collect();
    fields.push(format!("{}:{wrong}", json!(key)));
    let doubled = format!("{{{}}}", fields.join(","));
    let mark = "\u{1}the object\u{1}";
    let mut tree = original.clone();
    *at_mut(&mut tree, path) = json!(mark);
    let text = tree.to_string().replace(&json!(mark).to_string(), &doubled);
    Mutated { bytes: text.into_bytes(), what: format!("`{key}` doubled at {path:?}") }
}

/// One value of the tree replaced by what cannot stand there, or its key taken away.
fn in_tree(original: &Value, draw: &mut Draw) -> Mutated {
    let paths = values(original);
    let path = paths[draw.below(paths.len())].clone();
    let mut tree = original.clone();
    let what = match path.split_last() {
        Some((Step::Key(key), parent)) if draw.below(3) == 0 => {
            at_mut(&mut tree, parent).as_object_mut().unwrap().remove(key);
            format!("{path:?} taken away")
        }
        Some(_) => {
            let wrong = wrong_for(at(&tree, &path), draw);
            let what = format!("{path:?} replaced by {}", shortened(&wrong));
            *at_mut(&mut tree, &path) = wrong;
            what
        }
        None => {
            tree = wrong_value(draw);
            "the whole replaced".to_owned()
        }
    };
    Mutated { bytes: tree.to_string().into_bytes(), what }
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

/// Something that cannot stand where `value` stood.
fn wrong_for(value: &Value, draw: &mut Draw) -> Value {
    let is_time = value.as_str().is_some_and(|text| text.len() >= 10 && text.starts_with("20"));
    if is_time && draw.below(2) == 0 {
        return bad_time(draw);
    }
    match (value, draw.below(4)) {
        (Value::String(_), 0) => json!("\u{202e}\r\nno-such-word\u{0}"),
        (Value::Number(_), 0) => json!(-1),
        (Value::Number(_), 1) => json!(1e300),
        (Value::Array(list), 0) => Value::Array(list.iter().map(|_| Value::Null).collect()),
        (Value::Object(_), 0) => Value::Object(Map::new()),
        _ => wrong_of_other_kind(value, draw),
    }
}

fn wrong_of_other_kind(value: &Value, draw: &mut Draw) -> Value {
    loop {
        let wrong = wrong_value(draw);
        if std::mem::discriminant(&wrong) != std::mem::discriminant(value) {
            return wrong;
        }
    }
}

fn wrong_value(draw: &mut Draw) -> Value {
    let huge = "x".repeat(100_000);
    let all = [
        Value::Null,
        json!(true),
        json!(9_223_372_036_854_775_807_i64),
        json!(1e300),
        json!("no-such-word"),
        json!(huge),
        json!([]),
        json!([[[[]]]]),
        json!({}),
        json!({ "a": { "b": null } }),
    ];
    all[draw.below(all.len())].clone()
}

/// A time that is none: of no calendar, no clock, no zone, or cut short.
fn bad_time(draw: &mut Draw) -> Value {
    let all = [
        "2026-02-30T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-12-01T25:00:00Z",
        "2026-12-01T10:61:00Z",
        "2026-12-01T10:00:00",
        "2026-12-01T10:00",
        "2026-12-0",
        "99999-12-01T10:00:00Z",
        "2026-12-01T10:00:00+99:00",
        "2026-12-01T10:00:00 Mars/Olympus",
        "",
        "tomorrow",
    ];
    json!(all[draw.below(all.len())])
}

/// One step from a value to one within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// The paths of all values, the whole first.
fn values(root: &Value) -> Vec<Vec<Step>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let steps: Vec<Step> = match at(root, &path) {
            Value::Object(fields) => fields.keys().cloned().map(Step::Key).collect(),
            Value::Array(list) => (0..list.len()).map(Step::Index).collect(),
            _ => Vec::new(),
        };
        found.extend(steps.into_iter().map(|step| [path.as_slice(), &[step]].concat()));
    }
    found
}

/// The paths of all objects that have a field.
fn objects(root: &Value) -> Vec<Vec<Step>> {
    let is_object = |path: &Vec<Step>| at(root, path).as_object().is_some_and(|object| !object.is_empty());
    let mut found: Vec<Vec<Step>> = values(root).into_iter().filter(is_object).collect();
    if found.is_empty() {
        found.push(Vec::new());
    }
    found
}

fn at<'a>(root: &'a Value, path: &[Step]) -> &'a Value {
    path.iter().fold(root, |value, step| match step {
        Step::Key(key) => &value[key],
        Step::Index(index) => &value[*index],
    })
}

fn at_mut<'a>(root: &'a mut Value, path: &[Step]) -> &'a mut Value {
    path.iter().fold(root, |value, step| match step {
        Step::Key(key) => &mut value[key],
        Step::Index(index) => &mut value[*index],
    })
}
