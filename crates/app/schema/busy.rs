//! A stretch that cannot be booked, as it is written: small in its usual form, for there may be millions.

use freebusy_core::BlockKind;
use serde::Deserialize;

use super::field::{moment, text};
use super::usual::UsualInstant;

/// The words for the kinds of time that cannot be booked.
pub(super) const KINDS: [(&str, BlockKind); 3] =
    [("busy", BlockKind::Busy), ("tentative", BlockKind::Tentative), ("unavailable", BlockKind::Unavailable)];

/// A stretch that cannot be booked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Fields")]
pub(crate) enum BusyDoc {
    /// Both bounds are instants in their usual form, and the kind is known.
    Usual {
        /// The first instant of it.
        start: UsualInstant,
        /// The first instant after it.
        end: UsualInstant,
        /// Busy where nothing is said.
        kind: BlockKind,
    },
    /// Whatever else is written.
    Written(Box<WrittenBusy>),
}

/// The fields of a stretch as texts, of which nothing is checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WrittenBusy {
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
    pub(crate) kind: Option<String>,
}

/// The fields as they are read.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    #[serde(deserialize_with = "moment")]
    start: Option<Bound>,
    #[serde(deserialize_with = "moment")]
    end: Option<Bound>,
    #[serde(deserialize_with = "text")]
    kind: Option<String>,
}

impl From<Fields> for BusyDoc {
    fn from(Fields { start, end, kind }: Fields) -> Self {
        let known = match &kind {
            None => Some(BlockKind::Busy),
            Some(word) => KINDS.iter().find(|(known, _)| known == word).map(|(_, kind)| *kind),
        };
        match (start, end, known) {
            (Some(Bound::Usual(start)), Some(Bound::Usual(end)), Some(kind)) => {
                Self::Usual { start, end, kind }
            }
            (start, end, _) => Self::Written(Box::new(WrittenBusy {
                start: start.map(Bound::into_text),
                end: end.map(Bound::into_text),
                kind,
            })),
        }
    }
}

/// A bound as it is read.
enum Bound {
    Usual(UsualInstant),
    Written(String),
}

impl Bound {
    fn into_text(self) -> String {
        match self {
            Self::Usual(instant) => instant.to_string(),
            Self::Written(text) => text,
        }
    }
}

impl From<&str> for Bound {
    fn from(text: &str) -> Self {
        UsualInstant::read(text).map_or_else(|| Self::Written(text.to_owned()), Self::Usual)
    }
}

impl From<String> for Bound {
    fn from(text: String) -> Self {
        UsualInstant::read(&text).map_or(Self::Written(text), Self::Usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_in_its_usual_form_takes_little_room() {
        assert!(size_of::<BusyDoc>() <= 24);
    }

    #[test]
    fn what_is_unusual_keeps_its_texts() {
        let written = |fields: &str| serde_json::from_str::<BusyDoc>(fields).unwrap();
        let usual = written(r#"{"start":"2026-12-01T09:00:00Z","end":"2026-12-01T10:00:00Z","kind":"busy"}"#);
        assert!(matches!(usual, BusyDoc::Usual { kind: BlockKind::Busy, .. }), "{usual:?}");
        for (unusual, text) in [
            (r#"{"start":"2026-12-01T09:00:00Z","end":"2026-12-02"}"#, "2026-12-01T09:00:00Z"),
            (r#"{"start":"2026-12-01T09:00:00+01:00"}"#, "2026-12-01T09:00:00+01:00"),
            (
                r#"{"start":"2026-12-01T09:00:00Z","end":"2026-12-01T10:00:00Z","kind":"free"}"#,
                "2026-12-01T09:00:00Z",
            ),
        ] {
            let BusyDoc::Written(written) = written(unusual) else { panic!("{unusual} is not usual") };
            assert_eq!(written.start.as_deref(), Some(text));
        }
    }
}
