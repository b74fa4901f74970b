//! What an event type asks whoever books it, and where it can take place.

use freebusy_provider::{Need, PlaceChoice, Question};

use crate::wire::{Entry, current, old};

/// What every event type asks, which is answered elsewhere than among the questions, or only when a booking is moved.
const OWN: [&str; 5] = ["name", "email", "location", "guests", "rescheduleReason"];

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// The name by which it is answered.
    pub(crate) slug: Box<str>,
    /// Its words, by which people know it.
    pub(crate) text: Box<str>,
    pub(crate) takes: Takes,
    pub(crate) need: Need,
    pub(crate) choices: Vec<Box<str>>,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Text,
    Switch,
    Several,
}

impl Field {
    fn new(slug: &str, kind: &str, label: Option<&str>, required: Option<&Entry<bool>>) -> Self {
        let text = label.map(str::trim).filter(|label| !label.is_empty()).unwrap_or(slug).into();
        let takes = match kind {
            "boolean" => Takes::Switch,
            "multiselect" | "checkbox" | "multiemail" => Takes::Several,
            _ => Takes::Text,
        };
        let need = if is_set(required) { Need::Required } else { Need::Optional };
        let choices = match takes {
            Takes::Switch => vec!["true".into(), "false".into()],
            Takes::Text | Takes::Several => Vec::new(),
        };
        Self { slug: slug.into(), text, takes, need, choices }
    }

    fn choosing(mut self, choices: Vec<Box<str>>) -> Self {
        if self.takes != Takes::Switch {
            self.choices = choices;
        }
        self
    }

    /// As the port tells it.
    pub(crate) fn question(&self) -> Question {
        Question { text: self.text.clone(), need: self.need, choices: self.choices.clone() }
    }
}

fn is_set(flag: Option<&Entry<bool>>) -> bool {
    flag.and_then(Entry::read).copied().unwrap_or_default()
}

/// The questions of the current dialect.
pub(crate) fn now(wires: &[Entry<current::BookingField>]) -> Vec<Field> {
    let asked = wires.iter().filter_map(Entry::read).filter(|wire| !is_set(wire.hidden.as_ref()));
    told_apart(asked.map(|wire| {
        let field = Field::new(&wire.slug, &wire.kind, wire.label.as_deref(), wire.required.as_ref());
        field.choosing(wire.options.clone().unwrap_or_default())
    }))
}

/// The questions of the old dialect.
pub(crate) fn then(wires: &[Entry<old::BookingField>]) -> Vec<Field> {
    let asked = wires.iter().filter_map(Entry::read).filter(|wire| !is_set(wire.hidden.as_ref()));
    told_apart(asked.map(|wire| {
        let field = Field::new(&wire.name, &wire.kind, wire.label.as_deref(), wire.required.as_ref());
        let options = wire.options.iter().flatten();
        field.choosing(options.map(|choice| choice.value.clone()).collect())
    }))
}

/// Questions with the same words go by their names.
fn told_apart(fields: impl Iterator<Item = Field>) -> Vec<Field> {
    let fields: Vec<Field> = fields.filter(|field| !OWN.contains(&&*field.slug)).collect();
    let same = |field: &Field| fields.iter().filter(|other| other.text == field.text).count() > 1;
    let named = |field: &Field| match same(field) {
        true => Field { text: field.slug.clone(), ..field.clone() },
        false => field.clone(),
    };
    fields.iter().map(named).collect()
}

/// A place where meetings may take place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// What people call it: the application, else the kind.
    pub(crate) name: Box<str>,
    /// What kind of place it is.
    pub(crate) kind: Box<str>,
    pub(crate) integration: Option<Box<str>>,
    /// Under which name the attendee says more about it.
    pub(crate) says: Option<Says>,
}

/// What the attendee says about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    Address,
    Phone,
    Location,
}

impl Spot {
    /// As the port tells it.
    pub(crate) fn choice(&self) -> PlaceChoice {
        let text = self.says.map_or(Need::Optional, |_| Need::Required);
        PlaceChoice { kind: self.name.clone(), text }
    }
}

/// The places, each once; one that cannot be named in a booking is left out.
pub(crate) fn spots(wires: &[Entry<current::Location>]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for spot in wires.iter().filter_map(Entry::read).filter_map(spot) {
        if !spots.contains(&spot) {
            spots.push(spot);
        }
    }
    spots
}

fn spot(wire: &current::Location) -> Option<Spot> {
    let says = match &*wire.kind {
        "address" | "link" | "phone" | "organizersDefaultApp" | "integration" => None,
        "attendeeAddress" => Some(Says::Address),
        "attendeePhone" => Some(Says::Phone),
        "attendeeDefined" => Some(Says::Location),
        _ => return None,
    };
    let integration = wire.integration.clone().filter(|_| &*wire.kind == "integration");
    let name = integration.clone().unwrap_or_else(|| wire.kind.clone());
    Some(Spot { name, kind: wire.kind.clone(), integration, says })
}

/// The site of a page: its scheme and its host.
pub(crate) fn site(url: &str) -> Option<Box<str>> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    matches!(scheme, "https" | "http").then(|| format!("{scheme}://{host}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Vec<Field> {
        now(&serde_json::from_str::<Vec<Entry<current::BookingField>>>(json).unwrap())
    }

    #[test]
    fn questions_are_what_is_asked_beyond_name_and_address() {
        let found = fields(
            r#"[{"type":"name","slug":"name","required":true},{"type":"email","slug":"email","required":{}},
            {"type":"textarea","slug":"notes","isDefault":true},
            {"type":"text","slug":"title","hidden":true,"required":true},
            {"type":"select","slug":"topic","label":" Topic? ","required":true,"options":["Tea","Milk"]},
            {"type":"boolean","slug":"agree","label":"Agreed"},7]"#,
        );
        let told: Vec<_> = found.iter().map(|it| (&*it.slug, &*it.text, it.need, it.choices.len())).collect();
        assert_eq!(
            told,
            [
                ("notes", "notes", Need::Optional, 0),
                ("topic", "Topic?", Need::Required, 2),
                ("agree", "Agreed", Need::Optional, 2)
            ]
        );
    }

    #[test]
    fn questions_of_the_same_words_go_by_their_names() {
        let found = fields(
            r#"[{"type":"text","slug":"a","label":"Who?"},{"type":"text","slug":"b","label":"Who?"}]"#,
        );
        assert_eq!(found.iter().map(|it| &*it.text).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_place_is_called_by_its_application_or_its_kind() {
        let wires = r#"[{"type":"integration","integration":"zoom"},{"type":"attendeePhone"},{"type":"unknown"},
            {"type":"address","address":"x"},{"type":"address","address":"y"}]"#;
        let found = spots(&serde_json::from_str::<Vec<Entry<current::Location>>>(wires).unwrap());
        let told: Vec<_> = found.iter().map(|it| (it.choice().kind, it.choice().text)).collect();
        assert_eq!(
            told,
            [
                ("zoom".into(), Need::Optional),
                ("attendeePhone".into(), Need::Required),
                ("address".into(), Need::Optional)
            ]
        );
    }

    #[test]
    fn the_site_of_a_page_is_its_host_alone() {
        assert_eq!(site("https://cal.com/ana/intro?x=y").as_deref(), Some("https://cal.com"));
        for odd in ["cal.com/ana", "ftp://cal.com/x", "https:///x", "https://u:p@cal.com/x"] {
            assert_eq!(site(odd), None, "{odd}");
        }
    }
}
